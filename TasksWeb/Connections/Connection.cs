using System.Text.Json.Serialization;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>How a connection stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectionStatus>))]
public enum ConnectionStatus
{
    [JsonStringEnumMemberName("not_connected")]
    NotConnected,

    [JsonStringEnumMemberName("connected")]
    Connected,

    /// <summary>It works, and something that was asked was not granted.</summary>
    [JsonStringEnumMemberName("scope_missing")]
    ScopeMissing,

    /// <summary>It has died; the reason says why.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,

    /// <summary>Nobody can connect it: the operator has given no credentials, or it does not do OAuth 2.</summary>
    [JsonStringEnumMemberName("unavailable")]
    Unavailable,
}

/// <summary>Why a connection will end, although nothing has gone wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ForecastCause>))]
public enum ForecastCause
{
    /// <summary>The provider gave no refresh token: it ends with the access token.</summary>
    [JsonStringEnumMemberName("no_refresh_token")]
    NoRefreshToken,

    /// <summary>Refresh tokens of this provider have a fixed life (Google's test mode: 7 days).</summary>
    [JsonStringEnumMemberName("refresh_token_lifetime")]
    RefreshTokenLifetime,

    /// <summary>The provider ends what is not used for long (Google: six months).</summary>
    [JsonStringEnumMemberName("inactivity")]
    Inactivity,
}

/// <summary>When a connection ends if nothing is done.</summary>
public sealed record Forecast(DateTimeOffset EndsAt, ForecastCause Cause);

/// <summary>One connector as a person has, or has not, connected it.</summary>
/// <param name="Connector">Its name in the configuration.</param>
/// <param name="Name">Its name in the reader's language.</param>
/// <param name="Scopes">What was granted.</param>
/// <param name="RequestedScopes">What is asked.</param>
/// <param name="MissingScopes">What calls need and was not granted.</param>
/// <param name="ExpirationTime">Of the access token at hand; it is renewed before that.</param>
/// <param name="EndedAt">When it died.</param>
/// <param name="Reason">Why it died, in a stable word.</param>
/// <param name="Forecast">When it will end if nothing is done.</param>
/// <param name="AuthorizeUrl">Where to connect, reconnect or grant what is missing; null where nobody can.</param>
public sealed record Connection(
    string Connector, string Name, ConnectionStatus Status, IReadOnlyList<string> Scopes, IReadOnlyList<string> RequestedScopes,
    IReadOnlyList<string> MissingScopes, DateTimeOffset? ExpirationTime, DateTimeOffset? EndedAt, string? Reason,
    Forecast? Forecast,
    string? AuthorizeUrl)
{
    /// <param name="connector">Null: it is no longer among the connectors, and can only be disconnected.</param>
    internal static Connection Of(string name, string displayName, Connector? connector, Grant? grant)
    {
        var isUsable = connector is { IsOAuth2: true, Provider.HasCredentials: true };
        var status = (grant, isUsable) switch
        {
            ({ Status: GrantStatus.Active }, true) =>
                connector!.MissingFrom(grant.Scopes).Length == 0 ? ConnectionStatus.Connected : ConnectionStatus.ScopeMissing,
            ({ Status: GrantStatus.Dead }, true) when !grant.WasDisconnected() => ConnectionStatus.Ended,
            (_, true) => ConnectionStatus.NotConnected,
            _ => ConnectionStatus.Unavailable,
        };
        var active = grant is { Status: GrantStatus.Active } ? grant : null;
        return new(
            name, displayName, status, active?.Scopes ?? [], connector?.Options.Scopes.ToArray() ?? active?.RequestedScopes ?? [],
            active is null || connector is null ? [] : connector.MissingFrom(active.Scopes), active?.ExpiresAt, grant?.DiedAt,
            grant?.Reason,
            active is null || connector is null ? null : ForecastOf(connector.Provider, active),
            isUsable ? AuthorizeUrls.UrlFor(name, AuthorizeUrls.Profile) : null)
        {
            IsHeld = grant?.AccessToken is not null,
        };
    }

    /// <summary>Tokens are held: there is something to disconnect.</summary>
    [JsonIgnore]
    public bool IsHeld { get; private init; }

    /// <summary>The earliest of the ends that can be foreseen.</summary>
    private static Forecast? ForecastOf(ProviderOptions provider, Grant grant)
    {
        if (grant.RefreshToken is null)
            return new Forecast(grant.ExpiresAt, ForecastCause.NoRefreshToken);
        (DateTimeOffset? At, ForecastCause Cause)[] ends =
        [
            (grant.RefreshTokenExpiresAt, ForecastCause.RefreshTokenLifetime),
            ((grant.ConsentedAt ?? grant.IssuedAt) + provider.RefreshTokenLifetime, ForecastCause.RefreshTokenLifetime),
            (grant.IssuedAt + provider.InactivityLimit, ForecastCause.Inactivity),
        ];
        return ends.Where(end => end.At is not null).OrderBy(end => end.At)
            .Select(end => new Forecast(end.At!.Value, end.Cause)).FirstOrDefault();
    }
}
