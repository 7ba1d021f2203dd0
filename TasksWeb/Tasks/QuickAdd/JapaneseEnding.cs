namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Where a date without a space behind it ends, particle included.</summary>
/// <param name="IsAnnounced">The particle says that a date was meant (まで, に).</param>
internal sealed record JapaneseEnding(int At, bool IsAnnounced)
{
    /// <summary>What may stand directly before a date.</summary>
    public const string Particles = "をはがのもへとにで";

    /// <summary>No word begins with these.</summary>
    private const string NeverFirst = "んっゃゅょゎぁぃぅぇぉー";

    /// <summary>After these the date is part of another phrase: 明日の会議, 明日から.</summary>
    private const string Binding = "のがをもとかやへで";

    /// <summary>明日香, 明日葉, 今日子, 今日的: names and words of their own.</summary>
    private const string PartsOfNames = "香葉菜奈美子的";

    private static readonly string[] TimesOfDay = ["朝", "昼", "夜", "晩", "夕方", "午前", "午後"];

    /// <summary>Null if the words go on.</summary>
    public static JapaneseEnding? Read(string text, int end)
    {
        var rest = text.AsSpan(end);
        if (rest.StartsWith("までに", StringComparison.Ordinal))
            return new JapaneseEnding(end + 3, IsAnnounced: true);
        if (rest.StartsWith("まで", StringComparison.Ordinal))
            return new JapaneseEnding(end + 2, IsAnnounced: true);
        return rest switch
        {
            ['に', var next, ..] when NeverFirst.Contains(next, StringComparison.Ordinal) => null,
            ['に', ..] => new JapaneseEnding(end + 1, IsAnnounced: true),
            ['は', var next, ..] when !Script.IsHiragana(next) => new JapaneseEnding(end + 1, IsAnnounced: false),
            ['の', .. var time] when IsTime(time) => new JapaneseEnding(end + 1, IsAnnounced: false),
            _ => null,
        };
    }

    public static bool MayBeGlued(string text, int end) =>
        Script.IsJapanese(text[end])
        && !Binding.Contains(text[end], StringComparison.Ordinal)
        && !PartsOfNames.Contains(text[end], StringComparison.Ordinal);

    /// <summary>Signs that make one word of two: mon-fri, 1/2/3, friday@home.</summary>
    public static bool IsTied(char sign) =>
        sign is '-' or '/' or '.' or '#' or '@' or '_' or '\'' or '+' or ':' or '$' or '%' or '&' or '=';

    /// <summary>The same behind a word; a full stop or a colon there may end the phrase.</summary>
    public static bool IsTiedTo(string text, int end) =>
        IsTied(text[end]) && (text[end] is not ('.' or ':') || (end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1])));

    private static bool IsTime(ReadOnlySpan<char> text)
    {
        foreach (var time in TimesOfDay)
        {
            if (text.StartsWith(time, StringComparison.Ordinal))
                return true;
        }
        return text.Length > 0 && char.IsAsciiDigit(text[0]);
    }
}
