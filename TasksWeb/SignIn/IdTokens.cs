using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Foundation;

namespace TasksWeb.SignIn;

/// <summary>A short-lived ID token of this site.</summary>
public sealed record IssuedIdToken(string IdToken, DateTimeOffset ExpirationTime);

/// <summary>Short-lived ID tokens (ES256) for scripts and service workers of this site. Each ends with its session.</summary>
public sealed class IdTokens(IdTokenKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>What kind of token it is (RFC 8725 §3.11): no other is made with this type.</summary>
    internal const string Type = "session+jwt";

    /// <summary>
    /// Tokens of version 1.0 have the type of any token. They are taken for so long after a start, while instances of that
    /// version may still be running.
    /// </summary>
    internal static readonly TimeSpan EarlierTypeFor = TimeSpan.FromHours(1);

    private const string EarlierType = "JWT";
    private const string Audience = "tasksweb";
    private const int Capacity = 50_000;
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    /// <summary>Tokens whose signature has been checked: a check takes 160 to 400 µs.</summary>
    private readonly BoundedCache<(string Token, string Issuer), CheckedToken> _checked = new(Capacity, clock);

    /// <param name="issuer">This site's own origin.</param>
    public async Task<IssuedIdToken> IssueAsync(ClaimsPrincipal person, string issuer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var expires = now + Lifetime;
        var key = (await keys.GetAsync(cancellationToken))[0];
        var token = Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [ClaimNames.Id] = person.Id(),
                [ClaimNames.Session] = person.SessionId(),
                [ClaimNames.Name] = person.FindFirstValue(ClaimNames.Name) ?? "",
            },
            TokenType = Type,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
        return new IssuedIdToken(token, expires);
    }

    /// <summary>The id of the session that a token names; null when it is not a valid token of this site.</summary>
    public async ValueTask<string?> FindSessionAsync(string token, string issuer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_checked.Find((token, issuer)) is { } known)
            return known.ExpiresAt > now ? known.Session : null;
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = now - _startedAt < EarlierTypeFor ? [Type, EarlierType] : [Type],
            IssuerSigningKeys = await keys.GetAsync(cancellationToken),
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (_, expires, _, _) => expires > now.UtcDateTime,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken valid
            || !valid.TryGetPayloadValue<string>(ClaimNames.Session, out var session))
            return null;
        _checked.Set((token, issuer), new CheckedToken(session, new DateTimeOffset(valid.ValidTo, TimeSpan.Zero)));
        return session;
    }

    private sealed record CheckedToken(string Session, DateTimeOffset ExpiresAt);
}
