using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Security event tokens (RFC 8417) as Google's Cross-Account Protection sends them: without an end.</summary>
internal sealed class SecurityEventTokens(SigningKeys keys, Authority authority, TimeProvider clock, SandboxAddress address)
{
    private const string Types = "https://schemas.openid.net/secevent/risc/event-type/";
    private const string TokenRevoked = "https://schemas.openid.net/secevent/oauth/event-type/token-revoked";

    /// <summary>How old one is that is too old.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromDays(30);

    /// <param name="type">The last part of its type, for example <c>sessions-revoked</c>.</param>
    /// <param name="flaw">
    /// Also <see cref="IdTokenFlaw.MissingSub"/> and <see cref="IdTokenFlaw.Missing"/>, which leaves out the id.
    /// </param>
    public string Create(Account account, string type, IdTokenFlaw? flaw)
    {
        // Google's have a slash at the end.
        var issuer = authority.IssuerAt(address.Origin) + "/";
        var subject = new Dictionary<string, string>(StringComparer.Ordinal) { ["subject_type"] = "iss-sub", ["iss"] = issuer };
        if (flaw != IdTokenFlaw.MissingSub)
        {
            subject["sub"] = account.Subject;
        }

        return Sign(Types + type, subject, issuer, flaw);
    }

    /// <summary>One refresh token is revoked. Google sends these without the account.</summary>
    public string CreateOfToken(string algorithm, string identifier, IdTokenFlaw? flaw)
    {
        var subject = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["subject_type"] = "oauth_token",
            ["token_type"] = "refresh_token",
            ["token_identifier_alg"] = algorithm,
            ["token"] = identifier,
        };
        return Sign(TokenRevoked, subject, authority.IssuerAt(address.Origin) + "/", flaw);
    }

    /// <summary>Sends one as RFC 8935 says.</summary>
    public static async Task<HttpResponseMessage> SendAsync(Uri receiver, string token)
    {
        using var http = new HttpClient();
        using var content = new StringContent(token, Encoding.ASCII, new MediaTypeHeaderValue("application/secevent+jwt"));
        return await http.PostAsync(receiver, content);
    }

    private string Sign(string type, Dictionary<string, string> subject, string issuer, IdTokenFlaw? flaw)
    {
        var at = clock.GetUtcNow() - (flaw == IdTokenFlaw.Expired ? Old : TimeSpan.Zero);
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = flaw == IdTokenFlaw.WrongIssuer ? "https://issuer.invalid" : issuer,
            ["aud"] = new[] { flaw == IdTokenFlaw.WrongAudience ? "another-client.apps.sandbox.example" : authority.Client.ClientId },
            ["iat"] = at.ToUnixTimeSeconds(),
            ["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { [type] = new { subject } },
        };
        if (flaw != IdTokenFlaw.Missing)
        {
            claims["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        }

        return IdTokens.Sign(keys.Current, claims, flaw);
    }
}
