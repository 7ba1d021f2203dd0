namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// The steps of a calendar that words speak of. Weeks begin on Monday (ISO 8601); null is a day that does not exist.
/// </summary>
internal static class Days
{
    public static DateOnly? Day(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    /// <summary>The first such day from today on: 29 February can be years away.</summary>
    public static DateOnly? Coming(DateOnly today, int month, int day) => Enumerable.Range(today.Year, 9)
        .Select(year => Day(year, month, day))
        .FirstOrDefault(date => date >= today);

    /// <summary>The first day of a month with this number from today on.</summary>
    public static DateOnly? Coming(DateOnly today, int day) => Enumerable.Range(0, 3)
        .Select(months => InMonth(today, months, day))
        .FirstOrDefault(date => date >= today);

    public static DateOnly? InMonth(DateOnly today, int monthsAhead, int day) =>
        Ahead(today.AddDays(1 - today.Day), 0, monthsAhead) is { } first ? Day(first.Year, first.Month, day) : null;

    /// <summary>The first such weekday after today; today's own name means in a week.</summary>
    public static DateOnly? After(DateOnly today, DayOfWeek weekday) =>
        Ahead(today, 1 + ((int)weekday - (int)today.DayOfWeek + 6) % 7);

    /// <summary>The first such weekday from today on.</summary>
    public static DateOnly? From(DateOnly today, DayOfWeek weekday) =>
        Ahead(today, ((int)weekday - (int)today.DayOfWeek + 7) % 7);

    /// <summary>That weekday of the week which is so many weeks ahead.</summary>
    public static DateOnly? InWeek(DateOnly today, int weeksAhead, DayOfWeek weekday) =>
        Ahead(today, 7 * weeksAhead + SinceMonday(weekday) - SinceMonday(today.DayOfWeek));

    /// <summary>Saturday, or today if it is in the weekend that is meant.</summary>
    public static DateOnly? Weekend(DateOnly today, int weeksAhead) =>
        weeksAhead == 0 && today.DayOfWeek == DayOfWeek.Sunday ? today : InWeek(today, weeksAhead, DayOfWeek.Saturday);

    public static DateOnly? EndOfMonth(DateOnly today, int monthsAhead) =>
        Ahead(today.AddDays(1 - today.Day), 0, monthsAhead) is { } first
            ? first.AddDays(DateTime.DaysInMonth(first.Year, first.Month) - 1)
            : null;

    /// <summary>So many days and months ahead; null beyond the calendar's end.</summary>
    public static DateOnly? Ahead(DateOnly today, long days, int months = 0)
    {
        var month = (long)today.Year * 12 + today.Month - 1 + months;
        if (month / 12 > 9999)
            return null;
        var moved = today.AddMonths(months);
        return moved.DayNumber + days is var number && number >= 0 && number <= DateOnly.MaxValue.DayNumber
            ? moved.AddDays((int)days)
            : null;
    }

    private static int SinceMonday(DayOfWeek weekday) => ((int)weekday + 6) % 7;
}
