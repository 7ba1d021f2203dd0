using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary>Checks a provider's ID token (OpenID Connect Core 1.0 §3.1.3.7) and reads who it speaks of.</summary>
public sealed class IdTokenValidator(ProviderKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);
    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };

    /// <exception cref="SignInException">It does not check out, or the provider's keys cannot be read.</exception>
    public async Task<Identity> ValidateAsync(ProviderOptions provider, string? idToken, string nonce)
    {
        if (string.IsNullOrEmpty(idToken))
            throw Rejected("there is none");
        var result = await CheckAsync(provider, idToken, afterUnknownKey: false);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            result = await CheckAsync(provider, idToken, afterUnknownKey: true);
        if (!result.IsValid)
            throw Rejected(result.Exception.GetType().Name);

        var token = (JsonWebToken)result.SecurityToken;
        if (!SameText(Claim(token, "nonce"), nonce))
            throw Rejected("nonce");
        if (Claim(token, "azp") is { } party && party != provider.ClientId)
            throw Rejected("azp");
        var subject = Claim(token, "sub");
        if (string.IsNullOrEmpty(subject) || subject.Length > 255)
            throw Rejected("sub");
        return new Identity(provider.Issuer!, subject, Claim(token, "name"), Claim(token, "email"), Claim(token, "picture"));
    }

    private async Task<TokenValidationResult> CheckAsync(ProviderOptions provider, string idToken, bool afterUnknownKey) =>
        await Tokens.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuers = Spellings(provider.Issuer!),
            ValidAudience = provider.ClientId,
            IssuerSigningKeys = await keys.GetAsync(provider, afterUnknownKey),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => Lives(notBefore, expires),
        });

    private bool Lives(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires > now - Skew && (notBefore is null || notBefore < now + Skew);
    }

    /// <summary>Google signs as <c>https://accounts.google.com</c> and as <c>accounts.google.com</c>.</summary>
    private static string[] Spellings(string issuer) =>
        [issuer, issuer.StartsWith("https://", StringComparison.Ordinal) ? issuer["https://".Length..] : issuer];

    private static string? Claim(JsonWebToken token, string name) =>
        token.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private static bool SameText(string? one, string other) =>
        one is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static SignInException Rejected(string what) => new(SignInException.IdentityRejected, detail: $"ID token: {what}.");
}
