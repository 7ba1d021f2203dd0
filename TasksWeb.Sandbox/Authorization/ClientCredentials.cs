using System.Net;
using System.Text;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>A client's id and secret, from the body or from a Basic header (RFC 6749 §2.3.1).</summary>
internal sealed record ClientCredentials(string ClientId, string ClientSecret)
{
    private const string Basic = "Basic ";

    public static ClientCredentials? Read(HttpRequest request, IFormCollection form, Authority authority)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return ReadBasic(header[Basic.Length..]);
        }

        return authority.TakesCredentialsInBody && FormReading.Single(form["client_id"]) is { } clientId
            ? new ClientCredentials(clientId, FormReading.Single(form["client_secret"]) ?? "")
            : null;
    }

    private static ClientCredentials? ReadBasic(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.Trim(), bytes, out var length))
        {
            return null;
        }

        // Both halves are form-encoded before they are joined.
        var halves = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return halves.Length == 2
            ? new ClientCredentials(WebUtility.UrlDecode(halves[0]), WebUtility.UrlDecode(halves[1]))
            : null;
    }
}
