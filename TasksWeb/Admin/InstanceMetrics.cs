using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;

namespace TasksWeb.Admin;

/// <summary>Exchanges of one provider with one outcome, since this instance started.</summary>
public sealed record ExchangeTally(string Provider, string Outcome, long Count, DateTimeOffset LastAt);

/// <summary>Periodic work, since this instance started.</summary>
/// <param name="Lag">How long the oldest due thing had been due when the last round began.</param>
public sealed record WorkTally(string Work, TimeSpan Lag, DateTimeOffset LastRoundAt, long Done, long Failed);

/// <summary>Listens to the instruments of this process, so that an installation without a collector shows them too.</summary>
public sealed class InstanceMetrics : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<(string Provider, string Outcome), ExchangeTally> _exchanges = new();
    private readonly ConcurrentDictionary<string, WorkTally> _work = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _clock;

    public InstanceMetrics(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == AppMeter.Name && ReferenceEquals(instrument.Meter.Scope, meters)
                && instrument.Name is "tasksweb.exchange.duration" or "tasksweb.work.lag" or "tasksweb.work.items")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>(OnMeasured);
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, state) => OnMeasured(instrument, value, tags, state));
    }

    public IReadOnlyList<ExchangeTally> Exchanges =>
        [.. _exchanges.Values.OrderBy(tally => tally.Outcome, StringComparer.Ordinal)];

    public IReadOnlyList<WorkTally> Work => [.. _work.Values.OrderBy(tally => tally.Work, StringComparer.Ordinal)];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private void OnMeasured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var now = _clock.GetUtcNow();
        if (instrument.Name == "tasksweb.exchange.duration")
        {
            var (provider, outcome) = (TagOf(tags, "provider"), TagOf(tags, "outcome"));
            _exchanges.AddOrUpdate(
                (provider, outcome), _ => new ExchangeTally(provider, outcome, 1, now),
                (_, tally) => tally with { Count = tally.Count + 1, LastAt = now });
            return;
        }
        var (name, isLag, isFailed) =
            (TagOf(tags, "work"), instrument.Name == "tasksweb.work.lag", TagOf(tags, "outcome") == "failed");
        _work.AddOrUpdate(
            name, _ => Add(new WorkTally(name, TimeSpan.Zero, now, 0, 0)), (_, tally) => Add(tally));

        WorkTally Add(WorkTally tally) => isLag ? tally with { Lag = TimeSpan.FromSeconds(value), LastRoundAt = now }
            : isFailed ? tally with { Failed = tally.Failed + (long)value }
            : tally with { Done = tally.Done + (long)value };
    }

    private static string TagOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value as string ?? "";
        }
        return "";
    }
}
