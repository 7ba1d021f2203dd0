using TasksWeb.Sandbox.Authorization;

namespace TasksWeb.Sandbox.OpenId;

/// <summary>
/// An OpenID provider as any company may run one: discovery, Basic or body authentication, a refresh token for
/// <c>offline_access</c> (OpenID Connect Core §11), revocation by RFC 7009, and userinfo as the one API.
/// </summary>
internal static class OpenIdAuthority
{
    public const string OfflineAccess = "offline_access";

    public static Authority Create(SandboxOptions options) => new(
        "oidc", Paths, Scopes, options with { RefreshTokenInactivity = TimeSpan.FromDays(30) }, [SandboxClient.ForOpenId()])
    {
        Name = "an OpenID provider",
        IssuerAt = static origin => origin + "/oidc",
        KnowsSignInTime = true,
        Prompts = ["none", "login", "consent", "select_account"],
        IsOffline = static (_, scopes) => scopes.Contains(OfflineAccess, StringComparer.Ordinal),
    };

    private static ScopeBook Scopes { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["openid"] = "Know who you are",
        ["email"] = "See your email address",
        ["profile"] = "See your name and picture",
        [OfflineAccess] = "Do so while you are away",
        ["notes:read"] = "Read your notes",
        ["notes:write"] = "Write your notes",
    })
    {
        SignIn = ["openid", "email", "profile", OfflineAccess],
        Advertised = ["openid", "email", "profile", OfflineAccess, "notes:read", "notes:write"],
    };

    private static AuthorityPaths Paths { get; } = new()
    {
        Authorize = "/oidc/authorize",
        Consent = "/oidc/consent",
        People = "/oidc/people",
        Token = "/oidc/token",
        Revoke = "/oidc/revoke",
        OpenId = new OpenIdPaths("/oidc/.well-known/openid-configuration", "/oidc/userinfo", "/oidc/jwks"),
    };
}
