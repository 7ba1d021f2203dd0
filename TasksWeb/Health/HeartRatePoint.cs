using System.Text.Json.Serialization;

namespace TasksWeb.Health;

/// <summary>One data point of the type <c>heart-rate</c>, as Google Health v4 describes it.</summary>
public sealed record HeartRatePoint
{
    public HeartRateSample HeartRate { get; init; } = new();
}

/// <summary>The heart rate at one moment.</summary>
public sealed record HeartRateSample
{
    /// <summary>1 to 300. A whole number of 64 bits, which Google's JSON writes as a string.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long BeatsPerMinute { get; init; }
    public SampleTime SampleTime { get; init; } = new();
}

/// <summary>When it was measured.</summary>
public sealed record SampleTime
{
    public DateTimeOffset PhysicalTime { get; init; }

    /// <summary>The person's offset from UTC there and then, for example <c>32400s</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UtcOffset { get; init; }
}

/// <summary>A page of dataPoints.list.</summary>
internal sealed record HeartRatePoints(IReadOnlyList<HeartRatePoint>? DataPoints, string? NextPageToken);
