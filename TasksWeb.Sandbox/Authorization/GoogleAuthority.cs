using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Google's authorization server.</summary>
internal static class GoogleAuthority
{
    public static Authority Create(SandboxOptions options) => new("google", Paths, Scopes.Book, options, options.Clients)
    {
        Name = "Google",
        IssuerAt = origin => options.Issuer ?? origin,
        Prompts = ["none", "consent", "select_account"],
        IsOffline = static (accessType, _) => accessType == "offline",
        RefreshTokenNeedsConsent = true,
        RefuseScopeAsync = GoogleError.InsufficientScopeAsync,
        RevokesForAnybody = true,
    };

    private static AuthorityPaths Paths { get; } = new()
    {
        Authorize = "/o/oauth2/v2/auth",
        Consent = "/o/oauth2/v2/consent",
        People = "/o/oauth2/v2/people",
        Token = "/token",
        Revoke = "/revoke",
        OpenId = new OpenIdPaths("/.well-known/openid-configuration", "/v1/userinfo", "/oauth2/v3/certs"),
    };
}
