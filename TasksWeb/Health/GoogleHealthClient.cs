using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Health;

/// <summary>Google Health API v4 (https://developers.google.com/health/reference/rest/v4), for one grant a call.</summary>
public sealed class GoogleHealthClient(ProviderClient http)
{
    /// <summary>The connector whose grants these calls are made for.</summary>
    public const string Connector = "google_health";

    /// <summary>The longest period that is read at once.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private const int PageSize = 10_000;
    private const int MostPoints = 200_000;

    /// <summary>What was measured from one moment until before another, in the order of time.</summary>
    public async Task<IReadOnlyList<HeartRatePoint>> HeartRateAsync(
        GrantKey grant, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        const string Time = "heart_rate.sample_time.physical_time";
        var points = await ProviderClient.TakeAsync(grant, MostPoints, async page =>
        {
            var query = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["pageSize"] = PageSize.ToString(CultureInfo.InvariantCulture),
                ["filter"] = $"{Time} >= \"{Write(from)}\" AND {Time} < \"{Write(to)}\"",
                ["pageToken"] = page,
            };
            var path = QueryHelpers.AddQueryString("v4/users/me/dataTypes/heart-rate/dataPoints", query);
            var found = await http.ReadAsync(grant, path, HealthJson.Default.HeartRatePoints, cancellationToken);
            return (found.DataPoints, found.NextPageToken);
        });
        // A point without a time is left out.
        return [.. points
            .Where(point => point.HeartRate.SampleTime.PhysicalTime != default)
            .OrderBy(point => point.HeartRate.SampleTime.PhysicalTime)];
    }

    private static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
