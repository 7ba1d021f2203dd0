using Microsoft.Extensions.Options;

namespace TasksWeb.Tokens.Providers;

/// <summary>A connector with its provider, as configured and checked at start.</summary>
public sealed record Connector(string Name, string ProviderName, ProviderOptions Provider, ConnectorOptions Options)
{
    /// <summary>
    /// Scopes for identity, or for a refresh token. They give access to no API, and providers rename or drop them in their
    /// responses.
    /// </summary>
    private static readonly string[] IdentityScopes = ["openid", "email", "profile", "offline_access"];

    /// <summary>False for one that is known by name only: nothing can be connected through it.</summary>
    public bool IsOAuth2 => Provider.Protocol == ProviderProtocol.OAuth2;

    /// <summary>The connector to use once this one's API has been shut down.</summary>
    public string? Successor => string.IsNullOrEmpty(Options.Successor) ? null : Options.Successor;

    /// <summary>The scopes that calls through this connector need.</summary>
    public string[] ApiScopes { get; } = [.. Options.Scopes.Except(IdentityScopes, StringComparer.Ordinal)];

    /// <summary>The needed scopes that are missing from these.</summary>
    /// <param name="needed">Null: what calls through this connector need.</param>
    public string[] MissingFrom(IEnumerable<string> granted, IEnumerable<string>? needed = null) =>
    [
        .. (needed ?? ApiScopes).Except(IdentityScopes, StringComparer.Ordinal).Except(granted, StringComparer.Ordinal)
            .Except(Provider.TrustsConsent ? Options.Scopes : [], StringComparer.Ordinal),
    ];

    /// <summary>The <c>login_hint</c> of an account (OpenID Connect Core 1.0 §3.1.2.1); null: this provider knows none.</summary>
    /// <param name="subject">Null: the account is not known.</param>
    public string? LoginHint(string? subject) => Provider.IsOpenId ? subject : null;

    /// <summary>What a consent asks for: these scopes and, where the provider can say it, whose account it is.</summary>
    /// <param name="scopes">Null: all that the connector asks.</param>
    public IEnumerable<string> Asked(IEnumerable<string>? scopes = null) =>
        (scopes ?? Options.Scopes).Union(Provider.IsOpenId ? ["openid"] : [], StringComparer.Ordinal);

    /// <summary>Tokens of this type are sent as bearer tokens.</summary>
    /// <param name="tokenType">As the provider wrote it; null: a bearer token.</param>
    public bool Accepts(string? tokenType) =>
        tokenType is null || Provider.TokenTypes.Contains(tokenType, StringComparer.OrdinalIgnoreCase);
}

/// <summary>All connectors, by name.</summary>
public sealed class ConnectorCatalog
{
    private readonly Dictionary<string, Connector> _connectors;

    public ConnectorCatalog(IOptions<ConnectorsOptions> options)
    {
        var (providers, connectors) = (options.Value.Providers, options.Value.Connectors);
        _connectors = connectors.ToDictionary(
            entry => entry.Key,
            entry => new Connector(entry.Key, entry.Value.Provider!, providers[entry.Value.Provider!], entry.Value),
            StringComparer.Ordinal);
    }

    public IReadOnlyCollection<Connector> All => _connectors.Values;

    public Connector? Find(string name) => _connectors.GetValueOrDefault(name);

    /// <summary>Whether revoking a person's grant of either connector also ends that of the other.</summary>
    public bool EndTogether(string one, string other) =>
        Find(one) is { Provider.RevokesWholeProject: true } connector && Find(other)?.ProviderName == connector.ProviderName;

    /// <summary>The connector of this name, if people can connect it.</summary>
    /// <exception cref="TokenFailureException">There is none, its provider does not do OAuth 2, has no credentials, or is known
    /// by an issuer that has not answered yet.</exception>
    public Connector Usable(string name)
    {
        TokenFailureKind? failure = Find(name) switch
        {
            null => TokenFailureKind.ConnectorNotFound,
            { IsOAuth2: false } => TokenFailureKind.ConnectorNotSupported,
            { Provider.HasCredentials: false } => TokenFailureKind.ClientSecretMissing,
            { Provider.AwaitsMetadata: true } => TokenFailureKind.ProviderUnavailable,
            _ => null,
        };
        return failure is { } kind ? throw new TokenFailureException(new TokenFailure(kind, name)) : this[name];
    }

    /// <exception cref="KeyNotFoundException">There is no such connector; callers that take names from outside use
    /// <see cref="Find"/>.</exception>
    public Connector this[string name] => _connectors[name];
}
