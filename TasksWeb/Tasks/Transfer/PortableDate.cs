using System.Globalization;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Dates as files write them; always the Gregorian calendar, whatever the reader's culture.</summary>
internal static class PortableDate
{
    private static readonly string[] Days = ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "yyyy-M-d"];

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A day, or the day that a moment begins with: Google writes a due date as midnight UTC.</summary>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text.Trim(), Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Moment(text) is { } moment ? DateOnly.FromDateTime(moment.DateTime)
        : null;

    public static DateTimeOffset? Moment(string text) =>
        text.Length >= 10 && char.IsAsciiDigit(text[0])
        && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var moment)
            ? moment
            : null;
}
