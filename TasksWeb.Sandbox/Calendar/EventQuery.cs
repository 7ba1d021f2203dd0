using System.Globalization;

namespace TasksWeb.Sandbox.Calendar;

/// <summary>The parameters of events.list that are understood, beside those of paging.</summary>
internal sealed record EventQuery(DateTimeOffset? TimeMin, DateTimeOffset? TimeMax, bool SingleEvents, bool ByStartTime)
{
    /// <exception cref="FormatException">The message says which parameter.</exception>
    public static EventQuery Read(IQueryCollection query)
    {
        var single = query["singleEvents"].ToString() switch
        {
            "" or "false" => false,
            "true" => true,
            _ => throw new FormatException("Invalid value for singleEvents: not a boolean."),
        };
        var byStartTime = query["orderBy"].ToString() switch
        {
            "" => false,
            "startTime" when single => true,
            "startTime" => throw new FormatException("The requested ordering is not available for the particular query."),
            "updated" => false,
            _ => throw new FormatException("Invalid value for orderBy."),
        };
        var (min, max) = (Time(query, "timeMin"), Time(query, "timeMax"));
        return max <= min
            ? throw new FormatException("The specified time range is empty.")
            : new EventQuery(min, max, single, byStartTime);
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        // RFC 3339 with an offset, which is what people forget to encode: a plus becomes a space.
        return text.Contains('T', StringComparison.Ordinal) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time
                : throw new FormatException($"Invalid value for {name}: not an RFC 3339 timestamp.");
    }
}
