namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Word boundaries by character class.</summary>
internal static class Script
{
    public static bool IsHiragana(char c) => c is >= '\u3041' and <= '\u309F';

    /// <summary>Kana, ideographs, and the signs between them.</summary>
    public static bool IsJapanese(char c) =>
        c is (>= '\u3005' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    /// <summary>Signs that make two words one: mon-fri, 1/2/3, friday@home.</summary>
    public static bool JoinsWords(char sign) =>
        sign is '-' or '/' or '.' or '#' or '@' or '_' or '\'' or '+' or ':' or '$' or '%' or '&' or '=';

    /// <summary>The same after a word, where a full stop or colon may also end the phrase.</summary>
    public static bool JoinsWords(string text, int at) => JoinsWords(text[at])
        && (text[at] is not ('.' or ':') || (at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1])));
}
