using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Health;

/// <summary>
/// <c>users.dataTypes.dataPoints.list</c> of Google Health v4 for heart rate, one sample every five minutes, the newest first. Of
/// <c>filter</c> it understands bounds of <c>heart_rate.sample_time.physical_time</c>.
/// </summary>
internal sealed partial class DataPointsEndpoint(BearerGate bearer, HeartRhythm rhythm, TimeProvider clock)
{
    public const string HeartRatePath = "/v4/users/me/dataTypes/heart-rate/dataPoints";

    private const int UsualPage = 100;
    private const int LargestPage = 10_000;
    private const int EveryMinutes = 5;
    private const int MostDays = 31;

    private readonly ScopedGate _gate = new(bearer, Scopes.HealthMetricsReadOnly);

    public void Map(IEndpointRouteBuilder app) => app.MapGet(HeartRatePath, ListAsync);

    private async Task ListAsync(HttpContext context)
    {
        if (await _gate.EnterAsync(context) is not { } account)
        {
            return;
        }

        try
        {
            var (from, to) = Bounds(context.Request.Query["filter"].ToString());
            var (page, next) = Paging.Read(context.Request.Query, UsualPage, LargestPage, "pageSize")
                .Take(Samples(account, from, to), sample => Write(sample.At));
            var answer = new JsonObject { ["dataPoints"] = new JsonArray([.. page.Select(sample => Point(account, sample))]) };
            if (next is not null)
            {
                answer["nextPageToken"] = next;
            }

            await Answer.JsonAsync(context, StatusCodes.Status200OK, answer);
        }
        catch (FormatException invalid)
        {
            await GoogleError.InvalidAsync(context, invalid.Message);
        }
    }

    private List<HeartMinute> Samples(Account account, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.UtcDateTime));
        return [.. Enumerable.Range(0, Math.Clamp(last.DayNumber - first.DayNumber, 0, MostDays) + 1)
            .SelectMany(back => rhythm.On(account, last.AddDays(-back)).Minutes.Reverse())
            .Where(sample => sample.At >= from && sample.At < to && sample.At.Minute % EveryMinutes == 0)];
    }

    private (DateTimeOffset From, DateTimeOffset To) Bounds(string filter)
    {
        var now = clock.GetUtcNow();
        var (from, to) = (now.AddDays(-MostDays), now);
        foreach (var condition in filter.Split(" AND ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Condition().Match(condition) is not { Success: true } match
                || !DateTimeOffset.TryParse(match.Groups["time"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                throw new FormatException("Invalid filter expression.");
            }

            if (match.Groups["operator"].Value == ">=")
            {
                from = time;
            }
            else
            {
                to = time;
            }
        }

        return (from, to);
    }

    /// <summary>Whole numbers of 64 bits travel as strings.</summary>
    private static JsonObject Point(Account account, HeartMinute sample) => new JsonObject
    {
        ["name"] = $"users/{account.Subject}/dataTypes/heart-rate/dataPoints/{sample.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}",
        ["dataSource"] = new JsonObject { ["recordingMethod"] = "PASSIVELY_MEASURED", ["platform"] = "FITBIT" },
        ["heartRate"] = new JsonObject
        {
            ["sampleTime"] = new JsonObject { ["physicalTime"] = Write(sample.At), ["utcOffset"] = "0s" },
            ["beatsPerMinute"] = sample.Beats.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "\\Aheart_rate\\.sample_time\\.physical_time (?<operator>>=|<) \"(?<time>[^\"]{1,40})\"\\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Condition();
}
