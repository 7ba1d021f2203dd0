using TasksWeb.Language;

namespace TasksWeb.Tasks.Transfer;

/// <summary>A date of the file that is ambiguous, and what it is in each order; null if it is none, or not the file's.</summary>
public sealed record DateQuestion(string Found, DateOnly? DayFirst, DateOnly? MonthFirst, DateOnly? YearFirst = null)
{
    /// <summary>The orders to choose from.</summary>
    public IEnumerable<(DayMonthOrder Order, DateOnly Day)> Choices =>
        new[] { (DayMonthOrder.DayFirst, DayFirst), (DayMonthOrder.MonthFirst, MonthFirst), (DayMonthOrder.YearFirst, YearFirst) }
            .Where(choice => choice.Item2 is not null).Select(choice => (choice.Item1, choice.Item2!.Value));
}

/// <summary>The dates of one file: all in the same order of day and month, and times as days of the reader.</summary>
internal sealed class DateReader
{
    /// <summary>More names than there are zones.</summary>
    private const int MaxZones = 1000;

    private readonly ImportNotices _notices;
    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<string, TimeZoneInfo?> _zones = new(StringComparer.Ordinal);

    /// <summary>Each spelling is read once.</summary>
    private readonly Dictionary<string, WrittenDate?> _read = new(StringComparer.Ordinal);

    /// <param name="dates">Every date of the file.</param>
    /// <param name="chosen">The order that the person chose; null: the only one in which all of them are dates.</param>
    /// <param name="isEastAsian">The file is in a language in which a year of two digits can come first.</param>
    public DateReader(
        IEnumerable<string> dates, DayMonthOrder? chosen, bool isEastAsian, TimeZoneInfo zone, ImportNotices notices)
    {
        (_notices, _zone) = (notices, zone);
        var orders = Enum.GetValues<DayMonthOrder>().ToList();
        foreach (var text in dates.Where(date => date.Length > 0).Distinct(StringComparer.Ordinal))
        {
            var date = WrittenDate.Read(text);
            _read.Add(text, date);
            orders.RemoveAll(order => date is not null && date.In(order) is null);
        }
        if (!isEastAsian && orders.Exists(static order => order != DayMonthOrder.YearFirst))
            LeaveOutYearFirst(orders);
        var ambiguous = _read.Where(read => read.Value is { } date && date.Day(order: null) is null);
        Order = chosen ?? (orders is [var only] ? only : null);
        if (chosen is not null || Order is null)
            Question = ambiguous.Select(one => Ask(one.Key, one.Value!, orders)).FirstOrDefault(question => question is not null);
    }

    public DayMonthOrder? Order { get; }

    /// <summary>What to ask the person; null if the file leaves no doubt.</summary>
    public DateQuestion? Question { get; }

    /// <summary>Elsewhere the year comes last, unless no other order makes dates of all.</summary>
    private void LeaveOutYearFirst(List<DayMonthOrder> orders)
    {
        orders.Remove(DayMonthOrder.YearFirst);
        foreach (var (text, date) in _read.ToList())
            _read[text] = date is null ? null : date with { YearFirst = null };
    }

    /// <summary>What is left to decide; null if a date is the same in all orders that the file can have.</summary>
    private static DateQuestion? Ask(string text, WrittenDate date, List<DayMonthOrder> orders)
    {
        var question = new DateQuestion(
            text, If(DayMonthOrder.DayFirst), If(DayMonthOrder.MonthFirst), If(DayMonthOrder.YearFirst));
        return question.Choices.DistinctBy(choice => choice.Day).Count() > 1 ? question : null;

        DateOnly? If(DayMonthOrder order) => orders.Count == 0 || orders.Contains(order) ? date.In(order) : null;
    }

    /// <summary>The day on which a task is due; null, with a notice, if the text is no date.</summary>
    public DateOnly? Day(SourceTask task)
    {
        if (Read(task.Due, task.Place) is not var (date, day))
            return null;
        if (date.Time is not { } time)
            return day;
        var isMoment = date.Offset == TimeSpan.Zero;
        // Most programs mean a date by midnight in UTC; those that name the zone mean a moment.
        if (time == TimeOnly.MinValue && !task.MidnightIsTime
            && !(isMoment && !task.IsAllDay && task.Zone.Length > 0 && ZoneOf(task) is not null))
            return day;
        _notices.Count("TimeOfDay");
        return isMoment
            ? ReaderClock.DateIn(ZoneOf(task) ?? _zone, new DateTimeOffset(day, time, TimeSpan.Zero))
            : day;
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

    /// <summary>The zone of a task's dates; null if it names none, or none that is known. Each name is looked up once.</summary>
    private TimeZoneInfo? ZoneOf(SourceTask task)
    {
        if (task.Zone.Length == 0)
            return null;
        if (_zones.TryGetValue(task.Zone, out var zone))
            return zone;
        if (_zones.Count < MaxZones)
            _zones.Add(task.Zone, zone = ReaderClock.ZoneNamed(task.Zone));
        if (zone is null)
            _notices.Add("Zone", task.Place, task.Zone);
        return zone;
    }
}
