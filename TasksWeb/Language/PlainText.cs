using System.Globalization;
using System.Text;
using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>Text of other people, measured by what a reader sees of it.</summary>
public static class PlainText
{
    /// <summary>True if nothing of it would be visible: spaces, zero-width and direction marks, lone accents.</summary>
    public static bool IsBlank(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator:
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                    continue;
                // Letters by category, blank by design: the Hangul fillers and the empty braille cell.
                case var _ when rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800:
                    continue;
                default:
                    return false;
            }
        }
        return true;
    }

    /// <summary>The beginning, if the text is longer than what is worth showing at once; otherwise null.</summary>
    /// <param name="maxWidth">In letters; an ideograph or an emoji is as wide as two.</param>
    public static string? Beginning(string text, int maxWidth, int maxLines)
    {
        // Cut between what a reader takes for characters, so that no emoji or accent is split.
        var end = 0;
        for (int width = 0, lines = 1; end < text.Length; width += text[end - 1] < '\u1100' ? 1 : 2)
        {
            if (text[end] == '\n' && ++lines > maxLines || width >= maxWidth || end >= maxWidth * 4)
                return text[..end].TrimEnd() + "…";
            end += StringInfo.GetNextTextElementLength(text, end);
        }
        return null;
    }

    /// <summary>One or two letters that stand for a person without a picture.</summary>
    public static string Initials(string name)
    {
        var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var first = Initial(words.FirstOrDefault());
        var last = words.Length > 1 ? Initial(words[^1]) : "";
        // One ideograph or emoji fills the circle; two letters do.
        var initials = first is [< '\u1100'] && last is [< '\u1100'] ? first + last : first;
        return initials.ToUpper(CultureInfo.CurrentUICulture);
    }

    private static string Initial(string? word)
    {
        for (var at = 0; at < word?.Length; at += StringInfo.GetNextTextElementLength(word, at))
        {
            var element = StringInfo.GetNextTextElement(word, at);
            if (!IsBlank(element))
                return element.Length <= 8 ? element : "";
        }
        return "";
    }

    /// <summary>Keeps direction marks from affecting the text around them (UAX #9, explicit directional isolates).</summary>
    public static string Isolated(string text) => $"\u2068{text}\u2069";

    /// <summary>The address if it is one a browser may be sent to: https, or this very machine.</summary>
    public static string? WebAddress(string? address) =>
        AbsoluteUri.TryParse(address, out var uri) && uri.IsHttpsOrLocal() && uri.Host.Length > 0
            ? uri.AbsoluteUri
            : null;
}
