using System.Globalization;
using Microsoft.Extensions.Localization;
using TasksWeb.Calendar;
using TasksWeb.Language;
using TasksWeb.Resources;

namespace TasksWeb.Overview;

/// <summary>Times in the reader's time zone and language.</summary>
public sealed class ReaderMoments(ReaderDay day, IStringLocalizer<Strings> strings)
{
    /// <summary>The time today, the date on other days.</summary>
    public string Say(DateTimeOffset at) =>
        ReaderClock.DateIn(day.Zone, at) is var date && date == day.Today ? Time(at) : Date(date);

    /// <summary>From when to when an event lasts.</summary>
    public string Say(CalendarEvent shown)
    {
        if (shown.Start.Date is { } first)
        {
            // The end is the day after; some events have none.
            var last = shown.End.Date is { } after && after > first ? after.AddDays(-1) : first;
            return strings["Overview.Events.AllDay", last == first ? Day(first) : $"{Day(first)} – {Day(last)}"];
        }
        if (shown.Start.DateTime is not { } start)
            return "";
        var from = $"{Day(ReaderClock.DateIn(day.Zone, start))} {Time(start)}";
        if (shown.End.DateTime is not { } end)
            return from;
        var isSameDay = ReaderClock.DateIn(day.Zone, start) == ReaderClock.DateIn(day.Zone, end);
        return $"{from} – {(isSameDay ? "" : Day(ReaderClock.DateIn(day.Zone, end)) + " ")}{Time(end)}";
    }

    private string Day(DateOnly date) => date == day.Today ? strings["Overview.Today"] : Date(date);

    private string Date(DateOnly date) =>
        date.ToString(
            strings[Math.Abs(date.DayNumber - day.Today.DayNumber) < 180 ? "Date.Near" : "Date.Far"], CultureInfo.CurrentCulture);

    private string Time(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, day.Zone).ToString(strings["Date.Time"], CultureInfo.CurrentCulture);
}
