using System.Globalization;
using System.Text;

namespace TasksWeb.Tasks.Search;

/// <summary>
/// The words of a search; all of them must occur in the title or the notes.
/// </summary>
public sealed class SearchTerms
{
    private const int MaxTerms = 16;

    private const int ShownBeforeHit = 60;
    private const int ShownFromHit = 200;

    private readonly string[] _terms;

    public SearchTerms(string? query) =>
        _terms = [.. SearchText.Fold(query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxTerms)];

    public bool IsEmpty => _terms.Length == 0;

    /// <summary>0 if every word is in the title, 1 if some are only in the notes, null if some are in neither.</summary>
    public int? Rank(string title, string? notes)
    {
        var foldedTitle = SearchText.Fold(title);
        string? foldedNotes = null;
        foreach (var term in _terms)
        {
            if (foldedTitle.Contains(term, StringComparison.Ordinal))
                continue;
            foldedNotes ??= SearchText.Fold(notes ?? "");
            if (!foldedNotes.Contains(term, StringComparison.Ordinal))
                return null;
        }
        return foldedNotes is null ? 0 : 1;
    }

    /// <summary>The whole text in pieces, with the hits marked.</summary>
    public IReadOnlyList<SearchPiece> Mark(string text)
    {
        var (folded, places) = FoldWithPlaces(text);
        var isHit = new bool[folded.Length];
        foreach (var term in _terms)
        {
            var at = -1;
            while ((at = folded.IndexOf(term, at + 1, StringComparison.Ordinal)) >= 0)
                Array.Fill(isHit, true, at, term.Length);
        }

        var pieces = new List<SearchPiece>();
        var (from, wasHit) = (0, false);
        for (var at = 0; at <= folded.Length; at++)
        {
            var isNowHit = at < folded.Length && isHit[at];
            if (at < folded.Length && isNowHit == wasHit)
                continue;
            // A character that folds to several is marked whole.
            var place = at < folded.Length ? isNowHit ? places[at].Start : places[at - 1].End : text.Length;
            if (place > from)
                pieces.Add(new SearchPiece(text[from..place], wasHit));
            (from, wasHit) = (Math.Max(from, place), isNowHit);
        }
        return pieces;
    }

    /// <summary>The text around the first hit; empty without one.</summary>
    public IReadOnlyList<SearchPiece> Around(string text)
    {
        var pieces = Mark(text);
        var first = pieces.TakeWhile(piece => !piece.IsHit).Count();
        if (first == pieces.Count)
            return [];
        var shown = new List<SearchPiece>();
        var before = string.Concat(pieces.Take(first).Select(piece => piece.Text));
        if (before.Length > ShownBeforeHit)
            before = $"…{FromWord(Whole(before[^ShownBeforeHit..]))}";
        if (before.Length > 0)
            shown.Add(new SearchPiece(before, IsHit: false));
        var length = 0;
        foreach (var piece in pieces.Skip(first))
        {
            if (length + piece.Text.Length > ShownFromHit)
            {
                shown.Add(piece with { Text = $"{Whole(piece.Text[..(ShownFromHit - length)])}…" });
                break;
            }
            shown.Add(piece);
            length += piece.Text.Length;
        }
        return shown;
    }

    /// <summary>The text from its first whole word on, if it has several.</summary>
    private static string FromWord(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is var space and >= 0 && space < text.Length - 1 ? text[(space + 1)..] : text;

    /// <summary>The text without lone surrogates at its ends.</summary>
    private static string Whole(string text)
    {
        var start = text.Length > 0 && char.IsLowSurrogate(text[0]) ? 1 : 0;
        var end = text.Length > start && char.IsHighSurrogate(text[^1]) ? text.Length - 1 : text.Length;
        return text[start..end];
    }

    /// <summary>The folded text, and where each of its characters comes from.</summary>
    private static (string Folded, List<(int Start, int End)> Places) FoldWithPlaces(string text)
    {
        var folded = new StringBuilder(text.Length);
        var places = new List<(int Start, int End)>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            // By grapheme: ｶ and ﾞ fold to one character.
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
