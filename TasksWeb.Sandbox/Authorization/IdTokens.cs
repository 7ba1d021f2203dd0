using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Creates ID tokens (OpenID Connect Core §2) without a library, because no library creates flawed ones.</summary>
internal sealed class IdTokens(SigningKeys keys, Authority authority, TimeProvider clock, SandboxAddress address)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public string Create(
        Account account, string clientId, IReadOnlyList<string> scopes, string accessToken, string? nonce, IdTokenFlaw? flaw,
        DateTimeOffset? signedInAt = null)
    {
        var key = keys.Current;
        var issuedAt = clock.GetUtcNow().ToUnixTimeSeconds();
        if (flaw == IdTokenFlaw.Expired)
        {
            issuedAt -= (long)(Lifetime * 24).TotalSeconds;
        }

        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = flaw == IdTokenFlaw.WrongIssuer ? "https://issuer.invalid" : authority.IssuerAt(address.Origin),
            ["azp"] = clientId,
            ["aud"] = flaw == IdTokenFlaw.WrongAudience ? "another-client.apps.sandbox.example" : clientId,
        };
        if (flaw != IdTokenFlaw.MissingSub)
        {
            claims["sub"] = account.Subject;
        }

        PersonClaims.Add(claims, account, scopes, address);
        claims["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));
        if (flaw == IdTokenFlaw.WrongNonce)
        {
            claims["nonce"] = "not-the-nonce-that-was-sent";
        }
        else if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        if (signedInAt is { } at)
        {
            claims["auth_time"] = at.ToUnixTimeSeconds();
        }

        claims["iat"] = issuedAt;
        claims["exp"] = issuedAt + (long)Lifetime.TotalSeconds;
        return Sign(key, claims, flaw);
    }

    /// <summary>A signed token with these claims, or one that is flawed.</summary>
    internal static string Sign(SigningKey key, Dictionary<string, object> claims, IdTokenFlaw? flaw)
    {
        var algorithm = flaw switch
        {
            IdTokenFlaw.AlgNone => "none",
            IdTokenFlaw.Hs256 => "HS256",
            _ => "RS256",
        };
        var keyId = flaw == IdTokenFlaw.UnknownKid ? "0000000000000000000000000000000000000000" : key.Id;
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, kid = keyId, typ = "JWT" }, Answer.Json);
        var payload = JsonSerializer.SerializeToUtf8Bytes(claims, Answer.Json);
        var content = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        var bytes = Encoding.ASCII.GetBytes(content);
        var signature = flaw switch
        {
            IdTokenFlaw.AlgNone => [],
            IdTokenFlaw.Hs256 => HMACSHA256.HashData(key.PublicKeyAsSecret(), bytes),
            _ => key.Sign(bytes),
        };
        if (flaw == IdTokenFlaw.BadSignature)
        {
            signature[^1] ^= 1;
        }

        return content + "." + Base64Url.EncodeToString(signature);
    }
}
