using System.Text.Json.Serialization;

namespace TasksWeb.Health;

/// <summary>Fitbit's heart rate time series.</summary>
public sealed record FitbitHeartRate
{
    [JsonPropertyName("activities-heart")]
    public IReadOnlyList<FitbitDay> Days { get; init; } = [];

    /// <summary>The minutes of one day; only for applications of the kind "Personal".</summary>
    [JsonPropertyName("activities-heart-intraday")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FitbitIntraday? Intraday { get; init; }
}

/// <summary>One day.</summary>
public sealed record FitbitDay
{
    /// <summary>A date, for example <c>2024-03-09</c>.</summary>
    public string DateTime { get; init; } = "";
    public FitbitDayValue Value { get; init; } = new();
}

/// <summary>The measurements of a day.</summary>
public sealed record FitbitDayValue
{
    public IReadOnlyList<FitbitZone> CustomHeartRateZones { get; init; } = [];
    public IReadOnlyList<FitbitZone> HeartRateZones { get; init; } = [];

    /// <summary>Null when it is not known yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RestingHeartRate { get; init; }
}

/// <summary>The time spent in one heart rate zone.</summary>
public sealed record FitbitZone
{
    public string Name { get; init; } = "";
    public int Min { get; init; }
    public int Max { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Minutes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CaloriesOut { get; init; }
}

/// <summary>Measurements in a day.</summary>
public sealed record FitbitIntraday
{
    public IReadOnlyList<FitbitMinute> Dataset { get; init; } = [];
    public int DatasetInterval { get; init; }
    public string DatasetType { get; init; } = "";
}

/// <summary>One measurement.</summary>
public sealed record FitbitMinute
{
    /// <summary>By the person's own clock, for example <c>07:31:00</c>.</summary>
    public string Time { get; init; } = "";
    public int Value { get; init; }
}
