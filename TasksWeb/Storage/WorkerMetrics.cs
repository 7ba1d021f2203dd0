using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;

namespace TasksWeb.Storage;

/// <summary>Periodic work, since this instance started.</summary>
/// <param name="Lag">How long the oldest due item had been due when the last round began.</param>
public sealed record WorkTally(string Work, TimeSpan Lag, DateTimeOffset LastRoundAt, long Done, long Failed);

/// <summary>The instruments <c>tasksweb.work.*</c> of scheduled workers.</summary>
public sealed class WorkerMetrics(IMeterFactory meters, TimeProvider clock)
{
    private readonly Histogram<double> _duration = meters.Create(AppMeter.Name).CreateHistogram<double>(
        "tasksweb.work.duration", "s", "Rounds of periodic work, by work.");

    private readonly Counter<long> _items = meters.Create(AppMeter.Name).CreateCounter<long>(
        "tasksweb.work.items", "{item}", "What periodic work has done, by work and outcome.");

    private readonly Gauge<double> _lag = meters.Create(AppMeter.Name).CreateGauge<double>(
        "tasksweb.work.lag", "s", "How long the oldest due thing had been due when the last round began, by work.");

    private readonly ConcurrentDictionary<string, WorkTally> _tallies = new(StringComparer.Ordinal);

    /// <summary>The same numbers, for the pages of administrators.</summary>
    public IReadOnlyList<WorkTally> Work => [.. _tallies.Values.OrderBy(tally => tally.Work, StringComparer.Ordinal)];

    public void RoundBegan(string work, TimeSpan lag)
    {
        _lag.Record(lag.TotalSeconds, new TagList { { "work", work } });
        var now = clock.GetUtcNow();
        _tallies.AddOrUpdate(
            work, _ => new WorkTally(work, lag, now, 0, 0), (_, tally) => tally with { Lag = lag, LastRoundAt = now });
    }

    public void RoundEnded(string work, TimeSpan duration, int done, int failed)
    {
        _duration.Record(duration.TotalSeconds, new TagList { { "work", work } });
        _items.Add(done - failed, new TagList { { "work", work }, { "outcome", "done" } });
        _items.Add(failed, new TagList { { "work", work }, { "outcome", "failed" } });
        _tallies.AddOrUpdate(
            work, _ => new WorkTally(work, TimeSpan.Zero, clock.GetUtcNow(), done - failed, failed),
            (_, tally) => tally with { Done = tally.Done + done - failed, Failed = tally.Failed + failed });
    }
}
