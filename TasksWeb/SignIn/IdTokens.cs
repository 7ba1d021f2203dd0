using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TasksWeb.SignIn;

/// <summary>A short-lived ID token of this site.</summary>
public sealed record IssuedIdToken(string IdToken, DateTimeOffset ExpirationTime);

/// <summary>
/// Short-lived ID tokens for scripts and service workers of this site. Each names the session it was made in and dies with it: a
/// signature alone opens nothing.
/// </summary>
public sealed class IdTokens(SigningKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Audience = "tasksweb";
    private const int Capacity = 50_000;
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Tokens whose signature has been checked: the session behind them is looked at every time.</summary>
    private readonly ConcurrentDictionary<string, (string Session, DateTimeOffset ExpiresAt)> _checked =
        new(StringComparer.Ordinal);

    /// <param name="issuer">This site's own origin.</param>
    public async Task<IssuedIdToken> IssueAsync(ClaimsPrincipal person, string issuer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var expires = now + Lifetime;
        var token = Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [Person.Id] = person.FindFirstValue(Person.Id)!,
                [Person.Session] = person.FindFirstValue(Person.Session)!,
                [Person.Name] = person.FindFirstValue(Person.Name) ?? "",
            },
            SigningCredentials = new SigningCredentials(
                (await keys.GetAsync(cancellationToken))[0], SecurityAlgorithms.EcdsaSha256),
        });
        return new IssuedIdToken(token, expires);
    }

    /// <summary>The id of the session that a token was made in; null when it is not a live token of this site.</summary>
    public async ValueTask<string?> SessionOfAsync(string token, string issuer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_checked.TryGetValue(token, out var known))
            return known.ExpiresAt > now ? known.Session : null;
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = ["JWT"],
            IssuerSigningKeys = await keys.GetAsync(cancellationToken),
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (_, expires, _, _) => expires > now.UtcDateTime,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken valid
            || !valid.TryGetPayloadValue<string>(Person.Session, out var session))
            return null;
        if (_checked.Count >= Capacity)
            _checked.Clear();
        _checked[token] = (session, new DateTimeOffset(valid.ValidTo, TimeSpan.Zero));
        return session;
    }

    /// <summary>The public keys (RFC 7517).</summary>
    public async Task<IReadOnlyList<PublicKey>> PublicKeysAsync(CancellationToken cancellationToken) =>
        [.. (await keys.GetAsync(cancellationToken)).Select(PublicKey.Of)];
}

/// <summary>One public key as a JSON Web Key (RFC 7518 §6.2).</summary>
public sealed record PublicKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg)
{
    internal static PublicKey Of(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new(
            "EC", "P-256", Base64UrlEncoder.Encode(point.X!), Base64UrlEncoder.Encode(point.Y!), key.KeyId, "sig",
            SecurityAlgorithms.EcdsaSha256);
    }
}
