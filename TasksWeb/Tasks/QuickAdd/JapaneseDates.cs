using System.Text.RegularExpressions;
using static TasksWeb.Tasks.QuickAdd.DateRule;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Dates in Japanese words.</summary>
internal static partial class JapaneseDates
{
    public const string Bracketed = @"(?:\s?\((?<weekday>[月火水木金土日])(?:曜日?)?\))?";
    private const string Names = "日月火水木金土";
    private const string Figures = "〇一二三四五六七八九";

    /// <summary>The longer before the shorter: what one has read, the next does not see.</summary>
    public static readonly DateRule[] Rules =
    [
        Rule(FullDate(), static (m, c) => On(Days.Day(Number(m.Groups["year"]), Number(m.Groups["month"]), Number(m.Groups["day"])), WeekdayOf(m)), glued: true),
        Rule(MonthAndDay(), static (m, c) => On(OfYear(m, c.Today), WeekdayOf(m)), glued: true),
        Rule(DayOfMonth(), static (m, c) => Days.InMonth(c.Today, AheadOf(m), Number(m.Groups["day"])), glued: true),
        Rule(MonthEnd(), static (m, c) => Days.EndOfMonth(c.Today, AheadOf(m))),
        Rule(
            Within(),
            static (m, c) => m.ValueSpan[1] == '週' ? Days.InWeek(c.Today, 0, DayOfWeek.Sunday) : Days.EndOfMonth(c.Today, 0)),
        Rule(YearEnd(), static (_, c) => Days.Day(c.Today.Year, 12, 31)),
        Rule(WeekdayOfWeek(), static (m, c) => AheadOf(m) == 0
            ? Days.From(c.Today, WeekdayOf(m)!.Value)
            : Days.InWeek(c.Today, AheadOf(m), WeekdayOf(m)!.Value), glued: true),
        Rule(ComingWeekday(), static (m, c) => Days.After(c.Today, WeekdayOf(m)!.Value), glued: true),
        Rule(Weekend(), static (m, c) => Days.Weekend(c.Today, AheadOf(m)), glued: true),
        Rule(Later(), Ahead, glued: true),
        Rule(Next(), static (m, c) => m.ValueSpan switch
        {
            "来年" => Days.Day(c.Today.Year + 1, 1, 1),
            ['来', '月'] or ['再', '来', '月'] => Days.InMonth(c.Today, AheadOf(m), 1),
            _ => Days.InWeek(c.Today, AheadOf(m), DayOfWeek.Monday),
        }),
        Rule(ThreeDaysAhead(), static (_, c) => Days.Ahead(c.Today, 3)),
        Rule(DayAfterTomorrow(), static (_, c) => Days.Ahead(c.Today, 2), glued: true),
        Rule(Tomorrow(), static (_, c) => Days.Ahead(c.Today, 1), glued: true),
        Rule(Today(), static (_, c) => c.Today, glued: true),
        Rule(Tonight(), static (_, c) => c.Today) with { Keeps = true },
        Rule(WholeWeekday(), static (m, c) => Days.After(c.Today, WeekdayOf(m)!.Value), glued: true),
        Rule(ShortWeekday(), static (m, c) => Days.After(c.Today, WeekdayOf(m)!.Value)),
        Rule(Day(), static (m, c) => Days.Coming(c.Today, Number(m.Groups["day"]))) with { Belief = Belief.Announced },
    ];

    public static DayOfWeek Weekday(char name) => (DayOfWeek)Names.IndexOf(name, StringComparison.Ordinal);

    private static DateRule Rule(Regex pattern, Func<Match, QuickAddContext, DateOnly?> day, bool glued = false) =>
        new(pattern, day) { Writing = Writing.Japanese, MayBeGlued = glued };

    private static DayOfWeek? WeekdayOf(Match match) =>
        match.Groups["weekday"].Success ? Weekday(match.Groups["weekday"].ValueSpan[0]) : null;

    /// <summary>今週 0, 来週 1, 再来週 2; the same for months.</summary>
    private static int AheadOf(Match match) => match.ValueSpan switch
    {
        ['再', '来', ..] => 2,
        ['来', ..] => 1,
        _ => 0,
    };

    private static DateOnly? OfYear(Match match, DateOnly today)
    {
        var (month, day) = (Number(match.Groups["month"]), Number(match.Groups["day"]));
        return match.Groups["year"].ValueSpan switch
        {
            "来年" => Days.Day(today.Year + 1, month, day),
            "今年" => Days.Day(today.Year, month, day),
            _ => Days.Coming(today, month, day),
        };
    }

    private static DateOnly? Ahead(Match match, QuickAddContext context)
    {
        var number = Count(match.Groups["number"]);
        return match.Groups["unit"].ValueSpan[0] switch
        {
            '日' => Days.Ahead(context.Today, number),
            '週' => Days.Ahead(context.Today, 7L * number),
            '年' => Days.Ahead(context.Today, 0, 12 * number),
            _ => Days.Ahead(context.Today, 0, number),
        };
    }

    /// <summary>In figures, or as 三, 十, 十二, 二十, 二十三.</summary>
    private static int Count(Group number)
    {
        var text = number.ValueSpan;
        if (char.IsAsciiDigit(text[0]))
            return Number(number);
        var ten = text.IndexOf('十');
        if (ten < 0)
            return Figures.IndexOf(text[0], StringComparison.Ordinal);
        var tens = ten == 0 ? 1 : Figures.IndexOf(text[0], StringComparison.Ordinal);
        return tens * 10 + (ten + 1 < text.Length ? Figures.IndexOf(text[ten + 1], StringComparison.Ordinal) : 0);
    }

    [GeneratedRegex($"(?<year>[0-9]{{4}})年(?<month>[0-9]{{1,2}})月(?<day>[0-9]{{1,2}})日{Bracketed}", RegexOptions.NonBacktracking)]
    private static partial Regex FullDate();

    [GeneratedRegex(
        $"(?:(?<year>来年|今年)の?)?(?<month>[0-9]{{1,2}})月(?<day>[0-9]{{1,2}})日{Bracketed}", RegexOptions.NonBacktracking)]
    private static partial Regex MonthAndDay();

    [GeneratedRegex("(?:今月|来月|再来月)の?(?<day>[0-9]{1,2})日", RegexOptions.NonBacktracking)]
    private static partial Regex DayOfMonth();

    [GeneratedRegex("(?:今|来|再来)?月末", RegexOptions.NonBacktracking)]
    private static partial Regex MonthEnd();

    [GeneratedRegex("今[週月]中", RegexOptions.NonBacktracking)]
    private static partial Regex Within();

    [GeneratedRegex("年末", RegexOptions.NonBacktracking)]
    private static partial Regex YearEnd();

    [GeneratedRegex("(?:今週|来週|再来週)の?(?<weekday>[月火水木金土日])曜日?", RegexOptions.NonBacktracking)]
    private static partial Regex WeekdayOfWeek();

    [GeneratedRegex("(?:次|今度)の(?<weekday>[月火水木金土日])曜日?", RegexOptions.NonBacktracking)]
    private static partial Regex ComingWeekday();

    [GeneratedRegex("(?:今|来|再来)?週末", RegexOptions.NonBacktracking)]
    private static partial Regex Weekend();

    [GeneratedRegex(
        "(?<number>[0-9]{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?<unit>日|週間?|[かヶヵカケ箇]月|年)後", RegexOptions.NonBacktracking)]
    private static partial Regex Later();

    [GeneratedRegex("再?来週|再?来月|来年", RegexOptions.NonBacktracking)]
    private static partial Regex Next();

    [GeneratedRegex("明々後日|明明後日|しあさって", RegexOptions.NonBacktracking)]
    private static partial Regex ThreeDaysAhead();

    [GeneratedRegex("明後日|あさって", RegexOptions.NonBacktracking)]
    private static partial Regex DayAfterTomorrow();

    [GeneratedRegex("(?:明日|あした|あす)中?", RegexOptions.NonBacktracking)]
    private static partial Regex Tomorrow();

    [GeneratedRegex("(?:今日|本日|きょう)中?", RegexOptions.NonBacktracking)]
    private static partial Regex Today();

    [GeneratedRegex("今夜|今晩|今夕", RegexOptions.NonBacktracking)]
    private static partial Regex Tonight();

    [GeneratedRegex("(?<weekday>[月火水木金土日])曜日", RegexOptions.NonBacktracking)]
    private static partial Regex WholeWeekday();

    [GeneratedRegex("(?<weekday>[月火水木金土日])曜", RegexOptions.NonBacktracking)]
    private static partial Regex ShortWeekday();

    [GeneratedRegex("(?<day>[0-9]{1,2})日", RegexOptions.NonBacktracking)]
    private static partial Regex Day();
}
