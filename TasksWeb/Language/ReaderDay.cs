using TasksWeb.GoogleTasks;

namespace TasksWeb.Language;

/// <summary>The reader's zone, and what day it is there.</summary>
public sealed record ReaderDay(TimeZoneInfo Zone, DateOnly Today)
{
    public static ReaderDay Of(HttpRequest request, TimeProvider clock)
    {
        var zone = ReaderClock.Zone(request, clock);
        return new ReaderDay(zone, ReaderClock.Today(clock, zone));
    }

    /// <summary>A date only: Google sends it as midnight UTC, and no zone may move it.</summary>
    public static DateOnly? DueOf(TaskItem task) => task.Due is { } due ? DateOnly.FromDateTime(due.UtcDateTime) : null;

    public DateOnly? CompletedOn(TaskItem task) => task.Completed is { } moment ? ReaderClock.DateIn(Zone, moment) : null;
}
