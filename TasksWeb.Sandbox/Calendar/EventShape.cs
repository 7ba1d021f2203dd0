using System.Globalization;

namespace TasksWeb.Sandbox.Calendar;

/// <summary>One event as Calendar v3 sends it (<c>calendar#event</c>).</summary>
internal sealed record EventShape
{
    public string Kind { get; } = "calendar#event";

    public required string Id { get; init; }

    public string Status { get; } = "confirmed";

    public required string HtmlLink { get; init; }

    /// <summary>Left out, as Calendar does, when it has no title.</summary>
    public string? Summary { get; init; }

    public string? Location { get; init; }

    public required MomentShape Start { get; init; }

    public required MomentShape End { get; init; }

    public IReadOnlyList<string>? Recurrence { get; init; }

    public string? RecurringEventId { get; init; }
}

/// <summary>A date for all-day events (the end is the day after), a time for the others.</summary>
internal sealed record MomentShape(string? Date, string? DateTime, string? TimeZone)
{
    public static MomentShape Of(DateOnly day) => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null, null);

    public static MomentShape Of(DateTimeOffset time, TimeZoneInfo zone) =>
        new(
            null, TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            zone.Id);
}
