using System.Globalization;
using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Calendar;

/// <summary>Turns samples into the events of a calendar.</summary>
internal sealed class EventBook(SampleEvents samples, TimeProvider clock)
{
    private const int WeeksAhead = 52;

    public TimeZoneInfo ZoneOf(Account account) => samples.ZoneOf(account);

    /// <summary>
    /// The requested events in order. Canceled events are left out, as Calendar does unless asked.
    /// </summary>
    public IReadOnlyList<EventShape> Find(Account account, EventQuery query)
    {
        var zone = samples.ZoneOf(account);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
        var found = samples.Of(account)
            .SelectMany(
                (sample, number) => sample.Cancelled ? [] : Occurrences(account, sample, number, today, zone, query.SingleEvents))
            .Where(occurrence => query.TimeMin is null || occurrence.End > query.TimeMin)
            .Where(occurrence => query.TimeMax is null || occurrence.Start < query.TimeMax);
        return [.. (query.ByStartTime ? found.OrderBy(occurrence => occurrence.Start) : found).Select(occurrence => occurrence.Event)];
    }

    private static IEnumerable<Occurrence> Occurrences(
        Account account, SampleEvent sample, int number, DateOnly today, TimeZoneInfo zone, bool single)
    {
        var id = SampleEvents.IdOf(account, number);
        var weeks = sample.Weekly && single ? WeeksAhead : 1;
        for (var week = 0; week < weeks; week++)
        {
            var day = today.AddDays(sample.Day + (7 * week));
            var (start, end) = Times(sample, day, zone);
            yield return new Occurrence(start, sample.Weekly && !single ? DateTimeOffset.MaxValue : end, new EventShape
            {
                Id = sample.Weekly && single
                    ? id + start.UtcDateTime.ToString("'_'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)
                    : id,
                HtmlLink = $"https://www.google.com/calendar/event?eid={id}",
                Summary = sample.Title.Length == 0 ? null : sample.Title,
                Location = sample.Location,
                Start = sample.From is null ? MomentShape.Of(day) : MomentShape.Of(start, zone),
                End = sample.From is null ? MomentShape.Of(day.AddDays(sample.AllDays)) : MomentShape.Of(end, zone),
                Recurrence = sample.Weekly && !single ? ["RRULE:FREQ=WEEKLY"] : null,
                RecurringEventId = sample.Weekly && single ? id : null,
            });
        }
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Times(SampleEvent sample, DateOnly day, TimeZoneInfo zone)
    {
        var start = At(day, sample.From ?? TimeOnly.MinValue, zone);
        return (
            start,
            sample.From is null ? At(day.AddDays(sample.AllDays), TimeOnly.MinValue, zone) : start.AddMinutes(sample.Minutes));
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private sealed record Occurrence(DateTimeOffset Start, DateTimeOffset End, EventShape Event);
}
