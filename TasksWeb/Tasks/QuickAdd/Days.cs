namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Calendar arithmetic. Weeks begin on Monday (ISO 8601); null is a day that does not exist.</summary>
internal static class Days
{
    public static DateOnly? Day(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    /// <summary>From today on; 29 February can be eight years away.</summary>
    public static DateOnly? Next(DateOnly today, int month, int day) => Enumerable.Range(today.Year, 9)
        .Select(year => Day(year, month, day))
        .FirstOrDefault(date => date >= today);

    /// <summary>The next day of any month with this number, from today on.</summary>
    public static DateOnly? Next(DateOnly today, int day) => Enumerable.Range(0, 3)
        .Select(months => InMonth(today, months, day))
        .FirstOrDefault(date => date >= today);

    public static DateOnly? Next(DateOnly today, DayOfWeek weekday) => Ahead(today, (weekday - today.DayOfWeek + 7) % 7);

    public static DateOnly? After(DateOnly today, DayOfWeek weekday) => Ahead(today, 1 + (weekday - today.DayOfWeek + 6) % 7);

    public static DateOnly? InWeek(DateOnly today, int weeksAhead, DayOfWeek weekday) =>
        Ahead(today, 7 * weeksAhead + DaysSinceMonday(weekday) - DaysSinceMonday(today.DayOfWeek));

    /// <summary>Saturday, or today if it is Sunday of that weekend.</summary>
    public static DateOnly? Weekend(DateOnly today, int weeksAhead) =>
        weeksAhead == 0 && today.DayOfWeek == DayOfWeek.Sunday ? today : InWeek(today, weeksAhead, DayOfWeek.Saturday);

    public static DateOnly? InMonth(DateOnly today, int monthsAhead, int day) =>
        Ahead(today, 0, monthsAhead) is { } there ? Day(there.Year, there.Month, day) : null;

    public static DateOnly? EndOfMonth(DateOnly today, int monthsAhead) =>
        Ahead(today, 0, monthsAhead) is { } there
            ? Day(there.Year, there.Month, DateTime.DaysInMonth(there.Year, there.Month))
            : null;

    public static DateOnly? EndOfWeek(DateOnly today) => InWeek(today, 0, DayOfWeek.Sunday);

    public static DateOnly? EndOfYear(DateOnly today) => Day(today.Year, 12, 31);

    public static DateOnly? NextYear(DateOnly today) => Day(today.Year + 1, 1, 1);

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

    private static int DaysSinceMonday(DayOfWeek weekday) => ((int)weekday + 6) % 7;
}
