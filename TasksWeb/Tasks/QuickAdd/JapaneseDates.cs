namespace TasksWeb.Tasks.QuickAdd;

internal static class JapaneseDates
{
    /// <summary>The weekday in parentheses after a date in digits.</summary>
    public const string Weekday = @"(?:\s?\((?<weekday>[月火水木金土日])(?:曜日?)?\))?";

    private const string MonthAndDay = $"(?<month>[0-9]{{1,2}})月(?<day>[0-9]{{1,2}})日{Weekday}";
    private const string Number =
        "(?<number>[0-9]{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])";
    private const string Digits = "〇一二三四五六七八九";

    /// <summary>Longer forms first: words that a rule has read are not read again.</summary>
    public static readonly DateRule[] Rules =
    [
        Rule($"(?<year>[0-9]{{4}})年{MonthAndDay}", m => m.FullDate(), canBeGlued: true),
        Rule(
            $"(?:(?<which>来年|今年)の?)?{MonthAndDay}",
            m => m.IfOnWeekday(m["which"] switch
            {
                "来年" => Days.Day(m.Today.Year + 1, m.Number("month"), m.Number("day")),
                "今年" => Days.Day(m.Today.Year, m.Number("month"), m.Number("day")),
                _ => Days.Next(m.Today, m.Number("month"), m.Number("day")),
            }),
            canBeGlued: true),
        Rule(
            "(?:今月|来月|再来月)の?(?<day>[0-9]{1,2})日", m => Days.InMonth(m.Today, Next(m), m.Number("day")),
            canBeGlued: true),
        Rule("(?:今|来|再来)?月末", m => Days.EndOfMonth(m.Today, Next(m))),
        Rule("今週中", m => Days.EndOfWeek(m.Today)),
        Rule("今月中", m => Days.EndOfMonth(m.Today, 0)),
        Rule("大晦日|大みそか", m => Days.EndOfYear(m.Today)),
        Rule("元旦|元日", m => Days.Next(m.Today, 1, 1)),
        Rule("年末", m => Days.EndOfYear(m.Today)),
        Rule(
            "(?:今週|来週|再来週)の?(?<weekday>[月火水木金土日])曜日?",
            m => Next(m) == 0
                ? Days.Next(m.Today, m.Weekday!.Value)
                : Days.InWeek(m.Today, Next(m), m.Weekday!.Value),
            canBeGlued: true),
        Rule(
            "(?:次|今度)の(?<weekday>[月火水木金土日])曜日?", m => Days.After(m.Today, m.Weekday!.Value),
            canBeGlued: true),
        Rule("(?:今|来|再来)?週末", m => Days.Weekend(m.Today, Next(m)), canBeGlued: true),
        Rule($"{Number}(?<unit>日|週間?|[かヶヵカケ箇]月|年)後", Ahead, canBeGlued: true),
        Rule("再?来週", m => Days.InWeek(m.Today, Next(m), DayOfWeek.Monday)),
        Rule("再?来月", m => Days.InMonth(m.Today, Next(m), 1)),
        Rule("来年", m => Days.NextYear(m.Today)),
        Rule("明々後日|明明後日|しあさって", m => Days.Ahead(m.Today, 3)),
        Rule("明後日|あさって", m => Days.Ahead(m.Today, 2), canBeGlued: true),
        Rule("(?:明日|あした|あす)中?", m => Days.Ahead(m.Today, 1), canBeGlued: true),
        Rule("(?:今日|本日|きょう)中?", m => m.Today, canBeGlued: true),
        new("今夜|今晩|今夕", m => m.Today) { Writing = Writing.Japanese, StaysInTitle = true },
        Rule("(?<weekday>[月火水木金土日])曜日", m => Days.After(m.Today, m.Weekday!.Value), canBeGlued: true),
        Rule("(?<weekday>[月火水木金土日])曜", m => Days.After(m.Today, m.Weekday!.Value)),
        new("(?<day>[0-9]{1,2})日", m => Days.Next(m.Today, m.Number("day")))
        {
            Writing = Writing.Japanese,
            Position = DatePosition.StartOrEnd,
        },
    ];

    private static DateRule Rule(string pattern, Func<DateMatch, DateOnly?> day, bool canBeGlued = false) =>
        new(pattern, day) { Writing = Writing.Japanese, CanBeGlued = canBeGlued };

    /// <summary>How many weeks or months ahead: 今週 0, 来週 1, 再来週 2.</summary>
    private static int Next(DateMatch match) => match.Text[0] switch
    {
        '再' => 2,
        '来' => 1,
        _ => 0,
    };

    private static DateOnly? Ahead(DateMatch match)
    {
        var number = NumberOf(match["number"]);
        return match["unit"][0] switch
        {
            '日' => Days.Ahead(match.Today, number),
            '週' => Days.Ahead(match.Today, 7L * number),
            '年' => Days.Ahead(match.Today, 0, 12 * number),
            _ => Days.Ahead(match.Today, 0, number),
        };

        // In digits, or as 三, 十, 十二, 二十, 二十三.
        int NumberOf(string text) => text.IndexOf('十', StringComparison.Ordinal) switch
        {
            _ when char.IsAsciiDigit(text[0]) => match.Number("number"),
            < 0 => Digit(text[0]),
            var ten => (ten == 0 ? 1 : Digit(text[0])) * 10 + (ten + 1 < text.Length ? Digit(text[ten + 1]) : 0),
        };

        static int Digit(char sign) => Digits.IndexOf(sign, StringComparison.Ordinal);
    }
}
