using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Calendar;

/// <summary>One event, as Calendar v3 describes it (<c>calendar#event</c>); only the fields that are shown.</summary>
public sealed record CalendarEvent
{
    public required string Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Summary { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Location { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HtmlLink { get; init; }
    public EventMoment Start { get; init; } = new();

    /// <summary>For an all-day event, the day after its last.</summary>
    public EventMoment End { get; init; } = new();
}

/// <summary>A date for an all-day event, a time for any other.</summary>
public sealed record EventMoment
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? Date { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DateTime { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimeZone { get; init; }
}

/// <summary>A page of events.list.</summary>
internal sealed record CalendarEvents(JsonElement Items, string? NextPageToken);
