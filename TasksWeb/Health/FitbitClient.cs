using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Health;

/// <summary>
/// Fitbit Web API (legacy, https://dev.fitbit.com/build/reference/web-api/heartrate-timeseries/), for one grant a call. Fitbit's
/// own servers have answered 410 since November 2026.
/// </summary>
public sealed class FitbitClient(ProviderClient http)
{
    /// <summary>The connector whose grants these calls are made for.</summary>
    public const string Connector = "fitbit";

    /// <param name="date"><c>today</c>, or a date as <c>yyyy-MM-dd</c>: the last day that is shown.</param>
    /// <param name="period"><c>1d</c>, <c>7d</c>, <c>30d</c>, <c>1w</c> or <c>1m</c>.</param>
    public Task<FitbitHeartRate> HeartRateAsync(
        GrantKey grant, string date, string period, CancellationToken cancellationToken) =>
        http.ReadAsync(
            grant, $"1/user/-/activities/heart/date/{Uri.EscapeDataString(date)}/{Uri.EscapeDataString(period)}.json",
            HealthJson.Default.FitbitHeartRate, cancellationToken);
}
