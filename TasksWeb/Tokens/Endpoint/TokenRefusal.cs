using System.Text.Json;
using System.Text.RegularExpressions;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>
/// What a refusal means, by its error codes: those of OAuth 2.0 (RFC 6749 §5.2), RFC 6750 §3.1, OpenID Connect Core §3.1.2.6, and
/// other codes that providers use.
/// </summary>
internal static partial class TokenRefusal
{
    private static readonly HashSet<string> ErrorMembers = new(StringComparer.Ordinal)
    {
        "error", "errors", "errorcode", "errortype", "code", "type", "reason", "status", "name",
    };

    /// <summary>Where a provider's own final codes are looked for: also where some write what was refused in words.</summary>
    private static readonly HashSet<string> OwnMembers =
        new(ErrorMembers, StringComparer.Ordinal) { "message", "errordescription", "resource" };

    /// <summary>This code or refresh token is invalid, and another attempt cannot change that.</summary>
    private static readonly HashSet<string> Final = new(StringComparer.Ordinal)
    {
        "invalidgrant", "invalidtoken", "expiredtoken", "tokenexpired", "revokedtoken", "tokenrevoked",
        "badrefreshtoken", "invalidrefreshtoken", "expiredrefreshtoken", "refreshtokenexpired", "revokedrefreshtoken",
        "refreshtokenrevoked", "badverificationcode", "invalidcode", "interactionrequired", "loginrequired", "consentrequired",
        "accountselectionrequired", "unmetauthenticationrequirements",
    };

    /// <summary>The client itself is refused: for everybody, until the operator changes something.</summary>
    private static readonly HashSet<string> Client = new(StringComparer.Ordinal)
    {
        "invalidclient", "deletedclient", "disabledclient",
    };

    /// <summary>Equivalent to a status 5xx (RFC 6749 §4.1.2.1); some providers send them with status 400.</summary>
    private static readonly HashSet<string> Transient = new(StringComparer.Ordinal)
    {
        "temporarilyunavailable", "servererror", "slowdown",
    };

    /// <summary>Null: the body names no error.</summary>
    /// <param name="finalErrors">Further codes that are final, or whole texts; a number as its digits.</param>
    public static TokenResponse? Read(JsonElement body, int status, TimeSpan? wait, IList<string> finalErrors)
    {
        string? first = null;
        var (isFinal, own) = (status is < 300 or 400 or 401 or 403, finalErrors.Select(Plain).ToHashSet(StringComparer.Ordinal));
        if (isFinal && own.Count > 0
            && Words(body, OwnMembers, withNumbers: true).Any(word => own.Contains(Plain(word))))
            return new TokenResponse.InvalidGrant();
        foreach (var word in Words(body, ErrorMembers, withNumbers: false))
        {
            first ??= word;
            var plain = Plain(word);
            if (isFinal && Final.Contains(plain))
                return new TokenResponse.InvalidGrant();
            if (Client.Contains(plain))
                return new TokenResponse.Misconfigured(Printable(word));
            if (Transient.Contains(plain))
                return new TokenResponse.Unavailable(Printable(word), Ambiguous: false, wait);
        }
        return first is null && status < 300 ? null : new TokenResponse.Refused(Printable(first), status);
    }

    private static IEnumerable<string> Words(JsonElement body, HashSet<string> members, bool withNumbers) =>
        from node in TokenResponseBody.Objects(body)
        from member in node.EnumerateObject()
        where members.Contains(Plain(member.Name))
        from word in Texts(member.Value, withNumbers)
        select word;

    private static IEnumerable<string> Texts(JsonElement value, bool withNumbers) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number when withNumbers => [value.GetRawText()],
        JsonValueKind.Array => value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String)
            .Select(one => one.GetString()!),
        _ => [],
    };

    /// <summary><c>invalid_grant</c>, <c>Invalid-Grant</c> and <c>InvalidGrant</c> say the same.</summary>
    private static string Plain(string word) =>
        string.Concat(word.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>For log and problems: only what looks like a standard code, never something that could be a token.</summary>
    private static string Printable(string? word) => word is not null && Code().IsMatch(word) ? word : "unknown_error";

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z_.-]{0,39}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
