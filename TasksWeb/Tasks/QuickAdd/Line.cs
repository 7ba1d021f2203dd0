using System.Runtime.InteropServices;
using System.Text;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// A typed line, also folded: full-width letters, digits and signs as ASCII, in lower case. Both have the same length, so that a
/// position in one is the same in the other.
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
        FindQuotations();
    }

    public string Text { get; }

    public string Folded { get; }

    /// <summary>Whether nothing of it is quoted or read already.</summary>
    public bool IsFree(Span span) => !_quoted.Exists(span.Overlaps) && !_read.Exists(span.Overlaps);

    public void Take(Span span) => _read.Add(span);

    /// <summary>Whether there is nothing but spaces, punctuation and what is read already.</summary>
    public bool IsEmpty(Span span) => Enumerable.Range(span.Start, span.End - span.Start).All(at =>
        char.IsWhiteSpace(Text[at]) || char.IsPunctuation(Folded[at]) || _read.Exists(read => read.Contains(at)));

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

        // One space stays between words that a space separated; Japanese words join.
        void Append(string piece)
        {
            var trimmed = piece.TrimStart();
            var wasSeparated = rest.Length > 0 && (char.IsWhiteSpace(rest[^1]) || trimmed.Length < piece.Length);
            while (rest.Length > 0 && char.IsWhiteSpace(rest[^1]))
                rest.Length--;
            if (rest.Length > 0 && trimmed.Length > 0 && !IsClosing(trimmed[0])
                && (wasSeparated || !(Script.IsJapanese(rest[^1]) && Script.IsJapanese(trimmed[0]))))
                rest.Append(' ');
            rest.Append(trimmed);
        }
    }

    /// <summary>Punctuation that is dropped where a part was removed at the start or end.</summary>
    private static readonly char[] Joints = [',', '、', ';', ':', '：', '，', '–', '—', ' ', '\u3000'];

    private static bool IsClosing(char sign) => sign is ',' or '.' or '!' or '?' or ';' or ':' or ')';

    private static char Fold(char typed) => typed switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(typed - '\uFF01' + '!'),
        '\u3000' or '\u00A0' => ' ',
        '’' => '\'',
        _ => char.ToLowerInvariant(typed),
    };

    /// <summary>Quoted words stay in the title, unless they name a list.</summary>
    private void FindQuotations()
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

[StructLayout(LayoutKind.Auto)]
internal readonly record struct Span(int Start, int End)
{
    public bool Overlaps(Span other) => Start < other.End && other.Start < End;

    public bool Contains(int at) => Start <= at && at < End;
}
