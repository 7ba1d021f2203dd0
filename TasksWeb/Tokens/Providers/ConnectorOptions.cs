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
    /// The JSON file that Google's console downloads; replaces <see cref="ClientId"/> and <see cref="ClientSecret"/>.
    /// </summary>
    public string? CredentialsFile { get; set; }

    /// <summary>
    /// The former secret during a rotation: tried if the provider does not accept <see cref="ClientSecret"/>.
    /// </summary>
    public string? PreviousClientSecret { get; set; }

    /// <summary>The name of a preset: its settings apply where no others are given.</summary>
    public string? Preset { get; set; }

    /// <summary>
    /// Who signs ID tokens. Enough by itself: endpoints that are not set come from the issuer's metadata (RFC 8414).
    /// </summary>
    public string? Issuer { get; set; }

    public string? AuthorizationEndpoint
    {
        get => field ?? Metadata?.AuthorizationEndpoint;
        set => field = Given(value);
    }

    public string? TokenEndpoint
    {
        get => field ?? Metadata?.TokenEndpoint;
        set => field = Given(value);
    }

    public string? RevocationEndpoint
    {
        get => field ?? Metadata?.RevocationEndpoint;
        set => field = Given(value);
    }

    public string? UserInformationEndpoint
    {
        get => field ?? Metadata?.UserInformationEndpoint;
        set => field = Given(value);
    }

    public string? JwksEndpoint
    {
        get => field ?? Metadata?.JwksEndpoint;
        set => field = Given(value);
    }

    public string? PushedAuthorizationRequestEndpoint
    {
        get => field ?? Metadata?.PushedAuthorizationRequestEndpoint;
        set => field = Given(value);
    }

    /// <summary>
    /// Authorization requests are pushed to the provider, and the browser gets a reference (RFC 9126). Null: if the
    /// issuer's metadata requires it.
    /// </summary>
    public bool? UsePar
    {
        get => field ?? Metadata?.RequiresPushedRequests;
        set;
    }

    /// <summary>The provider's page where people revoke access themselves.</summary>
    public string? PermissionsPage { get; set; }

    /// <summary>Null: as the issuer's metadata says, otherwise <see cref="ClientAuthentication.Body"/>.</summary>
    public ClientAuthentication? ClientAuthentication
    {
        get => field ?? Metadata?.ClientAuthentication;
        set;
    }

    /// <summary>PKCE with S256 (RFC 7636).</summary>
    public bool UsePkce { get; set; } = true;

    /// <summary>Extra query parameters of the authorization request, for example <c>access_type=offline</c>.</summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Extra query parameters that make the provider ask for consent again and issue a new refresh token.</summary>
    public IDictionary<string, string> ConsentParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Extra form fields of token requests, for example <c>resource</c> (RFC 8707).</summary>
    public IDictionary<string, string> TokenParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How a response body reports an expired token; null: only status 401 does.</summary>
    public ExpiryRule? ExpiryRule { get; set; }

    /// <summary>Revoking any token ends all of the person's grants to this client, whatever their scopes (Google).</summary>
    public bool RevokesWholeProject { get; set; }

    /// <summary>Every refresh returns a new refresh token and invalidates the old one.</summary>
    public bool RotatesRefreshTokens { get; set; }

    /// <summary>
    /// A refresh token expires at this age, however often it is used (7 days while Google's consent screen is in "Testing");
    /// null: it does not.
    /// </summary>
    public TimeSpan? RefreshTokenLifetime { get; set; }

    /// <summary>A refresh token that is not used for this long expires (Google: six months); null: it never does.</summary>
    public TimeSpan? InactivityLimit { get; set; }

    /// <summary>The most exchanges per second of the background job, on one instance.</summary>
    public int RefreshesPerSecond { get; set; } = 600;

    /// <summary>
    /// The separator of scopes; null: a space in requests (RFC 6749 §3.3), spaces or commas in responses.
    /// </summary>
    public string? ScopeSeparator { get; set; }

    /// <summary>
    /// Requested scopes count as granted, because the provider's responses name them differently (Microsoft).
    /// </summary>
    public bool TrustsConsent { get; set; }

    /// <summary>Values of <c>token_type</c> besides <c>Bearer</c> whose tokens are sent as bearer tokens (eBay).</summary>
    public IList<string> TokenTypes { get; } = [];

    /// <summary>
    /// Error codes of the token endpoint, besides those that all know, that end the one grant they answer. Where a provider has
    /// no code for it, the whole text of <c>message</c>, <c>error_description</c> or <c>resource</c> (Twitch).
    /// </summary>
    public IList<string> FinalErrors { get; } = [];

    /// <summary>The algorithms that ID tokens may be signed with; empty: RS256 and ES256.</summary>
    public IList<string> IdTokenAlgorithms { get; } = [];

    /// <summary>
    /// Where the provider names the account: a member of its token response or else of its user information, such as
    /// <c>team.id</c>. Null: the subject of the ID token.
    /// </summary>
    public string? AccountField { get; set; }

    /// <summary>Whether a person's accounts can be distinguished, so that several can be connected.</summary>
    public bool NamesAccounts => AccountField is not null || Issuer is not null;

    /// <summary>Token requests are JSON, against RFC 6749 §4.1.3 (Notion).</summary>
    public bool SendsJson { get; set; }

    /// <summary>Its ID tokens say whose account it is.</summary>
    public bool IsOpenId => Issuer is not null && AccountField is null;

    /// <summary>Where people's pictures come from, as CSP sources.</summary>
    public IList<string> PictureOrigins { get; } = [];

    /// <summary>Whether it has the credentials it needs: a public client has no secret.</summary>
    public bool HasCredentials => !string.IsNullOrWhiteSpace(ClientId)
        && (!string.IsNullOrWhiteSpace(ClientSecret) || !NeedsSecret);

    /// <summary>Whether the client authenticates with a secret.</summary>
    internal bool NeedsSecret => ClientAuthentication is not
        (Providers.ClientAuthentication.None or Providers.ClientAuthentication.PrivateKeyJwt);

    /// <summary>The issuer's metadata; null: not read yet, or not needed.</summary>
    internal ProviderMetadata? Metadata { get; set; }

    /// <summary>Whether metadata is needed for what the settings leave out.</summary>
    internal bool IsDiscovered =>
        Protocol == ProviderProtocol.OAuth2 && !string.IsNullOrWhiteSpace(Issuer)
        && (Metadata is not null || AuthorizationEndpoint is null || TokenEndpoint is null);

    /// <summary>Whether metadata is needed and has never been read.</summary>
    internal bool AwaitsMetadata => Metadata is null && IsDiscovered;

    /// <summary>An empty environment variable counts as not set.</summary>
    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}

/// <summary>The protocol of a provider.</summary>
public enum ProviderProtocol
{
    OAuth2,

    /// <summary>Another one: its connectors are known by name, but cannot be connected.</summary>
    None,
}

/// <summary>How the client authenticates at the token endpoint (RFC 6749 §2.3.1).</summary>
public enum ClientAuthentication
{
    /// <summary><c>client_id</c> and <c>client_secret</c> as form fields.</summary>
    Body,

    /// <summary>HTTP Basic.</summary>
    Basic,

    /// <summary>A public client: <c>client_id</c> alone, and PKCE in place of a secret (RFC 6749 §2.1, RFC 7636).</summary>
    None,

    /// <summary>
    /// A signed assertion in place of a secret (RFC 7523 §2.2); the keys are at <c>/.well-known/client-jwks.json</c>.
    /// </summary>
    PrivateKeyJwt,
}

/// <summary><c>Connectors:{c}</c>: scopes and an API of a provider.</summary>
public sealed class ConnectorOptions
{
    public string? Provider { get; set; }

    /// <summary>Its name for people; built-in connectors have localized names.</summary>
    public string? DisplayName { get; set; }
    public IList<string> Scopes { get; } = [];

    /// <summary>
    /// The base address that the typed client's paths are appended to; null where no client of this app calls the API.
    /// </summary>
    public string? ApiBaseAddress { get; set; }

    /// <summary>The part of the API that other backends' calls go to, below the base address; null: all of it.</summary>
    public string? CallPrefix { get; set; }

    /// <summary>Where the path of a call begins.</summary>
    internal string CallBase => ApiBaseAddress + CallPrefix;

    /// <summary>The connector to use once this one's API has been shut down.</summary>
    public string? Successor { get; set; }
}
