using TasksWeb.Broker.Events;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Admin;

/// <summary>Reads what the first page shows, at a cost that does not grow with what is stored.</summary>
public sealed class AdminOverview(
    ProviderBreaker breaker, RefusedRenewals refusals, ConnectorCatalog connectors, GrantRepository grants,
    RevocationRepository revocations, EventStreamRepository events, TokenMetrics exchanges, WorkerMetrics work)
{
    /// <summary>The most connections whose events are listed.</summary>
    private const int MaxDeadEvents = 50;

    public async Task<AdminPage> ReadAsync(CancellationToken cancellationToken)
    {
        var tallies = new List<GrantTally>();
        foreach (var connector in connectors.All)
        {
            tallies.Add(new GrantTally(
                connector.Name,
                await grants.CountAsync(connector.Name, GrantStatus.Active, cancellationToken),
                await grants.CountAsync(connector.Name, GrantStatus.Dead, cancellationToken)));
        }
        var dead = await events.ListDeadAsync(MaxDeadEvents + 1, cancellationToken).ToListAsync(cancellationToken);
        return new AdminPage(
            ProviderStates(), tallies, work.Work, await revocations.CountAsync(cancellationToken),
            [.. dead.Take(MaxDeadEvents)], dead.Count > MaxDeadEvents);
    }

    private List<ProviderState> ProviderStates()
    {
        var (tallies, refused) = (exchanges.Exchanges, refusals.AllRefused.ToHashSet(StringComparer.Ordinal));
        return
        [
            .. connectors.All.Where(connector => connector.IsOAuth2)
                .GroupBy(connector => connector.ProviderName, StringComparer.OrdinalIgnoreCase)
                .Select(its => new ProviderState(
                    its.Key, its.First().Provider.HasCredentials,
                    breaker.DownFor(its.First()) is var down && down > TimeSpan.Zero ? down : null,
                    its.Any(connector => refused.Contains(connector.Name)),
                    [.. tallies.Where(one => one.Provider.Equals(its.Key, StringComparison.OrdinalIgnoreCase))])),
        ];
    }
}

/// <param name="Revocations">Revocations that have not reached their providers yet.</param>
/// <param name="DeadEvents">Connections with events that were given up.</param>
/// <param name="HasMoreDeadEvents">There are further ones.</param>
public sealed record AdminPage(
    IReadOnlyList<ProviderState> Providers, IReadOnlyList<GrantTally> Grants, IReadOnlyList<WorkTally> Work, long Revocations,
    IReadOnlyList<EventStream> DeadEvents, bool HasMoreDeadEvents);

/// <param name="DownFor">How long it has been failing; null: its breaker is closed.</param>
/// <param name="RefusesAll">It refuses every renewal of a connector.</param>
public sealed record ProviderState(
    string Name, bool HasCredentials, TimeSpan? DownFor, bool RefusesAll, IReadOnlyList<ExchangeTally> Exchanges)
{
    /// <summary>The last outcome that was a failure; null: there was none.</summary>
    public ExchangeTally? LastError => Exchanges.Where(tally => tally.Outcome != "granted").MaxBy(tally => tally.LastAt);
}

public sealed record GrantTally(string Connector, long Active, long Dead);
