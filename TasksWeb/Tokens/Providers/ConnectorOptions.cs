namespace TasksWeb.Tokens.Providers;

/// <summary>The root of the configuration: <c>Providers</c> and <c>Connectors</c>, each by name.</summary>
public sealed class ConnectorsOptions
{
    public IDictionary<string, ProviderOptions> Providers { get; } =
        new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase);

    public IDictionary<string, ConnectorOptions> Connectors { get; } =
        new Dictionary<string, ConnectorOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary><c>Providers:{p}</c>: an authorization server. Data, not code.</summary>
public sealed class ProviderOptions
{
    public ProviderProtocol Protocol { get; set; }
    public string? ClientId { get; set; }
    public string? ClientSecret { get; set; }

    /// <summary>
    /// The JSON file that Google's console downloads; stands in for <see cref="ClientId"/> and <see cref="ClientSecret"/>.
    /// </summary>
    public string? CredentialsFile { get; set; }
    public string? Issuer { get; set; }
    public string? AuthorizationEndpoint { get; set; }
    public string? TokenEndpoint { get; set; }
    public string? RevocationEndpoint { get; set; }
    public string? UserInformationEndpoint { get; set; }
    public string? JwksEndpoint { get; set; }

    /// <summary>The provider's page where people revoke access themselves.</summary>
    public string? PermissionsPage { get; set; }
    public ClientAuthentication ClientAuthentication { get; set; }

    /// <summary>PKCE with S256 (RFC 7636).</summary>
    public bool UsePkce { get; set; } = true;

    /// <summary>Extra query parameters of the authorization request, for example <c>access_type=offline</c>.</summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Extra query parameters that make the provider ask for consent again and issue a new refresh token.</summary>
    public IDictionary<string, string> ConsentParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How the provider tells in a body that a token has expired; null: by status 401 alone.</summary>
    public ExpiryRule? ExpiryRule { get; set; }

    /// <summary>Revoking any token ends all of the person's grants to this client, whatever their scopes (Google).</summary>
    public bool RevokesWholeProject { get; set; }

    /// <summary>Every refresh answers a new refresh token and the old one is used up.</summary>
    public bool RotatesRefreshTokens { get; set; }

    /// <summary>
    /// A refresh token dies at this age, however often it is used (7 days while Google's consent screen is in "Testing"); null:
    /// it does not.
    /// </summary>
    public TimeSpan? RefreshTokenLifetime { get; set; }

    /// <summary>A refresh token that is not used for this long dies (Google: six months); null: it never does.</summary>
    public TimeSpan? InactivityLimit { get; set; }

    /// <summary>The most exchanges the background job makes a second, on one instance.</summary>
    public int RefreshesPerSecond { get; set; } = 600;

    /// <summary>
    /// What stands between scopes; null: a space in requests (RFC 6749 §3.3), spaces or commas in answers.
    /// </summary>
    public string? ScopeSeparator { get; set; }

    /// <summary>
    /// Scopes that were asked for count as granted, because the provider's answers name them otherwise (Microsoft).
    /// </summary>
    public bool TrustsConsent { get; set; }

    /// <summary>Values of <c>token_type</c> besides <c>Bearer</c> whose tokens travel as bearer tokens (eBay).</summary>
    public IList<string> TokenTypes { get; } = [];

    /// <summary>The algorithms that ID tokens may be signed with; empty: RS256 and ES256.</summary>
    public IList<string> IdTokenAlgorithms { get; } = [];

    /// <summary>Where people's pictures come from, as CSP sources.</summary>
    public IList<string> PictureOrigins { get; } = [];

    public bool HasCredentials => !string.IsNullOrWhiteSpace(ClientId) && !string.IsNullOrWhiteSpace(ClientSecret);
}

/// <summary>What a provider speaks.</summary>
public enum ProviderProtocol
{
    OAuth2,

    /// <summary>Something else: its connectors are known by name, and nothing can be connected through them.</summary>
    None,
}

/// <summary>How the client authenticates at the token endpoint (RFC 6749 §2.3.1).</summary>
public enum ClientAuthentication
{
    /// <summary><c>client_id</c> and <c>client_secret</c> as form fields.</summary>
    Body,

    /// <summary>HTTP Basic.</summary>
    Basic,
}

/// <summary><c>Connectors:{c}</c>: what is asked of a provider.</summary>
public sealed class ConnectorOptions
{
    public string? Provider { get; set; }

    /// <summary>What people call it; for the connectors that come with the app the texts know better.</summary>
    public string? DisplayName { get; set; }
    public IList<string> Scopes { get; } = [];

    /// <summary>
    /// The base address that the typed client's paths are appended to; null where no client of this app calls the API.
    /// </summary>
    public string? ApiBaseAddress { get; set; }

    /// <summary>The part of the API that other backends' calls go to, below the base address; null: all of it.</summary>
    public string? CallPrefix { get; set; }

    /// <summary>The connector to use once this one's API has been shut down.</summary>
    public string? Successor { get; set; }
}
