using System.Globalization;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Dates in our own files and forms: ISO 8601, always in the Gregorian calendar.</summary>
internal static class PortableDate
{
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Null if it is not a date, or could be two.</summary>
    public static DateOnly? Day(string text) => WrittenDate.Read(text)?.Day(order: null);
}
