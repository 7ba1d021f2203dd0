using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>RFC 6749 §5, and the <c>errors[].errorType</c> of Fitbit.</summary>
internal static class TokenResponseParser
{
    private const int MaxTokenLength = 16 * 1024;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);
    private static readonly SearchValues<char> VisibleAscii =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(code => (char)code)]);

    public static TokenResponse Parse(HttpStatusCode status, TimeSpan? wait, byte[] body)
    {
        if (status == HttpStatusCode.Gone)
            return new TokenResponse.Gone();
        try
        {
            using var json = JsonDocument.Parse(body);
            return (int)status switch
            {
                // Some providers refuse with 200 and an error in the body.
                200 when ErrorCode(json.RootElement) is null => Tokens(json.RootElement),
                200 => Error(json.RootElement, status, wait),
                >= 400 and < 500 => Error(json.RootElement, status, wait),
                _ => Failed(status, wait),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or JSON with a string that is not Unicode.
            return status == HttpStatusCode.OK ? Malformed() : Failed(status, wait);
        }
    }

    private static TokenResponse.Unavailable Malformed() => new("an answer that is not a token response", Ambiguous: true, null);

    private static TokenResponse.Unavailable Failed(HttpStatusCode status, TimeSpan? wait) =>
        new($"status {(int)status}", Ambiguous: (int)status >= 500, wait);

    private static TokenResponse Error(JsonElement root, HttpStatusCode status, TimeSpan? wait) => ErrorCode(root) switch
    {
        "invalid_grant" => new TokenResponse.InvalidGrant(),
        "invalid_client" or "unauthorized_client" or "deleted_client" or "unsupported_grant_type" or "redirect_uri_mismatch"
            or "invalid_scope" => new TokenResponse.Misconfigured(ErrorCode(root)!),
        _ => Failed(status, wait),
    };

    private static string? ErrorCode(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        if (Text(root, "error") is { Length: > 0 } error)
            return error;
        return root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            && errors.GetArrayLength() > 0
            ? Text(errors[0], "errorType")
            : null;
    }

    private static TokenResponse Tokens(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || Token(root, "access_token") is not { } accessToken
            || (Text(root, "token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase)))
            return Malformed();
        return new TokenResponse.Granted(
            accessToken,
            Token(root, "refresh_token"),
            Lifetime(root, "expires_in"),
            Text(root, "scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } scopes ? scopes : null,
            Text(root, "id_token"))
        {
            RefreshTokenLifetime = Lifetime(root, "refresh_token_expires_in"),
        };
    }

    /// <summary>
    /// Seconds, as a number or as digits in a string. Less than one, negative and unreadable count as not said; huge is cut to a
    /// year.
    /// </summary>
    private static TimeSpan? Lifetime(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
            return null;
        var seconds = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var number) => number,
            JsonValueKind.String when double.TryParse(
                value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
            _ => 0,
        };
        return !double.IsFinite(seconds) || seconds < 1
            ? null
            : TimeSpan.FromSeconds(Math.Min(seconds, MaxLifetime.TotalSeconds));
    }

    /// <summary>A token that can travel in a header: visible ASCII, not too long.</summary>
    private static string? Token(JsonElement root, string name) =>
        Text(root, name) is { Length: > 0 and <= MaxTokenLength } token && !token.AsSpan().ContainsAnyExcept(VisibleAscii)
            ? token
            : null;

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
