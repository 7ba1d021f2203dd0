using System.Diagnostics;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;

namespace TasksWeb.Storage;

/// <summary>The instruments <c>tasksweb.work.*</c> of scheduled workers.</summary>
public sealed class WorkerMetrics(IMeterFactory meters)
{
    private readonly Histogram<double> _duration = meters.Create(AppMeter.Name).CreateHistogram<double>(
        "tasksweb.work.duration", "s", "Rounds of periodic work, by work.");

    private readonly Counter<long> _items = meters.Create(AppMeter.Name).CreateCounter<long>(
        "tasksweb.work.items", "{item}", "What periodic work has done, by work and outcome.");

    private readonly Gauge<double> _lag = meters.Create(AppMeter.Name).CreateGauge<double>(
        "tasksweb.work.lag", "s", "How long the oldest due thing had been due when the last round began, by work.");

    public void RoundBegan(string work, TimeSpan lag) => _lag.Record(lag.TotalSeconds, new TagList { { "work", work } });

    public void RoundEnded(string work, TimeSpan duration, int done, int failed)
    {
        _duration.Record(duration.TotalSeconds, new TagList { { "work", work } });
        _items.Add(done - failed, new TagList { { "work", work }, { "outcome", "done" } });
        _items.Add(failed, new TagList { { "work", work }, { "outcome", "failed" } });
    }
}
