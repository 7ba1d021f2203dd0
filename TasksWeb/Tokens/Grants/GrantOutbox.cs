using TasksWeb.Storage;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Grants;

/// <summary>
/// Determines the events of a grant: the difference between what was reported and what is about to be saved. So every
/// save reports its changes, whoever makes it, and a repeated one reports nothing twice.
/// </summary>
public sealed partial class GrantOutbox
{
    /// <summary>How long before the end of a connection its event is sent.</summary>
    internal static readonly TimeSpan Notice = TimeSpan.FromDays(3);

    private readonly ConnectorCatalog _connectors;
    private readonly IGrantSubscribers[] _subscribers;
    private readonly TimeProvider _clock;
    private readonly ILogger<GrantOutbox> _logger;

    public GrantOutbox(
        ConnectorCatalog connectors, IEnumerable<IGrantSubscribers> subscribers, TimeProvider clock, ILogger<GrantOutbox> logger)
    {
        (_connectors, _clock, _logger) = (connectors, clock, logger);
        _subscribers = [.. subscribers.Where(one => one.HasAny)];
    }

    internal bool IsUsed => _subscribers.Length > 0;

    /// <summary>This instance knows a subscriber. An instance with other settings may know another one.</summary>
    internal bool IsWanted(Grant grant) => Array.Exists(_subscribers, one => one.Want(grant.Connector, grant.User));

    /// <summary>
    /// The grant with its new events; the same one if there are none. Once something was reported, every change is, also by an
    /// instance that knows no subscriber.
    /// </summary>
    internal Grant Note(Grant grant)
    {
        // A lease is taken for a change that is still to come.
        if (grant.Lease is not null)
            return grant;
        if (grant.Events is null && !IsWanted(grant))
            return grant;
        // A grant without reported events is new, or existed before there was a webhook.
        var told = grant.Events ?? new GrantEvents
        {
            Standing = IsNew(grant) ? GrantStanding.Disconnected : GrantStanding.Connected,
            Scopes = grant.Scopes,
        };
        var (now, standing) = (_clock.GetUtcNow().ToStored(), StandingOf(grant));
        var isConnected = standing == GrantStanding.Connected;
        var sameScopes = !isConnected || told.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(grant.Scopes);
        var end = isConnected ? EndOf(grant) : null;
        var consent = end - now <= Notice ? grant.ConsentedAt ?? grant.IssuedAt : (DateTimeOffset?)null;
        var news = told with
        {
            Standing = standing,
            Scopes = sameScopes ? told.Scopes : grant.Scopes,
            EndingConsent = consent,
            IsForgotten = isConnected ? null : told.IsForgotten,
        };
        if (TypeOf(told.Standing, standing, sameScopes) is { } type)
            news = Add(news, grant, type, now, endsAt: null);
        if (consent is not null && consent != told.EndingConsent)
            news = Add(news, grant, GrantEventType.EndingSoon, now, end);
        return news == grant.Events ? grant : grant with { Events = news };
    }

    /// <summary>When the end of a connection has to be announced; null: never, or it was.</summary>
    internal static DateTimeOffset? NoticeDue(Grant grant, ProviderOptions? provider) =>
        grant.Events is { EndingConsent: null } && provider is not null && StandingOf(grant) == GrantStanding.Connected
            // A due time is cut to the millisecond: a moment later it is true in any case.
            ? Forecast.Of(provider, grant)?.EndsAt - Notice + TimeSpan.FromSeconds(1)
            : null;

    /// <summary>Queues the pending events for all subscribers.</summary>
    internal async Task HandOverAsync(Grant grant, CancellationToken cancellationToken)
    {
        foreach (var one in _subscribers)
            await one.TakeAsync(grant, cancellationToken);
    }

    /// <summary>
    /// The grant without the events that nobody took in time; without any left it is no longer reported.
    /// </summary>
    internal Grant GiveUpExpired(Grant grant)
    {
        var oldest = _clock.GetUtcNow() - GrantEvents.Patience;
        GrantEvent[] kept = [.. grant.Events!.Pending.Where(one => one.At > oldest)];
        foreach (var type in grant.Events.Pending.Where(one => one.At <= oldest).Select(one => one.Type))
            LogGivenUp(type, grant.Connector);
        return grant with { Events = kept.Length > 0 ? grant.Events with { Pending = kept } : null };
    }

    private DateTimeOffset? EndOf(Grant grant) =>
        _connectors.Find(grant.Connector) is { } connector ? Forecast.Of(connector.Provider, grant)?.EndsAt.ToStored() : null;

    private static GrantEvents Add(GrantEvents news, Grant grant, string type, DateTimeOffset now, DateTimeOffset? endsAt)
    {
        var sequence = GrantLifetime.NextGeneration(news.Sequence, now);
        var reason = news.Standing == GrantStanding.Connected ? null : grant.Reason ?? DeathReason.Refused;
        return news with
        {
            Sequence = sequence,
            Pending =
            [
                .. news.Pending,
                new GrantEvent(type, now, grant.Generation, sequence, news.Scopes, reason, endsAt, grant.AccountId()),
            ],
        };
    }

    private static string? TypeOf(GrantStanding before, GrantStanding now, bool sameScopes) => (before, now) switch
    {
        (GrantStanding.Disconnected, GrantStanding.Connected) => GrantEventType.Connected,
        (GrantStanding.Died, GrantStanding.Connected) => GrantEventType.Recovered,
        (GrantStanding.Connected, GrantStanding.Connected) => sameScopes ? null : GrantEventType.ScopesChanged,
        (GrantStanding.Connected, GrantStanding.Died) => GrantEventType.Died,
        (not GrantStanding.Disconnected, GrantStanding.Disconnected) => GrantEventType.Disconnected,
        _ => null,
    };

    private static GrantStanding StandingOf(Grant grant) => grant switch
    {
        { Status: GrantStatus.Dead } when grant.WasDisconnected() => GrantStanding.Disconnected,
        { Status: GrantStatus.Dead } => GrantStanding.Died,
        _ => grant.IsSuspect() ? GrantStanding.Died : GrantStanding.Connected,
    };

    /// <summary>It is being saved with the tokens of a consent.</summary>
    private static bool IsNew(Grant grant) => grant.Status == GrantStatus.Active && grant.UsedAt == grant.IssuedAt
        && (grant.RefreshToken is null || GrantLifetime.CameWithConsent(grant));

    [LoggerMessage(
        LogLevel.Error, "An event ({Type} of {Connector}) is given up: for three days no key with a webhook has taken it.")]
    private partial void LogGivenUp(string type, string connector);
}
