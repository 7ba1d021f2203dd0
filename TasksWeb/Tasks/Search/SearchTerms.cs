using System.Globalization;
using System.Text;

namespace TasksWeb.Tasks.Search;

/// <summary>
/// What a person searches for: every word, anywhere in the title or the notes. <c>search-text.js</c> does the same in the
/// browser.
/// </summary>
public sealed class SearchTerms
{
    /// <summary>More words are left unread; no sentence anybody remembers is longer.</summary>
    private const int MaxTerms = 16;

    /// <summary>How much of a long text is shown around a hit.</summary>
    private const int Before = 60;
    private const int Behind = 200;

    private readonly string[] _terms;

    public SearchTerms(string? query) =>
        _terms = [.. SearchText.Fold(query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxTerms)];

    public bool IsEmpty => _terms.Length == 0;

    /// <summary>How near: 0 all in the title, 1 with the notes' help, null not at all.</summary>
    public int? Rank(string title, string? notes)
    {
        var foldedTitle = SearchText.Fold(title);
        if (Array.TrueForAll(_terms, term => foldedTitle.Contains(term, StringComparison.Ordinal)))
            return 0;
        if (string.IsNullOrEmpty(notes))
            return null;
        var foldedNotes = SearchText.Fold(notes);
        return Array.TrueForAll(
            _terms,
            term => foldedTitle.Contains(term, StringComparison.Ordinal) || foldedNotes.Contains(term, StringComparison.Ordinal))
            ? 1
            : null;
    }

    /// <summary>The text in pieces, those that were searched for marked; together they are the text.</summary>
    public IReadOnlyList<SearchPiece> Mark(string text)
    {
        var (folded, places) = FoldWithPlaces(text);
        var isHit = new bool[folded.Length];
        foreach (var term in _terms)
        {
            for (var at = folded.IndexOf(term, StringComparison.Ordinal); at >= 0; at = folded.IndexOf(term, at + 1, StringComparison.Ordinal))
                Array.Fill(isHit, true, at, term.Length);
        }

        var pieces = new List<SearchPiece>();
        var (from, wasHit) = (0, false);
        for (var at = 0; at <= folded.Length; at++)
        {
            var isNowHit = at < folded.Length && isHit[at];
            if (at < folded.Length && isNowHit == wasHit)
                continue;
            // A character that folds to several is marked as a whole.
            var place = at < folded.Length ? isNowHit ? places[at].Start : places[at - 1].End : text.Length;
            if (place > from)
                pieces.Add(new SearchPiece(text[from..place], wasHit));
            (from, wasHit) = (Math.Max(from, place), isNowHit);
        }
        return pieces;
    }

    /// <summary>What of a long text to show: what surrounds the first hit; nothing without one.</summary>
    public IReadOnlyList<SearchPiece> Around(string text)
    {
        var pieces = Mark(text);
        var first = pieces.TakeWhile(piece => !piece.IsHit).Count();
        if (first == pieces.Count)
            return [];
        var shown = new List<SearchPiece>();
        var before = string.Concat(pieces.Take(first).Select(piece => piece.Text));
        if (before.Length > 0)
            shown.Add(new SearchPiece(before.Length > Before ? $"…{Whole(before[^Before..])}" : before, IsHit: false));
        var length = 0;
        foreach (var piece in pieces.Skip(first))
        {
            if (length + piece.Text.Length > Behind)
            {
                shown.Add(piece with { Text = $"{Whole(piece.Text[..(Behind - length)])}…" });
                break;
            }
            shown.Add(piece);
            length += piece.Text.Length;
        }
        return shown;
    }

    /// <summary>No half of a surrogate pair at the edges.</summary>
    private static string Whole(string text)
    {
        var start = text.Length > 0 && char.IsLowSurrogate(text[0]) ? 1 : 0;
        var end = text.Length > start && char.IsHighSurrogate(text[^1]) ? text.Length - 1 : text.Length;
        return text[start..end];
    }

    /// <summary>Where each character of the folded text comes from.</summary>
    private static (string Folded, List<(int Start, int End)> Places) FoldWithPlaces(string text)
    {
        var folded = new StringBuilder(text.Length);
        var places = new List<(int Start, int End)>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            // What a reader takes for one character; ｶ and ﾞ fold to one together.
            var length = StringInfo.GetNextTextElementLength(text, at);
            folded.Append(SearchText.Fold(text.Substring(at, length)));
            while (places.Count < folded.Length)
                places.Add((at, at + length));
            at += length;
        }
        return (folded.ToString(), places);
    }
}

public sealed record SearchPiece(string Text, bool IsHit);
