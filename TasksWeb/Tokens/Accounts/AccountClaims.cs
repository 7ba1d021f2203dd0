using System.Buffers.Text;
using System.Text.Json;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Accounts;

/// <summary>What a provider says about an account, in an ID token or as user information.</summary>
internal sealed class AccountClaims(JsonElement claims)
{
    private const int MaxTextLength = 2048;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// The claims of an ID token that the token endpoint has sent. TLS replaces its signature there (OpenID Connect Core 1.0
    /// §3.1.3.7, 6); nobody is signed in by it.
    /// </summary>
    /// <returns>Null: there is none, or it is malformed.</returns>
    public static AccountClaims? OfIdToken(string? idToken)
    {
        try
        {
            return idToken?.Split('.') is [_, var payload, _]
                ? new AccountClaims(ProviderJson.Parse(Base64Url.DecodeFromChars(payload), Strict))
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The account, if the token is by this issuer and for this client.</summary>
    public ProviderAccount? AccountFor(ProviderOptions provider) =>
        provider.Issuer is { } issuer && WithoutScheme(Text("iss")) == WithoutScheme(issuer) && IsFor(provider.ClientId)
            && Text("sub") is { } subject && ProviderAccount.IsSubject(subject)
            ? Describe(new ProviderAccount(subject))
            : null;

    /// <summary>The account, completed with the name, address and picture of these claims.</summary>
    public ProviderAccount Describe(ProviderAccount account) => account with
    {
        Name = account.Name ?? Short("name"),
        Email = account.Email ?? Short("email"),
        Picture = account.Picture ?? Short("picture"),
    };

    /// <summary>A string, or a number as text; null: there is none.</summary>
    /// <param name="path">Names of members, with dots between them.</param>
    public string? Text(string path) => FieldPath.Find(claims, path);

    private string? Short(string name) => Text(name) is { Length: > 0 and <= MaxTextLength } text ? text : null;

    private bool IsFor(string? client) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty("aud", out var audience)
        && (audience.ValueKind == JsonValueKind.Array
            ? audience.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(client))
            : audience.ValueKind == JsonValueKind.String && audience.ValueEquals(client));

    /// <summary>Google writes its issuer with and without the scheme.</summary>
    private static string? WithoutScheme(string? issuer) => issuer?.Split("://", 2)[^1];
}
