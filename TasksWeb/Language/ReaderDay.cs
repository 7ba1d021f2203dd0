
namespace TasksWeb.Language;

/// <summary>The reader's zone, and what day it is there.</summary>
public sealed record ReaderDay(TimeZoneInfo Zone, DateOnly Today)
{
    public static ReaderDay Of(HttpRequest request, TimeProvider clock)
    {
        var zone = ReaderClock.Zone(request, clock);
        return new ReaderDay(zone, ReaderClock.Today(clock, zone));
    }

    /// <summary>The reader's date at a moment.</summary>
    public DateOnly DateOf(DateTimeOffset moment) => ReaderClock.DateIn(Zone, moment);
}
