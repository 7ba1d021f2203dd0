using System.Globalization;
using System.Text.Json.Nodes;
using TasksWeb.Sandbox.Health;

namespace TasksWeb.Sandbox.Fitbit;

/// <summary>Days of heart rate as Fitbit writes them.</summary>
internal static class FitbitHeart
{
    private static readonly (string Name, int Min, int Max)[] Zones =
        [("Out of Range", 30, 98), ("Fat Burn", 98, 137), ("Cardio", 137, 166), ("Peak", 166, 220)];

    public static JsonObject Series(IReadOnlyList<HeartDay> days, bool withMinutes)
    {
        var answer = new JsonObject { ["activities-heart"] = new JsonArray([.. days.Select(Day)]) };
        if (withMinutes)
        {
            answer["activities-heart-intraday"] = new JsonObject
            {
                ["dataset"] = new JsonArray([.. days[^1].Minutes.Select(Minute)]),
                ["datasetInterval"] = 1,
                ["datasetType"] = "minute",
            };
        }

        return answer;
    }

    private static JsonObject Day(HeartDay day)
    {
        var value = new JsonObject
        {
            ["customHeartRateZones"] = new JsonArray(),
            ["heartRateZones"] = new JsonArray([.. Zones.Select(zone => Zone(zone, day.MinutesBetween(zone.Min, zone.Max)))]),
        };
        // Missing on days that have only begun, or when nothing was worn.
        if (day.Resting is { } resting)
        {
            value["restingHeartRate"] = resting;
        }

        return new JsonObject { ["dateTime"] = day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["value"] = value };
    }

    private static JsonObject Zone((string Name, int Min, int Max) zone, int minutes) => new JsonObject
    {
        ["caloriesOut"] = Math.Round(minutes * zone.Min * 0.024, 2),
        ["max"] = zone.Max,
        ["min"] = zone.Min,
        ["minutes"] = minutes,
        ["name"] = zone.Name,
    };

    private static JsonObject Minute(HeartMinute minute) => new JsonObject
    {
        ["time"] = TimeOnly.FromDateTime(minute.At.UtcDateTime).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        ["value"] = minute.Beats,
    };
}
