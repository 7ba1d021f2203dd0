using System.Globalization;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Whether the browser's preferred language writes the day before the month.</summary>
public static class DateOrder
{
    public static bool IsDayFirst(HttpRequest request)
    {
        var first = request.GetTypedHeaders().AcceptLanguage.MaxBy(language => language.Quality ?? 1)?.Value.ToString();
        try
        {
            var pattern = CultureInfo.GetCultureInfo(first ?? "", predefinedOnly: true).DateTimeFormat.ShortDatePattern;
            return first is not null and not "*"
                && pattern.IndexOf('d', StringComparison.Ordinal) < pattern.IndexOf('M', StringComparison.Ordinal);
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
