using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TasksWeb.Foundation;

/// <summary>The app's instruments, on one meter. Tags name providers, connectors and kinds of work, never a person.</summary>
public static class Metrics
{
    public const string MeterName = "TasksWeb";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> ExchangeDuration = Meter.CreateHistogram<double>(
        "tasksweb.exchange.duration", "s", "Exchanges at token endpoints, by provider, grant type and outcome.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "tasksweb.grants.ended", "{grant}", "Grants that died, by connector and reason.");

    private static readonly Histogram<double> RoundDuration = Meter.CreateHistogram<double>(
        "tasksweb.work.duration", "s", "Rounds of periodic work, by work.");

    private static readonly Counter<long> Worked = Meter.CreateCounter<long>(
        "tasksweb.work.items", "{item}", "What periodic work has done, by work and outcome.");

    private static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "tasksweb.work.lag", "s", "How long the oldest due thing had been due when the last round began, by work.");

    public static void Exchanged(string provider, string grantType, string outcome, TimeSpan took) => ExchangeDuration.Record(
        took.TotalSeconds, new TagList { { "provider", provider }, { "grant_type", grantType }, { "outcome", outcome } });

    public static void GrantEnded(string connector, string reason) =>
        Ended.Add(1, new TagList { { "connector", connector }, { "reason", reason } });

    public static void RoundEnded(string work, TimeSpan took, int done, int failed)
    {
        RoundDuration.Record(took.TotalSeconds, new TagList { { "work", work } });
        Worked.Add(done - failed, new TagList { { "work", work }, { "outcome", "done" } });
        Worked.Add(failed, new TagList { { "work", work }, { "outcome", "failed" } });
    }

    public static void RoundBegan(string work, TimeSpan lag) => Lag.Record(lag.TotalSeconds, new TagList { { "work", work } });
}
