using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary>Checks a provider's ID token (OpenID Connect Core 1.0 §3.1.3.7).</summary>
public sealed class IdTokenValidator(ProviderKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);
    private static readonly string[] UsualAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <param name="accessToken">The one that came with it.</param>
    /// <exception cref="ProblemException"><c>identity_rejected</c>; its detail is for the log alone.</exception>
    public async Task<ProviderIdentity> ValidateAsync(
        ProviderOptions provider, string? idToken, string nonce, string accessToken)
    {
        if (string.IsNullOrEmpty(idToken))
            throw Rejected("no ID token was sent: the scopes of the connector must contain openid");
        var token = Read(idToken);
        CheckHeader(provider, token);
        var result = await CheckSignatureAsync(provider, token);
        if (!result.IsValid)
            throw Rejected(ReasonOf(result.Exception, token, provider));
        var claims = IdTokenClaims.Read(token) ?? throw Rejected("the ID token repeats a claim");
        if (!RandomSecret.Equal(claims.Text("nonce"), nonce))
            throw Rejected("the nonce of the ID token is another");
        if (claims.WhyForeign(provider.ClientId!) is { } foreign)
            throw Rejected(foreign);
        if (claims.WhyUntimely(clock.GetUtcNow(), ClockSkew) is { } untimely)
            throw Rejected(untimely);
        if (!claims.BelongsTo(accessToken, token.Alg))
            throw Rejected("the ID token belongs to another access token (at_hash)");
        if (claims.Text("sub") is not { } subject || !ProviderAccount.IsSubject(subject))
            throw Rejected("the ID token has no usable subject (sub)");
        return new ProviderIdentity(
            provider.Issuer!, subject, claims.Text("name"), claims.Text("email"), claims.Text("picture"),
            claims.IsTrue("email_verified"), claims.Text("hd"))
        {
            AuthenticatedAt = claims.Time("auth_time"),
        };
    }

    /// <summary>Checks what a provider tells of somebody (RFC 8417) like an ID token; it need not end at a time.</summary>
    /// <exception cref="ProblemException"><c>identity_rejected</c>; its detail is for the log alone.</exception>
    internal async Task<IdTokenClaims> ValidateEventAsync(ProviderOptions provider, JsonWebToken token)
    {
        CheckHeader(provider, token);
        var result = await CheckSignatureAsync(provider, token, isEvent: true);
        return result.IsValid
            ? IdTokenClaims.Read(token) ?? throw Rejected("the ID token repeats a claim")
            : throw Rejected(ReasonOf(result.Exception, token, provider));
    }

    /// <exception cref="ProblemException"><c>identity_rejected</c>: it is no such token.</exception>
    internal static JsonWebToken Read(string idToken)
    {
        try
        {
            return Handler.ReadJsonWebToken(idToken);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or SecurityTokenException or JsonException)
        {
            throw Rejected("the ID token is not a signed JSON Web Token");
        }
    }

    private static void CheckHeader(ProviderOptions provider, JsonWebToken token)
    {
        var allowed = provider.IdTokenAlgorithms.Count > 0 ? provider.IdTokenAlgorithms : UsualAlgorithms;
        if (!allowed.Contains(token.Alg, StringComparer.Ordinal))
        {
            throw Rejected(token.Alg == "EdDSA"
                ? "the ID token is signed with EdDSA, which cannot be checked here: have the provider use RS256 or ES256"
                : $"the ID token is signed with {Short(token.Alg)}, and IdTokenAlgorithms allows {string.Join(", ", allowed)}");
        }
        // RFC 7515 §4.1.11: an extension that must be understood, and none is.
        if (token.TryGetHeaderValue<object>("crit", out _))
            throw Rejected("the ID token needs an extension that is not known here (crit)");
    }

    private async Task<TokenValidationResult> CheckSignatureAsync(
        ProviderOptions provider, JsonWebToken token, bool isEvent = false)
    {
        var known = await keys.GetAsync(provider);
        var result = await CheckAsync(provider, token, known, isEvent);
        if (result.IsValid || result.Exception is not SecurityTokenInvalidSignatureException)
            return result;
        // Anybody can send an event: its key id makes no further request to the provider.
        var newer = await keys.LookAgainAsync(provider, known, isEvent ? "" : token.Kid ?? "");
        return ReferenceEquals(newer, known) ? result : await CheckAsync(provider, token, newer, isEvent);
    }

    private Task<TokenValidationResult> CheckAsync(
        ProviderOptions provider, JsonWebToken token, ProviderKeySet keySet, bool isEvent)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            // Google signs ID tokens with and without the scheme, and security events with a slash at the end.
            ValidIssuers =
            [
                provider.Issuer!,
                isEvent ? provider.Issuer! + "/" : provider.Issuer!.Replace("https://", "", StringComparison.Ordinal),
            ],
            ValidAudience = provider.ClientId,
            IssuerSigningKeyResolver = (_, _, _, _) => KeysFor(token, keySet.Keys),
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) =>
                (expires is null ? isEvent : expires > now - ClockSkew) && (notBefore is null || notBefore < now + ClockSkew),
        });
    }

    /// <summary>
    /// The key that the token names; where it names none, or the keys have no names, the only one there is (OpenID Connect Core
    /// §10.1).
    /// </summary>
    private static List<JsonWebKey> KeysFor(JsonWebToken token, IReadOnlyList<JsonWebKey> keys)
    {
        var type = token.Alg.StartsWith("ES", StringComparison.Ordinal) ? "EC" : "RSA";
        var fitting = keys.Where(key => key.Kty == type && (string.IsNullOrEmpty(key.Alg) || key.Alg == token.Alg)).ToList();
        if (string.IsNullOrEmpty(token.Kid))
            return fitting.Count == 1 ? fitting : [];
        var named = fitting.FindAll(key => key.Kid == token.Kid);
        var unnamed = fitting.FindAll(key => string.IsNullOrEmpty(key.Kid));
        return named.Count > 0 ? named : unnamed.Count == 1 ? unnamed : [];
    }

    private string ReasonOf(Exception failure, JsonWebToken token, ProviderOptions provider) => failure switch
    {
        SecurityTokenInvalidIssuerException =>
            $"the issuer of the ID token is {Short(token.Issuer)}, and Issuer is set to {provider.Issuer}",
        SecurityTokenInvalidAudienceException => "the ID token is meant for another client (aud), and not for ClientId",
        SecurityTokenSignatureKeyNotFoundException when string.IsNullOrEmpty(token.Kid) =>
            "the ID token names no key (kid), and JwksEndpoint does not have exactly one that fits",
        SecurityTokenSignatureKeyNotFoundException =>
            $"the ID token names the key {Short(token.Kid)}, which is not at JwksEndpoint",
        SecurityTokenInvalidSignatureException => "the signature of the ID token is wrong, or made with another key",
        SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException =>
            $"the ID token ends at {token.ValidTo:O}, and the clock here says {clock.GetUtcNow().UtcDateTime:O}",
        _ => $"the ID token fails with {failure.GetType().Name}",
    };

    private static string Short(string? text) => text is { Length: > 200 } ? text[..200] + "…" : text ?? "missing";

    private static ProblemException Rejected(string reason) =>
        new(new Problem(StatusCodes.Status403Forbidden, "identity_rejected") { Detail = reason + "." });
}

/// <summary>The person that a checked ID token names.</summary>
/// <param name="Issuer">As configured, whichever of its spellings the token used.</param>
/// <param name="IsEmailVerified">The provider says that the address belongs to the person.</param>
/// <param name="HostedDomain">The organization that the account belongs to (Google's <c>hd</c>).</param>
public sealed record ProviderIdentity(
    string Issuer, string Subject, string? Name, string? Email, string? Picture, bool IsEmailVerified, string? HostedDomain)
{
    /// <summary>It is unknown whether there is an e-mail address: the user information endpoint is unavailable.</summary>
    public bool IsEmailUnknown { get; init; }

    /// <summary>When the person last proved to the provider who they are; null: it does not say.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }
}
