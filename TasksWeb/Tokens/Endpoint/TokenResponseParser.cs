using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>Parses token responses (RFC 6749 §5), with the deviations of existing providers.</summary>
internal static class TokenResponseParser
{
    private const int MaxTokenLength = 16 * 1024;
    private const int MaxTypeLength = 64;
    private static readonly string[] AccessToken = ["access_token", "accessToken"];
    private static readonly string[] Scope = ["scope", "scopes"];
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);

    /// <summary>Of Google and LinkedIn; of Keycloak and Airtable; of Intuit.</summary>
    private static readonly string[] RefreshTokenLifetimes =
        ["refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in"];

    private static readonly SearchValues<char> VisibleAscii =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(code => (char)code)]);

    /// <param name="scopeSeparator">What separates scopes; null: spaces (RFC 6749 §3.3) or commas (GitHub, Slack).</param>
    /// <param name="accountField">The path of the field that names the account; null: none.</param>
    /// <param name="finalErrors">Codes of this provider that end a grant; null: it has none of its own.</param>
    public static TokenResponse Parse(
        HttpStatusCode status, TimeSpan? wait, byte[] body, string? scopeSeparator = null, string? accountField = null,
        IList<string>? finalErrors = null)
    {
        var code = (int)status;
        if (status == HttpStatusCode.Gone)
            return new TokenResponse.Gone();
        // An overloaded or broken provider has not decided anything, whatever its body says.
        if (status == HttpStatusCode.TooManyRequests || code is not (>= 200 and < 300 or >= 400 and < 500))
            return Failed(code, wait);
        try
        {
            var root = TokenResponseBody.Parse(body);
            if (code < 300 && Tokens(root, scopeSeparator, accountField) is { } granted)
                return granted;
            // Some providers refuse with 200 and an error in the body.
            return TokenRefusal.Read(root, code, wait, finalErrors ?? []) ?? Malformed();
        }
        catch (JsonException)
        {
            // HTML, or truncated.
            return code < 300 ? Malformed() : Failed(code, wait);
        }
    }

    private static TokenResponse.Unavailable Malformed() => new("an answer that is not a token response", Ambiguous: true, null);

    private static TokenResponse.Unavailable Failed(int status, TimeSpan? wait) =>
        new($"status {status}", Ambiguous: status >= 500, wait);

    private static TokenResponse.Granted? Tokens(JsonElement root, string? scopeSeparator, string? accountField)
    {
        var holder = Token(root, AccessToken) is not null
            ? root
            : TokenResponseBody.Objects(root).FirstOrDefault(static node => Token(node, AccessToken) is not null);
        if (Token(holder, AccessToken) is not { } accessToken)
            return null;
        TimeSpan? refreshTokenLifetime = null;
        foreach (var name in RefreshTokenLifetimes)
            refreshTokenLifetime ??= Lifetime(holder, [name]) is { Ticks: > 0 } lifetime ? lifetime : null;
        return new TokenResponse.Granted(
            accessToken, Token(holder, ["refresh_token", "refreshToken"]),
            Lifetime(holder, ["expires_in", "expiresIn", "expireIn"]),
            Scopes(Member(holder, Scope) ?? Member(root, Scope) ?? default, scopeSeparator), Text(holder, ["id_token"]))
        {
            RefreshTokenLifetime = refreshTokenLifetime,
            Account = accountField is null ? null : FieldPath.Find(root, accountField),
            TokenType = Text(holder, ["token_type"]) is { Length: > 0 } type
                && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
                ? type[..Math.Min(type.Length, MaxTypeLength)]
                : null,
        };
    }

    /// <summary>Null: as requested. An array says exactly what was granted, also when it is empty.</summary>
    private static string[]? Scopes(JsonElement value, string? separator)
    {
        // Providers that require commas often respond with spaces.
        char[] separators = separator is null or "," ? [' ', ','] : [.. separator];
        return value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String)
                .SelectMany(one => Split(one.GetString()!))],
            JsonValueKind.String when Split(value.GetString()!) is { Length: > 0 } scopes => scopes,
            _ => null,
        };

        string[] Split(string text) =>
            text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>
    /// Seconds, as a number or as digits in a string. Less than one, and negative, is zero; an unreadable value counts as not
    /// given; more than a year is cut to a year.
    /// </summary>
    private static TimeSpan? Lifetime(JsonElement root, ReadOnlySpan<string> names)
    {
        if (Member(root, names) is not { } value)
            return null;
        double? seconds = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var number) => number,
            JsonValueKind.String when double.TryParse(
                value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
        return seconds is not { } said || double.IsNaN(said)
            ? null
            : said < 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(said, MaxLifetime.TotalSeconds));
    }

    /// <summary>A token that fits into a header: visible ASCII, not too long.</summary>
    private static string? Token(JsonElement root, ReadOnlySpan<string> names) =>
        Text(root, names)?.Trim() is { Length: > 0 and <= MaxTokenLength } token
            && !token.AsSpan().ContainsAnyExcept(VisibleAscii)
            ? token
            : null;

    private static string? Text(JsonElement root, ReadOnlySpan<string> names) =>
        Member(root, names) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The first member of one of these names: the standard's, then those that providers use instead.</summary>
    private static JsonElement? Member(JsonElement root, ReadOnlySpan<string> names)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value))
                return value;
        }
        return null;
    }
}
