using System.Diagnostics;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;

namespace TasksWeb.Tokens;

/// <summary>The instruments of exchanges and of the grants that end.</summary>
public sealed class TokenMetrics(IMeterFactory meters)
{
    private readonly Histogram<double> _exchangeDuration = meters.Create(AppMeter.Name).CreateHistogram<double>(
        "tasksweb.exchange.duration", "s", "Exchanges at token endpoints, by provider, grant type and outcome.");

    private readonly Counter<long> _ended = meters.Create(AppMeter.Name).CreateCounter<long>(
        "tasksweb.grants.ended", "{grant}", "Grants that died, by connector and reason.");

    /// <param name="grantType"><c>authorization_code</c> or <c>refresh_token</c>.</param>
    public void Exchanged(string provider, string grantType, string outcome, TimeSpan duration) => _exchangeDuration.Record(
        duration.TotalSeconds, new TagList { { "provider", provider }, { "grant_type", grantType }, { "outcome", outcome } });

    public void GrantEnded(string connector, string reason) =>
        _ended.Add(1, new TagList { { "connector", connector }, { "reason", reason } });
}
