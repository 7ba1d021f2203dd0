using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Times of day and recurrences: recognized, but kept in the title, because Google's API stores neither.</summary>
internal static class UnsupportedPhrases
{
    private static readonly (Regex Pattern, RemarkKind Kind)[] Phrases =
    [
        (Pattern(
            @"\b(?:every|each)\s+(?:(?:other|second|[0-9]{1,3})\s+)?(?:(?<today>day|morning|evening|night)"
            + "|week|weekday|weekend|month|year"
            + "|(?<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun))s?"
            + @"\b|\b(?:(?<today>daily)|weekly|biweekly|fortnightly|monthly|yearly|annually)\s*$"), RemarkKind.Recurrence),
        (Pattern(
            "(?:(?<today>毎[日朝晩])|毎[週月年])(?:の?(?<weekday>[月火水木金土日])曜日?)?|隔週(?:の?(?<weekday>[月火水木金土日])曜日?)?"
            + "|[0-9]{1,3}(?:日|週間)(?:おき|ごと)"), RemarkKind.Recurrence),
        (Pattern(
            @"\b(?:at\s+)?(?:0?[1-9]|1[0-2])(?:[:.][0-5][0-9])?\s?(?:am|pm|a\.m\.|p\.m\.)(?:\b|$|\s)"
            + @"|\b(?:at\s+)?(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\b"
            + @"|\bat\s+(?:noon|midnight)\b|\bat\s+(?:[01]?[0-9]|2[0-3])\s*$|\b(?:at\s+)?[0-9]{1,2}\s?o'clock\b"
            + @"|\bin\s+the\s+(?:morning|afternoon|evening)\b"), RemarkKind.Time),
        (Pattern(
            "(?:(?:午前|午後|朝|夜|昼|夕方)の?)?(?:[01]?[0-9]|2[0-4])時(?:半|[0-5]?[0-9]分)?|正午"),
            RemarkKind.Time),
    ];

    private static readonly Regex TimeAfterDate = Pattern(
        @"^(?:\s+(?<time>morning|afternoon|evening|night)\b|(?<time>朝|昼|夜|晩|夕方|午前|午後))");

    /// <returns>First: the first day of a recurrence on every day or on a weekday.</returns>
    public static IEnumerable<(Span Span, RemarkKind Kind, DateOnly? First)> Read(Line line, QuickAddContext context)
    {
        foreach (var (pattern, kind) in Phrases)
        {
            for (var match = pattern.Match(line.Folded); match.Success; match = match.NextMatch())
            {
                var span = new Span(match.Index, match.Index + match.Length);
                // 3時間 is a duration.
                if (!line.IsFree(span) || (span.End < line.Folded.Length && line.Folded[span.End] == '間'))
                    continue;
                line.Take(span);
                yield return (span, kind, kind == RemarkKind.Recurrence ? First(new DateMatch(match, context)) : null);
            }
        }
    }

    private static DateOnly? First(DateMatch match) => match.Weekday is { } weekday ? Days.Next(match.Today, weekday)
        : match["today"].Length > 0 ? match.Today
        : null;

    /// <summary>The time of day that follows a date: tomorrow morning, 明日の朝.</summary>
    public static Span? After(Line line, Span date)
    {
        var match = TimeAfterDate.Match(line.Folded[date.End..]);
        return match.Success ? new Span(date.End + match.Groups["time"].Index, date.End + match.Length) : null;
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
