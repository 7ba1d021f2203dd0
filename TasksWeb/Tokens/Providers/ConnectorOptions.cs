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

    /// <summary>
    /// The former secret while a new one is introduced: tried where the provider does not know <see cref="ClientSecret"/>.
    /// </summary>
    public string? PreviousClientSecret { get; set; }

    /// <summary>The name of a service that the app knows: its settings hold where no other is given.</summary>
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
    /// Authorization requests are sent to the provider directly, and the browser carries a reference (RFC 9126). Null: where the
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

    /// <summary>
    /// Where the provider names the account: a member of its token response or else of its user information, such as
    /// <c>team.id</c>. Null: the subject of the ID token.
    /// </summary>
    public string? AccountField { get; set; }

    /// <summary>A person's accounts can be told apart, so that several can be connected.</summary>
    public bool NamesAccounts => AccountField is not null || Issuer is not null;

    /// <summary>Where people's pictures come from, as CSP sources.</summary>
    public IList<string> PictureOrigins { get; } = [];

    /// <summary>It can be asked for tokens: a public client has no secret.</summary>
    public bool HasCredentials => !string.IsNullOrWhiteSpace(ClientId)
        && (!string.IsNullOrWhiteSpace(ClientSecret) || !NeedsSecret);

    /// <summary>The client authenticates by a secret.</summary>
    internal bool NeedsSecret => ClientAuthentication is not
        (Providers.ClientAuthentication.None or Providers.ClientAuthentication.PrivateKeyJwt);

    /// <summary>What the issuer says about itself; null: nothing yet, or nothing is asked.</summary>
    internal ProviderMetadata? Metadata { get; set; }

    /// <summary>The issuer is asked for what the settings leave out.</summary>
    internal bool IsDiscovered =>
        Protocol == ProviderProtocol.OAuth2 && !string.IsNullOrWhiteSpace(Issuer)
        && (Metadata is not null || AuthorizationEndpoint is null || TokenEndpoint is null);

    /// <summary>The issuer has not answered since this app was set up.</summary>
    internal bool AwaitsMetadata => Metadata is null && IsDiscovered;

    /// <summary>An empty environment variable is none.</summary>
    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
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

    /// <summary>A public client: <c>client_id</c> alone, and PKCE in place of a secret (RFC 6749 §2.1, RFC 7636).</summary>
    None,

    /// <summary>
    /// A signed assertion in place of a secret (RFC 7523 §2.2); the keys are at <c>/.well-known/client-jwks.json</c>.
    /// </summary>
    PrivateKeyJwt,
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
