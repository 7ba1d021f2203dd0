using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary>Checks a provider's ID token (OpenID Connect Core 1.0 §3.1.3.7).</summary>
public sealed class IdTokenValidator(ProviderKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <exception cref="ProblemException"><c>identity_rejected</c>; its detail is for the log alone.</exception>
    public async Task<ProviderIdentity> ValidateAsync(ProviderOptions provider, string? idToken, string nonce)
    {
        if (string.IsNullOrEmpty(idToken))
            throw Rejected("no ID token was sent");
        var result = await CheckAsync(provider, idToken, afterUnknownKey: false);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            result = await CheckAsync(provider, idToken, afterUnknownKey: true);
        if (!result.IsValid)
            throw Rejected($"the ID token fails with {result.Exception.GetType().Name}");

        var token = (JsonWebToken)result.SecurityToken;
        if (!RandomSecret.Equal(Claim("nonce"), nonce))
            throw Rejected("the nonce of the ID token is another");
        if (Claim("azp") is { } party && party != provider.ClientId)
            throw Rejected("the ID token is meant for another client (azp)");
        if (Claim("sub") is not { Length: > 0 and <= 255 } subject)
            throw Rejected("the ID token has no usable subject (sub)");
        return new ProviderIdentity(provider.Issuer!, subject, Claim("name"), Claim("email"), Claim("picture"));

        string? Claim(string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;
    }

    private async Task<TokenValidationResult> CheckAsync(ProviderOptions provider, string idToken, bool afterUnknownKey)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return await Handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            // Google signs with and without the scheme.
            ValidIssuers = [provider.Issuer!, provider.Issuer!.Replace("https://", "", StringComparison.Ordinal)],
            ValidAudience = provider.ClientId,
            IssuerSigningKeys = await keys.GetAsync(provider, afterUnknownKey),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires > now - ClockSkew && (notBefore is null || notBefore < now + ClockSkew),
        });
    }

    private static ProblemException Rejected(string reason) =>
        new(new Problem(StatusCodes.Status403Forbidden, "identity_rejected") { Detail = reason + "." });
}

/// <summary>The person that a checked ID token names.</summary>
/// <param name="Issuer">As configured, whichever of its spellings the token used.</param>
public sealed record ProviderIdentity(string Issuer, string Subject, string? Name, string? Email, string? Picture);
