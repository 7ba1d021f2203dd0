using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;

namespace TasksWeb.Tokens;

/// <summary>Exchanges with one provider and one outcome, since this instance started.</summary>
public sealed record ExchangeTally(string Provider, string Outcome, long Count, DateTimeOffset LastAt);

/// <summary>The instruments of exchanges and of the grants that end.</summary>
public sealed class TokenMetrics(IMeterFactory meters, TimeProvider clock)
{
    private readonly Histogram<double> _exchangeDuration = meters.Create(AppMeter.Name).CreateHistogram<double>(
        "tasksweb.exchange.duration", "s", "Exchanges at token endpoints, by provider, grant type and outcome.");

    private readonly Counter<long> _ended = meters.Create(AppMeter.Name).CreateCounter<long>(
        "tasksweb.grants.ended", "{grant}", "Grants that died, by connector and reason.");

    private readonly ConcurrentDictionary<(string Provider, string Outcome), Tally> _tallies = new();

    /// <summary>The same numbers, for the pages of administrators.</summary>
    public IReadOnlyList<ExchangeTally> Exchanges =>
    [
        .. _tallies.Select(entry => new ExchangeTally(
            entry.Key.Provider, entry.Key.Outcome, Volatile.Read(ref entry.Value.Count),
            new DateTimeOffset(Volatile.Read(ref entry.Value.LastAt), TimeSpan.Zero)))
            .OrderBy(tally => tally.Outcome, StringComparer.Ordinal),
    ];

    /// <param name="grantType"><c>authorization_code</c> or <c>refresh_token</c>.</param>
    public void Exchanged(string provider, string grantType, string outcome, TimeSpan duration)
    {
        _exchangeDuration.Record(
            duration.TotalSeconds,
            new TagList { { "provider", provider }, { "grant_type", grantType }, { "outcome", outcome } });
        if (!_tallies.TryGetValue((provider, outcome), out var tally))
            tally = _tallies.GetOrAdd((provider, outcome), new Tally());
        Interlocked.Increment(ref tally.Count);
        Volatile.Write(ref tally.LastAt, clock.GetUtcNow().UtcTicks);
    }

    public void GrantEnded(string connector, string reason) =>
        _ended.Add(1, new TagList { { "connector", connector }, { "reason", reason } });

    private sealed class Tally
    {
        public long Count;
        public long LastAt;
    }
}
