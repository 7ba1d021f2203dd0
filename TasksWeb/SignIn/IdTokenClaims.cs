using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.SignIn;

/// <summary>
/// The claims of an ID token as they were signed: claim readers convert numbers to text, and take the last of two.
/// </summary>
internal sealed class IdTokenClaims(JsonElement claims)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>An ID token was made for this sign-in.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(2);

    /// <summary>Null: a claim occurs twice.</summary>
    public static IdTokenClaims? Read(JsonWebToken token)
    {
        try
        {
            return new IdTokenClaims(ProviderJson.Parse(Base64Url.DecodeFromChars(token.EncodedPayload), Strict));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null: it is missing or not a string.</summary>
    public string? Text(string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A time in seconds; null: it is missing or something else.</summary>
    public DateTimeOffset? Time(string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>An object by its members; empty: it is missing or something else.</summary>
    public IEnumerable<JsonProperty> Members(string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];

    /// <summary>The claim is true; some providers write it as a string.</summary>
    public bool IsTrue(string name) =>
        claims.TryGetProperty(name, out var value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true")));

    /// <summary>Why the token is not for this client alone; null: it is (OpenID Connect Core §3.1.3.7, 3 to 5).</summary>
    public string? WhyForeign(string clientId)
    {
        if (claims.TryGetProperty("azp", out _))
            return Text("azp") == clientId ? null : "the ID token is meant for another client (azp)";
        return claims.GetProperty("aud") is { ValueKind: JsonValueKind.Array } audience && audience.GetArrayLength() > 1
            ? "the ID token is meant for other clients too (aud), and does not say who asked for it (azp)"
            : null;
    }

    /// <summary>Why it cannot have been issued just now; null: it can.</summary>
    public string? WhyUntimely(DateTimeOffset now, TimeSpan skew)
    {
        if (!claims.TryGetProperty("iat", out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds))
            return "the time of the ID token (iat) is not a number";
        var age = now.ToUnixTimeSeconds() - seconds;
        return age > Oldest.TotalSeconds || age < -skew.TotalSeconds
            ? $"the ID token was issued {age:0} seconds ago by the provider's clock (iat): compare it with the clock here"
            : null;
    }

    /// <summary>The token names this access token, or none (§3.1.3.6).</summary>
    public bool BelongsTo(string accessToken, string algorithm)
    {
        if (!claims.TryGetProperty("at_hash", out _))
            return true;
        var token = Encoding.ASCII.GetBytes(accessToken);
        var hash = algorithm[2..] switch
        {
            "256" => SHA256.HashData(token),
            "384" => SHA384.HashData(token),
            _ => SHA512.HashData(token),
        };
        return RandomSecret.Equal(Text("at_hash"), Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2)));
    }
}
