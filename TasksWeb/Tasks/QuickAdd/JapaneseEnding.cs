namespace TasksWeb.Tasks.QuickAdd;

/// <summary>The end of a date that no space follows, particle included.</summary>
/// <param name="IsAnnounced">Whether the particle marks a date (まで, に).</param>
internal sealed record JapaneseEnding(int At, bool IsAnnounced)
{
    /// <summary>Particles that may precede a date directly.</summary>
    public const string Particles = "をはがのもへとにで";

    /// <summary>Characters that begin no word.</summary>
    private const string NeverFirst = "んっゃゅょゎぁぃぅぇぉー";

    /// <summary>They make the date part of another phrase: 明日の会議, 明日から.</summary>
    private const string Binding = "のがをもとかやへで";

    /// <summary>They make it another word or a name: 明日香, 明日葉, 今日子, 今日的.</summary>
    private const string PartsOfNames = "香葉菜奈美子的";

    private static readonly string[] TimesOfDay = ["朝", "昼", "夜", "晩", "夕方", "午前", "午後"];

    /// <summary>Null if the words go on.</summary>
    public static JapaneseEnding? Read(string text, int end) => text.AsSpan(end) switch
    {
        ['ま', 'で', 'に', ..] => new(end + 3, IsAnnounced: true),
        ['ま', 'で', ..] => new(end + 2, IsAnnounced: true),
        ['に', var next, ..] when NeverFirst.Contains(next, StringComparison.Ordinal) => null,
        ['に', ..] => new(end + 1, IsAnnounced: true),
        ['は', var next, ..] when !Script.IsHiragana(next) => new(end + 1, IsAnnounced: false),
        ['の', .. var time] when IsTime(time.ToString()) => new(end + 1, IsAnnounced: false),
        _ => null,
    };

    /// <summary>Whether a word that begins so may follow a date directly.</summary>
    public static bool CanBeGlued(char next) => Script.IsJapanese(next)
        && !Binding.Contains(next, StringComparison.Ordinal) && !PartsOfNames.Contains(next, StringComparison.Ordinal);

    private static bool IsTime(string text) => text is [>= '0' and <= '9', ..]
        || Array.Exists(TimesOfDay, time => text.StartsWith(time, StringComparison.Ordinal));
}
