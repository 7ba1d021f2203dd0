using System.Globalization;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Dates in files: ISO 8601 and similar, always in the Gregorian calendar.</summary>
internal static class PortableDate
{
    private static readonly string[] Days = ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "yyyy-M-d"];
    private static readonly string[] BasicTimes = ["yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmss"];

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A date, or the date of a time; null if it is neither.</summary>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text.Trim(), Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Time(text) is { } time ? DateOnly.FromDateTime(time.DateTime)
        : null;

    /// <summary>UTC unless it names an offset; null if it is not a time.</summary>
    public static DateTimeOffset? Time(string text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (text.Length < 10 || !char.IsAsciiDigit(text[0]))
            return null;
        return DateTimeOffset.TryParseExact(text, BasicTimes, CultureInfo.InvariantCulture, Styles, out var basic) ? basic
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var time) ? time
            : null;
    }

    /// <summary>A cell or value of a file; null if it is empty.</summary>
    /// <exception cref="TransferException"><c>Date</c>: it is not a date.</exception>
    public static DateOnly? ReadDay(string? text, int line) =>
        string.IsNullOrEmpty(text) ? null : Day(text) ?? throw new TransferException("Date", line, text);

    /// <inheritdoc cref="ReadDay"/>
    public static DateTimeOffset? ReadTime(string? text, int line) =>
        string.IsNullOrEmpty(text) ? null : Time(text) ?? throw new TransferException("Date", line, text);
}
