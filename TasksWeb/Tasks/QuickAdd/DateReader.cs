namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// Finds the date of a line. An announced one (by friday, 金曜までに) is preferred, then one that counts anywhere, then a
/// weekday at the start or end; of equal ones the last.
/// </summary>
internal static class DateReader
{
    private static readonly DateRule[] Rules = [.. EnglishDates.Rules, .. JapaneseDates.Rules];
    private static readonly string[] Announcements = ["on", "by", "due", "until", "till", "for", "before", "due:"];

    /// <summary>Words before a day that is past, or that a period begins with.</summary>
    private static readonly string[] Exclusions = ["last", "past", "since", "after", "from", "every", "each"];

    /// <summary>Words before a weekday that is a noun: the sun, my monday.</summary>
    private static readonly string[] Determiners = ["the", "a", "an", "my", "our", "your", "his", "her", "their"];

    /// <param name="Whole">With what announces it, and a particle after it.</param>
    /// <param name="Words">Without them.</param>
    public sealed record Found(Span Whole, Span Words, DateOnly Day, int Certainty, bool StaysInTitle);

    /// <param name="Whole">With what announces the words before, and a particle after.</param>
    private readonly record struct Context(Span Whole, bool IsAnnounced, bool HasDeterminer);

    public static Found? Read(Line line, QuickAddContext context)
    {
        var found = new List<Found>();
        foreach (var rule in Rules)
        {
            for (var match = rule.Pattern.Match(line.Folded); match.Success; match = match.NextMatch())
            {
                var words = new Span(match.Index, match.Index + match.Length);
                if (!line.IsFree(words) || ContextOf(line, rule, words) is not { } around)
                    continue;
                // A longer form takes its words even if it is no date.
                line.Take(words);
                if (Applies(line, rule, around) && rule.Day(new DateMatch(match, context)) is { } day)
                    found.Add(new Found(around.Whole, words, day, CertaintyOf(rule, around), rule.StaysInTitle));
            }
        }
        return found.OrderBy(date => date.Certainty).ThenBy(date => date.Whole.Start).LastOrDefault();
    }

    private static int CertaintyOf(DateRule rule, Context around) =>
        around.IsAnnounced ? 2 : rule.Position == DatePosition.Anywhere ? 1 : 0;

    private static bool Applies(Line line, DateRule rule, Context around) => around.IsAnnounced || rule.Position switch
    {
        DatePosition.Anywhere => true,
        DatePosition.StartOrEnd =>
            !around.HasDeterminer && (IsAtStart(line, around.Whole) || IsAtEnd(line, around.Whole)),
        DatePosition.End => !around.HasDeterminer && IsAtEnd(line, around.Whole),
        _ => false,
    };

    private static bool IsAtStart(Line line, Span span) => line.IsEmpty(new Span(0, span.Start));

    private static bool IsAtEnd(Line line, Span span) => line.IsEmpty(new Span(span.End, line.Text.Length));

    /// <summary>Null if the words are part of longer ones, or do not mean a day to come.</summary>
    private static Context? ContextOf(Line line, DateRule rule, Span words)
    {
        if (!IsStartOfWord(line.Folded, rule.Writing, words.Start) || EndingOf(line, rule, words) is not { } ending)
            return null;
        var (start, isAnnounced) = (words.Start, ending.IsAnnounced);
        var before = WordBefore(line.Folded, start);
        while (Announcements.Contains(before.Word) && line.IsFree(before.Span))
        {
            (start, isAnnounced) = (before.Span.Start, true);
            before = WordBefore(line.Folded, start);
        }
        return Exclusions.Contains(before.Word)
            ? null
            : new Context(new Span(start, ending.At), isAnnounced, Determiners.Contains(before.Word));
    }

    private static bool IsStartOfWord(string text, Writing writing, int start)
    {
        if (start == 0)
            return true;
        var before = text[start - 1];
        return writing == Writing.English
            ? !char.IsLetterOrDigit(before) && !Script.JoinsWords(before)
            : char.IsWhiteSpace(before) || char.IsPunctuation(before) && !Script.JoinsWords(before)
                || JapaneseEnding.Particles.Contains(before, StringComparison.Ordinal);
    }

    private static JapaneseEnding? EndingOf(Line line, DateRule rule, Span words)
    {
        var (text, end) = (line.Folded, words.End);
        var plain = new JapaneseEnding(end, IsAnnounced: false);
        if (end == text.Length || (!char.IsLetterOrDigit(text[end]) && !Script.JoinsWords(text, end)))
            return plain;
        if (rule.Writing == Writing.English)
            return null;
        return JapaneseEnding.Read(text, end)
            ?? (rule.CanBeGlued && IsAtStart(line, words) && JapaneseEnding.CanBeGlued(text[end]) ? plain : null);
    }

    private static (string Word, Span Span) WordBefore(string text, int start)
    {
        var end = text.AsSpan(0, start).TrimEnd(' ').Length;
        var from = end;
        while (from > 0 && (char.IsAsciiLetter(text[from - 1]) || (text[from - 1] == ':' && from == end)))
            from--;
        // A whole word, not the end of one such as re-on or 5pm.
        return from > 0 && (char.IsLetterOrDigit(text[from - 1]) || Script.JoinsWords(text[from - 1]))
            ? ("", new Span(start, start))
            : (text[from..end], new Span(from, start));
    }
}
