using System.Text.Json.Serialization;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

[JsonConverter(typeof(SnakeCaseConverter<ConnectionStatus>))]
public enum ConnectionStatus
{
    NotConnected,
    Connected,

    /// <summary>Connected, but something that was asked was not granted.</summary>
    ScopeMissing,

    /// <summary>The grant is dead, or the provider refuses to renew it; the reason says why.</summary>
    Ended,

    /// <summary>It cannot be connected: there are no client credentials, or the provider does not do OAuth 2.</summary>
    Unavailable,
}

/// <summary>An account at a provider, as people and callers know it.</summary>
/// <param name="Id">What the parameter <c>account</c> chooses it by.</param>
/// <param name="Name">Null, as the others: the provider does not say.</param>
public sealed record ConnectedAccount(string Id, string? Name, string? Email, string? Picture)
{
    internal static ConnectedAccount? Of(Grant? grant) => grant is null || grant.WasDisconnected()
        ? null
        : new(grant.AccountId(), grant.Holder?.Name, grant.Holder?.Email, grant.Holder?.Picture);
}

/// <summary>One connector and what a person has granted it, for one account.</summary>
/// <param name="Connector">Its name in the configuration.</param>
/// <param name="Name">Its name in the reader's language.</param>
/// <param name="Scopes">What was granted.</param>
/// <param name="RequestedScopes">What is asked.</param>
/// <param name="MissingScopes">What calls need and was not granted.</param>
/// <param name="ExpirationTime">Of the current access token; it is renewed before that. Null: the provider did not say.</param>
/// <param name="EndedAt">When it died.</param>
/// <param name="Reason">Why it died, in a stable word.</param>
/// <param name="Forecast">When it will end if nothing is done.</param>
/// <param name="AuthorizeUrl">Where to connect, reconnect or grant what is missing; null where nobody can.</param>
/// <param name="Account">Which account; null: none is connected.</param>
public sealed record Connection(
    string Connector, string Name, ConnectionStatus Status, IReadOnlyList<string> Scopes, IReadOnlyList<string> RequestedScopes,
    IReadOnlyList<string> MissingScopes, DateTimeOffset? ExpirationTime, DateTimeOffset? EndedAt, string? Reason,
    Forecast? Forecast, string? AuthorizeUrl, ConnectedAccount? Account)
{
    /// <summary>Of the grant's key; null: the first account.</summary>
    [JsonIgnore]
    public string? FurtherAccount { get; private init; }

    /// <summary>Another account can be connected as well.</summary>
    [JsonIgnore]
    public bool TakesAnother { get; private init; }

    /// <summary>There is something to disconnect: tokens, or a further account that has ended by itself.</summary>
    [JsonIgnore]
    public bool IsHeld { get; private init; }

    /// <param name="connector">Null: it is no longer configured, and can only be disconnected.</param>
    internal static Connection Create(string name, string displayName, Connector? connector, Grant? grant)
    {
        var isUsable = connector is { IsOAuth2: true, Provider.HasCredentials: true } && connector.Accepts(grant?.TokenType);
        var active = grant is { Status: GrantStatus.Active } ? grant : null;
        var missing = active is null || connector is null ? [] : connector.MissingFrom(active.Scopes, active.NeededScopes());
        var status = (grant, isUsable) switch
        {
            ({ Status: GrantStatus.Active }, true) when grant.IsSuspect() => ConnectionStatus.Ended,
            ({ Status: GrantStatus.Active }, true) =>
                missing.Length == 0 ? ConnectionStatus.Connected : ConnectionStatus.ScopeMissing,
            ({ Status: GrantStatus.Dead }, true) when !grant.WasDisconnected() => ConnectionStatus.Ended,
            (_, true) => ConnectionStatus.NotConnected,
            _ => ConnectionStatus.Unavailable,
        };
        return new(
            name, displayName, status, active?.Scopes ?? [], connector?.Options.Scopes.ToArray() ?? active?.RequestedScopes ?? [],
            missing, active?.ExpiresAt, grant?.DiedAt, grant?.IsSuspect() == true ? DeathReason.Refused : grant?.Reason,
            active is null || connector is null ? null : Forecast.Of(connector.Provider, active),
            isUsable ? AuthorizeUrls.UrlFor(name, AuthorizeUrls.Profile, grant?.Account) : null, ConnectedAccount.Of(grant))
        {
            FurtherAccount = grant?.Account,
            TakesAnother = isUsable && connector!.Provider.NamesAccounts && grant is not null && !grant.WasDisconnected(),
            IsHeld = grant?.AccessToken is not null || (grant?.Account is not null && !grant.WasDisconnected()),
        };
    }
}
