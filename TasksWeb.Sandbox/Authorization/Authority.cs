namespace TasksWeb.Sandbox.Authorization;

/// <summary>
/// One authorization server of the sandbox: its addresses, clients and grants, and where its protocol differs from the others'.
/// </summary>
public sealed class Authority
{
    internal Authority(
        string key, AuthorityPaths paths, ScopeBook scopes, SandboxOptions options, IReadOnlyList<SandboxClient> clients)
    {
        Key = key;
        Paths = paths;
        Scopes = scopes;
        Registry = new ClientRegistry(clients);
        Grants = new Grants(options, scopes);
        Codes = new AuthorizationCodes(options.TimeProvider);
    }

    /// <summary><c>google</c>, <c>fitbit</c> or <c>oidc</c>.</summary>
    public string Key { get; }

    /// <summary>The provider that it imitates, as its pages say.</summary>
    public required string Name { get; init; }

    /// <summary>Consents and tokens.</summary>
    public Grants Grants { get; }

    public IReadOnlyList<SandboxClient> Clients => Registry.All;

    /// <summary>The first client; the app's, unless the options say otherwise.</summary>
    public SandboxClient Client => Clients[0];

    internal AuthorityPaths Paths { get; }

    internal ScopeBook Scopes { get; }

    internal ClientRegistry Registry { get; }

    internal AuthorizationCodes Codes { get; }

    /// <summary>The <c>iss</c> of ID tokens, for the address the sandbox listens at.</summary>
    internal Func<string, string> IssuerAt { get; init; } = static origin => origin;

    /// <summary>The values of <c>prompt</c> that are known.</summary>
    internal string[] Prompts { get; init; } = [];

    /// <summary>Whether a request asks for a refresh token, by its <c>access_type</c> and scopes.</summary>
    internal Func<string?, IReadOnlyList<string>, bool> IsOffline { get; init; } = static (_, _) => true;

    /// <summary>A request with <c>max_age</c> gets an ID token with <c>auth_time</c>. False as Google: it ignores that.</summary>
    internal bool KnowsSignInTime { get; init; }

    /// <summary>Google: a refresh token comes only when the person has just consented.</summary>
    internal bool RefreshTokenNeedsConsent { get; init; }

    /// <summary>False: the client authenticates with HTTP Basic, and in no other way.</summary>
    internal bool TakesCredentialsInBody { get; init; } = true;

    /// <summary>Writes an error of the token and revocation endpoints: status, code, description.</summary>
    internal Func<HttpContext, int, string, string, Task> RefuseAsync { get; init; } = OAuthError.WriteAsync;

    /// <summary>Refuses a call whose token lacks a scope.</summary>
    internal Func<HttpContext, string, Task> RefuseScopeAsync { get; init; } = OAuthError.InsufficientScopeAsync;

    /// <summary>Google: the bearer of a token may revoke it, and an invalid one is refused. False: RFC 7009.</summary>
    internal bool RevokesForAnybody { get; init; }

    /// <summary>The members of token responses besides those of RFC 6749 §5.1.</summary>
    internal Func<Accounts.Account, IEnumerable<KeyValuePair<string, string>>> MoreInTokenAnswers { get; init; } = static _ => [];
}

/// <summary>Where an authority's endpoints are; null for those it does not have.</summary>
internal sealed record AuthorityPaths
{
    public required string Authorize { get; init; }

    /// <summary>The consent page and its form.</summary>
    public required string Consent { get; init; }

    /// <summary>The account chooser's form for another person.</summary>
    public required string People { get; init; }

    public required string Token { get; init; }

    public required string Revoke { get; init; }

    public OpenIdPaths? OpenId { get; init; }
}

/// <summary>The endpoints of OpenID Connect.</summary>
internal sealed record OpenIdPaths(string Discovery, string UserInformation, string Keys);
