namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// Finds the one date of a line. Announced words (by friday, 金曜までに) win over those that could be read anywhere, these over a mere
/// weekday at the edge; of several alike, the last.
/// </summary>
internal static class DateReader
{
    private static readonly DateRule[] Rules = [.. EnglishDates.Rules, .. JapaneseDates.Rules];
    private static readonly string[] Announcing = ["on", "by", "due", "until", "till", "for", "before", "due:"];

    /// <summary>What comes before a day that is over, or that a time begins with.</summary>
    private static readonly string[] Forbidding = ["last", "past", "since", "after", "from", "every", "each"];

    /// <summary>Before a weekday's name that is somebody's or something's own: the sun, my monday.</summary>
    private static readonly string[] Owning = ["the", "a", "an", "my", "our", "your", "his", "her", "their"];

    /// <summary>A date where it stands, and how certain it is.</summary>
    /// <param name="Words">Without what announces it and what follows it.</param>
    public sealed record Found(Span Whole, Span Words, DateOnly Day, int Certainty, bool Keeps);

    public static Found? Read(Line line, QuickAddContext context)
    {
        var found = new List<Found>();
        foreach (var rule in Rules)
        {
            for (var match = rule.Pattern.Match(line.Folded); match.Success; match = match.NextMatch())
            {
                var words = new Span(match.Index, match.Index + match.Length);
                if (!line.IsFree(words) || Bounds(line, rule, words) is not { } bounds)
                    continue;
                // Words that a longer form has read are not read again, even if that form was no date.
                line.Take(words);
                if (IsBelieved(line, rule, bounds) && rule.Day(match, context) is { } day)
                    found.Add(new Found(bounds.Whole, words, day, CertaintyOf(rule, bounds), rule.Keeps));
            }
        }
        return found.OrderBy(date => date.Certainty).ThenBy(date => date.Whole.Start).LastOrDefault();
    }

    private static int CertaintyOf(DateRule rule, Surroundings bounds) =>
        bounds.IsAnnounced ? 2 : rule.Belief == Belief.Anywhere ? 1 : 0;

    private static bool IsBelieved(Line line, DateRule rule, Surroundings bounds) => bounds.IsAnnounced || rule.Belief switch
    {
        Belief.Anywhere => true,
        Belief.AtTheEdge => !bounds.IsOwned && (IsAtStart(line, bounds.Whole) || IsAtEnd(line, bounds.Whole)),
        Belief.AtTheEnd => !bounds.IsOwned && IsAtEnd(line, bounds.Whole),
        _ => false,
    };

    private static bool IsAtStart(Line line, Span span) => line.IsEmpty(new Span(0, span.Start));

    private static bool IsAtEnd(Line line, Span span) => line.IsEmpty(new Span(span.End, line.Text.Length));

    /// <param name="Whole">With what announces the date before and a particle behind.</param>
    private readonly record struct Surroundings(Span Whole, bool IsAnnounced, bool IsOwned);

    /// <summary>Null if the words are part of others, or spoken of as something else than a date to come.</summary>
    private static Surroundings? Bounds(Line line, DateRule rule, Span words)
    {
        if (!BeginsWord(line.Folded, rule.Writing, words.Start) || Ending(line, rule, words) is not { } ending)
            return null;
        var (start, isAnnounced) = (words.Start, ending.IsAnnounced);
        var before = WordBefore(line.Folded, start);
        while (Announcing.Contains(before.Word) && line.IsFree(before.Span))
        {
            (start, isAnnounced) = (before.Span.Start, true);
            before = WordBefore(line.Folded, start);
        }
        if (Forbidding.Contains(before.Word))
            return null;
        return new Surroundings(new Span(start, ending.At), isAnnounced, Owning.Contains(before.Word));
    }

    private static bool BeginsWord(string text, Writing writing, int start)
    {
        if (start == 0)
            return true;
        var before = text[start - 1];
        return writing switch
        {
            Writing.English => !char.IsLetterOrDigit(before) && !JapaneseEnding.IsTied(before),
            _ => char.IsWhiteSpace(before) || char.IsPunctuation(before) && !JapaneseEnding.IsTied(before)
                || JapaneseEnding.Particles.Contains(before, StringComparison.Ordinal),
        };
    }

    private static JapaneseEnding? Ending(Line line, DateRule rule, Span words)
    {
        var (text, end) = (line.Folded, words.End);
        var isOpen = end == text.Length || (!char.IsLetterOrDigit(text[end]) && !JapaneseEnding.IsTiedTo(text, end));
        if (rule.Writing == Writing.English)
            return isOpen ? new JapaneseEnding(end, IsAnnounced: false) : null;
        if (isOpen)
            return new JapaneseEnding(end, IsAnnounced: false);
        return JapaneseEnding.Read(text, end)
            ?? (rule.MayBeGlued && IsAtStart(line, words) && JapaneseEnding.MayBeGlued(text, end) ? new JapaneseEnding(end, IsAnnounced: false) : null);
    }

    private static (string Word, Span Span) WordBefore(string text, int start)
    {
        var end = start;
        while (end > 0 && text[end - 1] == ' ')
            end--;
        var from = end;
        while (from > 0 && (char.IsAsciiLetter(text[from - 1]) || (text[from - 1] == ':' && from == end)))
            from--;
        // A word, and not the end of one: re-on, 5pm.
        return from > 0 && (char.IsLetterOrDigit(text[from - 1]) || JapaneseEnding.IsTied(text[from - 1]))
            ? ("", new Span(start, start))
            : (text[from..end], new Span(from, start));
    }
}
