using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Tasks.Offline;

/// <summary>A form with an id in the header <see cref="Header"/>.</summary>
/// <param name="Id">Of the <see cref="ReceivedChange"/>.</param>
/// <param name="Digest">Of the id, the address and the change; it does not reveal the content.</param>
public sealed record ChangeRequest(string User, string Id, string Digest)
{
    public const string Header = "Change-Id";

    /// <summary>The token belongs to a page, and only a change that had to wait says when it was written.</summary>
    private static readonly string[] NotDigested = ["__RequestVerificationToken", "writtenOn"];

    /// <summary>Null without the header.</summary>
    /// <exception cref="ProblemException"><c>invalid_request</c>: it holds no UUID.</exception>
    public static ChangeRequest? Read(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.Headers.TryGetValue(Header, out var values))
            return null;
        if (!Guid.TryParseExact(values, "D", out var guid))
            throw new ProblemException(Problem.Invalid($"{Header}: send one UUID."));
        var (user, id) = (context.User.Id(), guid.ToString("D"));
        var fields = request.HasFormContentType
            ? request.Form.Where(field => !NotDigested.Contains(field.Key)).OrderBy(field => field.Key, StringComparer.Ordinal)
                .SelectMany(field => field.Value.Select(value => (string[])[field.Key, value ?? ""])).SelectMany(pair => pair)
            : [];
        return new(user, DigestOf([user, id]), DigestOf([id, request.Path.Value ?? "", .. fields]));
    }

    /// <summary>Each part after its length, so that no two lists of parts give the same digest.</summary>
    private static string DigestOf(IEnumerable<string> parts)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            digest.AppendData(BitConverter.GetBytes(bytes.Length));
            digest.AppendData(bytes);
        }
        return Base64Url.EncodeToString(digest.GetHashAndReset());
    }
}
