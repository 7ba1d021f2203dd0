using System.Diagnostics;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Refresh;

/// <summary>How many grants there are of each connector and status, and how many revocations wait for their provider.</summary>
public sealed record Tally(string Id, TallyLine[] Grants, long Revocations, DateTimeOffset CountAgainAt);

public sealed record TallyLine(string Connector, GrantStatus Status, long Count);

public sealed class TallyRepository(IDocumentStore store) : Repository<Tally>(store, "tallies")
{
    protected override string IdOf(Tally value) => value.Id;

    protected override DateTimeOffset? DueOf(Tally value) => value.CountAgainAt;
}

/// <summary>
/// Counts for the gauges <c>tasksweb.grants</c> and <c>tasksweb.revocations.pending</c>. One instance counts, all report;
/// counting takes at most a two-hundredth of one processor's time, however many grants there are.
/// </summary>
internal sealed class GrantCounts : ScheduledWorker<Tally>
{
    private const string Id = "grants";
    private const int TimesAsLong = 200;

    private readonly TallyRepository _tallies;
    private readonly GrantRepository _grants;
    private readonly RevocationRepository _revocations;

    public GrantCounts(
        TallyRepository tallies, GrantRepository grants, RevocationRepository revocations, IMeterFactory meters,
        WorkerMetrics metrics, TimeProvider clock, ILogger<GrantCounts> logger)
        : base(tallies, metrics, clock, logger)
    {
        (_tallies, _grants, _revocations) = (tallies, grants, revocations);
        var meter = meters.Create(AppMeter.Name);
        meter.CreateObservableGauge(
            "tasksweb.grants", () => Observe(GrantsOf), "{grant}", "Grants in the store, by connector and status.");
        meter.CreateObservableGauge(
            "tasksweb.revocations.pending", () => Observe(RevocationsOf), "{revocation}",
            "Revocations that the provider has not heard of yet.");
    }

    protected override TimeSpan Interval => TimeSpan.FromMinutes(5);

    protected override TimeSpan ClaimDuration(Tally value) => TimeSpan.FromHours(1);

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (await _tallies.FindAsync(Id, cancellationToken) is null)
            await _tallies.SaveAsync(new Tally(Id, [], 0, DateTimeOffset.UnixEpoch), 0, cancellationToken);
    }

    protected override async Task WorkAsync(Stored<Tally> claimed, CancellationToken cancellationToken)
    {
        var begun = Clock.GetTimestamp();
        var counts = new Dictionary<(string Connector, GrantStatus Status), long>();
        await foreach (var grant in _grants.AllAsync(cancellationToken))
        {
            var kind = (grant.Value.Connector, grant.Value.Status);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }
        var pause = Clock.GetElapsedTime(begun) * TimesAsLong;
        await _tallies.SaveAsync(
            new Tally(
                Id,
                [.. counts.Select(entry => new TallyLine(entry.Key.Connector, entry.Key.Status, entry.Value))],
                await _revocations.AllAsync(cancellationToken).LongCountAsync(cancellationToken),
                Clock.GetUtcNow() + (pause < Interval ? Interval / 2 : pause)),
            claimed.Version, cancellationToken);
    }

    private static IEnumerable<Measurement<long>> GrantsOf(Tally tally) => tally.Grants.Select(line => new Measurement<long>(
        line.Count, new TagList { { "connector", line.Connector }, { "status", line.Status.ToString().ToLowerInvariant() } }));

    private static IEnumerable<Measurement<long>> RevocationsOf(Tally tally) => [new Measurement<long>(tally.Revocations)];

    /// <summary>The reader of metrics asks synchronously, about once a minute.</summary>
    private IEnumerable<Measurement<long>> Observe(Func<Tally, IEnumerable<Measurement<long>>> measure)
    {
        try
        {
            return _tallies.FindAsync(Id, CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } tally
                ? measure(tally.Value)
                : [];
        }
        catch (StorageUnavailableException)
        {
            return [];
        }
    }
}
