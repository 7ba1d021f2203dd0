using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// Times of day and repetitions: understood, left in the title, and said to be lost on Google's API, which keeps neither.
/// </summary>
internal static partial class UnsupportedPhrases
{
    public static IEnumerable<(Span Span, RemarkKind Kind)> Read(Line line)
    {
        foreach (var (pattern, kind) in new[]
        {
            (EnglishRecurrence(), RemarkKind.Recurrence), (JapaneseRecurrence(), RemarkKind.Recurrence),
            (EnglishTime(), RemarkKind.Time), (JapaneseTime(), RemarkKind.Time),
        })
        {
            for (var match = pattern.Match(line.Folded); match.Success; match = match.NextMatch())
            {
                var span = new Span(match.Index, match.Index + match.Length);
                // 3時間 lasts three hours; it is no time of day.
                if (!line.IsFree(span) || (span.End < line.Folded.Length && line.Folded[span.End] == '間'))
                    continue;
                line.Take(span);
                yield return (span, kind);
            }
        }
    }

    /// <summary>The time of day that follows a date: tomorrow morning, 明日の朝.</summary>
    public static Span? After(Line line, Span date)
    {
        var match = TimeAfterDate().Match(line.Folded[date.End..]);
        return match.Success ? new Span(date.End + match.Groups["time"].Index, date.End + match.Index + match.Length) : null;
    }

    [GeneratedRegex(
        @"\b(?:every|each)\s+(?:(?:other|second|[0-9]{1,3})\s+)?(?:day|week|weekday|weekend|month|year|morning|evening|night|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)s?\b"
        + @"|\b(?:daily|weekly|biweekly|fortnightly|monthly|yearly|annually)\s*$",
        RegexOptions.NonBacktracking)]
    private static partial Regex EnglishRecurrence();

    [GeneratedRegex(
        "毎(?:日|朝|晩|週|月|年)(?:の?[月火水木金土日]曜日?)?|隔週(?:の?[月火水木金土日]曜日?)?|[0-9]{1,3}(?:日|週間)(?:おき|ごと)", RegexOptions.NonBacktracking)]
    private static partial Regex JapaneseRecurrence();

    [GeneratedRegex(
        @"\b(?:at\s+)?(?:0?[1-9]|1[0-2])(?:[:.][0-5][0-9])?\s?(?:am|pm|a\.m\.|p\.m\.)(?:\b|$|\s)|\b(?:at\s+)?(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\b"
        + @"|\bat\s+(?:noon|midnight)\b|\bat\s+(?:[01]?[0-9]|2[0-3])\s*$|\b(?:at\s+)?[0-9]{1,2}\s?o'clock\b|\bin\s+the\s+(?:morning|afternoon|evening)\b",
        RegexOptions.NonBacktracking)]
    private static partial Regex EnglishTime();

    [GeneratedRegex("(?:(?:午前|午後|朝|夜|昼|夕方)の?)?(?:[01]?[0-9]|2[0-4])時(?:半|[0-5]?[0-9]分)?|正午", RegexOptions.NonBacktracking)]
    private static partial Regex JapaneseTime();

    [GeneratedRegex(
        @"^(?:\s+(?<time>morning|afternoon|evening|night)\b|(?<time>朝|昼|夜|晩|夕方|午前|午後))", RegexOptions.NonBacktracking)]
    private static partial Regex TimeAfterDate();
}
