using System.Globalization;
using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.QuickAdd;

/// <param name="day">The day that a match means; null if there is no such day.</param>
internal sealed class DateRule(string pattern, Func<DateMatch, DateOnly?> day)
{
    public Regex Pattern { get; } = new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public Func<DateMatch, DateOnly?> Day { get; } = day;

    /// <summary>Where in the line the words count as a date.</summary>
    public DatePosition Position { get; init; } = DatePosition.Anywhere;

    public Writing Writing { get; init; } = Writing.English;

    /// <summary>Whether the next word may follow without a space: 「明日家賃を払う」.</summary>
    public bool CanBeGlued { get; init; }

    /// <summary>Whether the words say more than the day, such as tonight.</summary>
    public bool StaysInTitle { get; init; }
}

internal sealed class DateMatch(Match match, QuickAddContext context)
{
    private const string JapaneseWeekdays = "日月火水木金土";
    private static readonly string[] EnglishWeekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public DateOnly Today => context.Today;

    public bool DayFirst => context.DayFirst;

    public string Text => match.Value;

    /// <summary>Empty if the group did not match.</summary>
    public string this[string group] => match.Groups[group].Value;

    public int Number(string group) => int.Parse(this[group], NumberStyles.None, CultureInfo.InvariantCulture);

    public DayOfWeek? Weekday => this["weekday"] switch
    {
        "" => null,
        [var sign] => (DayOfWeek)JapaneseWeekdays.IndexOf(sign, StringComparison.Ordinal),
        var name => (DayOfWeek)Array.IndexOf(EnglishWeekdays, name[..3]),
    };

    /// <summary>Null if the words name a weekday and the day has another (Friday the 13th).</summary>
    public DateOnly? IfOnWeekday(DateOnly? day) => Weekday is null || day?.DayOfWeek == Weekday ? day : null;

    public DateOnly? FullDate() => IfOnWeekday(Days.Day(Number("year"), Number("month"), Number("day")));

    /// <summary>In the named year, or the next time from today on.</summary>
    public DateOnly? OfYear(int month, int day) => IfOnWeekday(
        this["year"].Length > 0 ? Days.Day(Number("year"), month, day) : Days.Next(Today, month, day));
}

internal enum Writing
{
    English,

    /// <summary>No spaces; a particle may follow.</summary>
    Japanese,

    /// <summary>Digits and signs, in either language.</summary>
    Digits,
}

internal enum DatePosition
{
    Anywhere,

    /// <summary>At the start or end of the line, or announced.</summary>
    StartOrEnd,

    /// <summary>At the end of the line, or announced.</summary>
    End,

    /// <summary>Only announced, as in <c>by the 1st</c>.</summary>
    Announced,
}
