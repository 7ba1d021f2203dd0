using TasksWeb.Language;

namespace TasksWeb.Tasks.Transfer;

/// <summary>A date of the file that is ambiguous.</summary>
public sealed record DateQuestion(string Found, DateOnly DayFirst, DateOnly MonthFirst);

/// <summary>The dates of one file: all in the same order of day and month, and times as days of the reader.</summary>
internal sealed class DateReader
{
    private readonly ImportNotices _notices;
    private readonly TimeZoneInfo _zone;
    /// <summary>Each spelling is read once.</summary>
    private readonly Dictionary<string, WrittenDate?> _read = new(StringComparer.Ordinal);

    /// <param name="dates">Every date of the file.</param>
    /// <param name="chosen">The order that the person chose; null: the only one in which all of them are dates.</param>
    public DateReader(IEnumerable<string> dates, DayMonthOrder? chosen, TimeZoneInfo zone, ImportNotices notices)
    {
        (_notices, _zone) = (notices, zone);
        var (isDayFirst, isMonthFirst) = (true, true);
        foreach (var text in dates.Where(date => date.Length > 0).Distinct(StringComparer.Ordinal))
        {
            var date = WrittenDate.Read(text);
            _read.Add(text, date);
            isDayFirst &= date is not { DayFirst: null };
            isMonthFirst &= date is not { MonthFirst: null };
            if (date is { DayFirst: { } dayFirst, MonthFirst: { } monthFirst } && dayFirst != monthFirst)
                Question ??= new DateQuestion(text, dayFirst, monthFirst);
        }
        Order = chosen ?? (isDayFirst == isMonthFirst ? null : isDayFirst ? DayMonthOrder.DayFirst : DayMonthOrder.MonthFirst);
        if (Order is not null && chosen is null)
            Question = null;
    }

    public DayMonthOrder? Order { get; }

    /// <summary>What to ask the person; null if the file leaves no doubt.</summary>
    public DateQuestion? Question { get; }

    /// <summary>The day on which a task is due; null, with a notice, if the text is no date.</summary>
    public DateOnly? Day(SourceTask task)
    {
        if (Read(task.Due, task.Place) is not var (date, day))
            return null;
        if (date.Time is { } time && (time != TimeOnly.MinValue || task.MidnightIsTime))
        {
            _notices.Count("TimeOfDay");
            if (date.Offset == TimeSpan.Zero)
                return ReaderClock.DateIn(ZoneOf(task), new DateTimeOffset(day, time, TimeSpan.Zero));
        }
        return day;
    }

    /// <summary>When a task was completed, in UTC unless the text names another offset.</summary>
    public DateTimeOffset? Moment(SourceTask task) => Read(task.Completed, task.Place) is var (date, day)
        ? new DateTimeOffset(day, date.Time ?? TimeOnly.MinValue, date.Offset ?? TimeSpan.Zero)
        : null;

    private (WrittenDate Date, DateOnly Day)? Read(string text, Place place)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var date = _read[text];
        if (date?.Day(Order) is { } day)
            return (date, day);
        _notices.Add(date is not null && Order is null ? "TwoDates" : "Date", place, text);
        return null;
    }

    private TimeZoneInfo ZoneOf(SourceTask task) =>
        task.Zone.Length is > 0 and <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(task.Zone, out var zone) ? zone : _zone;
}
