using System.Runtime.InteropServices;
using System.Text;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// A typed line, and beside it the same line with full-width letters, digits and signs as ASCII: character by character, so that
/// a place in the one is the same place in the other.
/// </summary>
internal sealed class Line
{
    private readonly List<Span> _quoted = [];
    private readonly List<Span> _read = [];

    public Line(string text)
    {
        Text = text;
        Folded = string.Create(text.Length, text, static (folded, typed) =>
        {
            for (var i = 0; i < typed.Length; i++)
                folded[i] = Fold(typed[i]);
        });
        Quotations();
    }

    public string Text { get; }

    public string Folded { get; }

    /// <summary>Where nothing is read any more: quotations, and what has been read already.</summary>
    public bool IsFree(Span span) => !_quoted.Exists(span.Overlaps) && !_read.Exists(span.Overlaps);

    public void Take(Span span) => _read.Add(span);

    /// <summary>True if nothing stands there but spaces, signs and what has been read already.</summary>
    public bool IsEmpty(Span span)
    {
        for (var at = span.Start; at < span.End; at++)
        {
            if (char.IsWhiteSpace(Text[at]) || char.IsPunctuation(Folded[at]) || _read.Exists(read => read.Contains(at)))
                continue;
            return false;
        }
        return true;
    }

    /// <summary>The line without these parts, the gaps they leave closed.</summary>
    public string Without(IEnumerable<Span> parts)
    {
        var rest = new StringBuilder();
        var from = 0;
        foreach (var part in parts.OrderBy(part => part.Start))
        {
            Append(Text[from..part.Start]);
            from = part.End;
        }
        Append(Text[from..]);
        return rest.ToString().Trim().TrimStart(Joints).TrimEnd(Joints).Trim();

        // Words that a space parted stay parted by one; Japanese is written without spaces and closes up.
        void Append(string piece)
        {
            var wasParted = rest.Length > 0 && (char.IsWhiteSpace(rest[^1]) || (piece.Length > 0 && char.IsWhiteSpace(piece[0])));
            while (wasParted && rest.Length > 0 && char.IsWhiteSpace(rest[^1]))
                rest.Length--;
            piece = wasParted ? piece.TrimStart() : piece;
            if (rest.Length > 0 && piece.Length > 0 && !IsClosing(piece[0])
                && (wasParted || !(Script.IsJapanese(rest[^1]) && Script.IsJapanese(piece[0]))))
                rest.Append(' ');
            rest.Append(piece);
        }
    }

    /// <summary>Signs that joined a part to the rest and have nothing left to join.</summary>
    private static readonly char[] Joints = [',', '、', ';', ':', '：', '，', '–', '—', ' ', '\u3000'];

    private static bool IsClosing(char sign) => sign is ',' or '.' or '!' or '?' or ';' or ':' or ')';

    private static char Fold(char typed) => typed switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(typed - '\uFF01' + '!'),
        '\u3000' or '\u00A0' => ' ',
        '’' => '\'',
        _ => char.ToLowerInvariant(typed),
    };

    /// <summary>Quoted words are the title's own, except as a list's name.</summary>
    private void Quotations()
    {
        for (var at = 0; at < Text.Length; at++)
        {
            if (Closing(Text[at]) is not { } closing || (at > 0 && (Folded[at - 1] == '#' || char.IsLetterOrDigit(Text[at - 1]))))
                continue;
            var end = Text.IndexOf(closing, at + 1);
            if (end < 0)
                continue;
            _quoted.Add(new Span(at, end + 1));
            at = end;
        }
    }

    internal static char? Closing(char opening) => opening switch
    {
        '"' or '＂' => opening,
        '“' => '”',
        '「' => '」',
        '『' => '』',
        _ => null,
    };
}

/// <summary>A part of a line; the end is not included.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Span(int Start, int End)
{
    public bool Overlaps(Span other) => Start < other.End && other.Start < End;

    public bool Contains(int at) => Start <= at && at < End;
}

/// <summary>Which script a character belongs to, as far as word boundaries depend on it.</summary>
internal static class Script
{
    public static bool IsHiragana(char c) => c is >= '\u3041' and <= '\u309F';

    /// <summary>Kana, ideographs, and the signs between them.</summary>
    public static bool IsJapanese(char c) =>
        c is (>= '\u3005' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');
}
