using System.Text.RegularExpressions;
using static TasksWeb.Tasks.QuickAdd.DateRule;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Dates in English words, and in figures, which are nobody's language.</summary>
internal static partial class EnglishDates
{
    private const string Weekday =
        "(?<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)";
    private const string Month =
        @"(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?";
    private const string Year = @"(?<year>(?:19|20|21)\d\d)";
    private const string Number = "(?<number>[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";
    private const string Unit = "(?<unit>day|week|fortnight|month|year)s?";
    private const string Nth = "(?<day>[0-9]{1,2})(?:st|nd|rd|th)";

    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly string[] Numbers =
        ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The longer before the shorter: what one has read, the next does not see.</summary>
    public static readonly DateRule[] Rules =
    [
        new(YearMonthDay(), InFull) { Writing = Writing.Figures },
        new(DayMonthYear(), InFull) { Writing = Writing.Figures },
        new(MonthDay(), Named),
        new(DayMonth(), Named),
        new(SlashedYear(), Slashed) { Writing = Writing.Figures },
        new(SlashedDay(), Slashed) { Writing = Writing.Figures, Belief = Belief.AtTheEdge },
        new(WeekdayTheNth(), static (m, c) => On(Days.Coming(c.Today, Number(m.Groups["day"])), WeekdayOf(m))),
        new(TheNth(), static (m, c) => Days.Coming(c.Today, Number(m.Groups["day"]))) { Belief = Belief.Announced },
        new(DayAfterTomorrow(), static (_, c) => Days.Ahead(c.Today, 2)),
        new(Tomorrow(), static (_, c) => Days.Ahead(c.Today, 1)),
        new(Today(), static (_, c) => c.Today),
        new(Tonight(), static (_, c) => c.Today) { Keeps = true },
        new(InSoMany(), Ahead),
        new(FromNow(), Ahead),
        new(NextWeekday(), static (m, c) => Days.InWeek(c.Today, 1, WeekdayOf(m)!.Value)),
        new(ThisWeekday(), static (m, c) => Days.From(c.Today, WeekdayOf(m)!.Value)),
        new(Weekend(), static (m, c) => Days.Weekend(c.Today, m.Groups["which"].ValueSpan is "next" ? 1 : 0)),
        new(Next(), static (m, c) => m.Groups["unit"].ValueSpan switch
        {
            "week" => Days.InWeek(c.Today, 1, DayOfWeek.Monday),
            "month" => Days.InMonth(c.Today, 1, 1),
            _ => Days.Day(c.Today.Year + 1, 1, 1),
        }),
        new(EndOf(), static (m, c) => m.Groups["unit"].ValueSpan switch
        {
            "week" => Days.InWeek(c.Today, 0, DayOfWeek.Sunday),
            "month" => Days.EndOfMonth(c.Today, 0),
            _ => Days.Day(c.Today.Year, 12, 31),
        }),
        new(WholeWeekday(), static (m, c) => Days.After(c.Today, WeekdayOf(m)!.Value)) { Belief = Belief.AtTheEdge },
        new(AnyWeekday(), static (m, c) => Days.After(c.Today, WeekdayOf(m)!.Value)) { Belief = Belief.AtTheEnd },
    ];

    private static DateOnly? InFull(Match match, QuickAddContext context) =>
        On(Days.Day(Number(match.Groups["year"]), Number(match.Groups["month"]), Number(match.Groups["day"])), WeekdayOf(match));

    private static DateOnly? Named(Match match, QuickAddContext context)
    {
        var month = Array.IndexOf(Months, match.Groups["month"].Value[..3]) + 1;
        var day = Number(match.Groups["day"]);
        var date = match.Groups["year"].Success
            ? Days.Day(Number(match.Groups["year"]), month, day)
            : Days.Coming(context.Today, month, day);
        return On(date, WeekdayOf(match));
    }

    /// <summary>A number over 12 is the day; where both could be the month, the reader's custom decides.</summary>
    private static DateOnly? Slashed(Match match, QuickAddContext context)
    {
        var (first, second) = (Number(match.Groups["first"]), Number(match.Groups["second"]));
        var (month, day) = first > 12 || (second <= 12 && context.DayFirst) ? (second, first) : (first, second);
        // Around the clock, and not in July.
        if ((first, second) is (24, 7) && !match.Groups["year"].Success)
            return null;
        var date = match.Groups["year"].Success
            ? Days.Day(Number(match.Groups["year"]), month, day)
            : Days.Coming(context.Today, month, day);
        return On(date, WeekdayOf(match));
    }

    private static DateOnly? Ahead(Match match, QuickAddContext context)
    {
        var word = match.Groups["number"].ValueSpan;
        var number =
            word is "a" or "an" ? 1 : char.IsAsciiDigit(word[0]) ? Number(match.Groups["number"]) : Array.IndexOf(Numbers,
            word.ToString());
        return match.Groups["unit"].ValueSpan switch
        {
            "day" => Days.Ahead(context.Today, number),
            "week" => Days.Ahead(context.Today, 7L * number),
            "fortnight" => Days.Ahead(context.Today, 14L * number),
            "month" => Days.Ahead(context.Today, 0, number),
            _ => Days.Ahead(context.Today, 0, 12 * number),
        };
    }

    private static DayOfWeek? WeekdayOf(Match match)
    {
        var word = match.Groups["weekday"].ValueSpan;
        return word.Length switch
        {
            0 => null,
            1 => JapaneseDates.Weekday(word[0]),
            _ => (DayOfWeek)Array.IndexOf(Weekdays, word[..3].ToString()),
        };
    }

    [GeneratedRegex(
        $@"(?<year>[0-9]{{4}})[-/](?<month>[0-9]{{1,2}})[-/](?<day>[0-9]{{1,2}}){JapaneseDates.Bracketed}",
        RegexOptions.NonBacktracking)]
    private static partial Regex YearMonthDay();

    [GeneratedRegex($@"(?<day>[0-9]{{1,2}})\.\s?(?<month>[0-9]{{1,2}})\.\s?{Year}", RegexOptions.NonBacktracking)]
    private static partial Regex DayMonthYear();

    [GeneratedRegex(
        $@"\b(?:{Weekday},?\s+)?{Month}\s+(?:the\s+)?(?<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{Year}\b)?",
        RegexOptions.NonBacktracking)]
    private static partial Regex MonthDay();

    [GeneratedRegex(
        $@"\b(?:{Weekday},?\s+)?(?:the\s+)?(?<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{Month}(?:,?\s+{Year}\b)?",
        RegexOptions.NonBacktracking)]
    private static partial Regex DayMonth();

    [GeneratedRegex($@"(?<first>[0-9]{{1,2}})/(?<second>[0-9]{{1,2}})/{Year}", RegexOptions.NonBacktracking)]
    private static partial Regex SlashedYear();

    [GeneratedRegex($@"(?<first>[0-9]{{1,2}})/(?<second>[0-9]{{1,2}}){JapaneseDates.Bracketed}", RegexOptions.NonBacktracking)]
    private static partial Regex SlashedDay();

    [GeneratedRegex($@"\b{Weekday},?\s+the\s+{Nth}\b", RegexOptions.NonBacktracking)]
    private static partial Regex WeekdayTheNth();

    [GeneratedRegex($@"\bthe\s+{Nth}\b", RegexOptions.NonBacktracking)]
    private static partial Regex TheNth();

    [GeneratedRegex(@"\b(?:the\s+)?day\s+after\s+tomorrow\b", RegexOptions.NonBacktracking)]
    private static partial Regex DayAfterTomorrow();

    [GeneratedRegex(@"\b(?:tomorrow|tmrw?)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Tomorrow();

    [GeneratedRegex(@"\btoday\b", RegexOptions.NonBacktracking)]
    private static partial Regex Today();

    [GeneratedRegex(@"\b(?:tonight|this\s+(?:morning|afternoon|evening))\b", RegexOptions.NonBacktracking)]
    private static partial Regex Tonight();

    [GeneratedRegex($@"\bin\s+{Number}\s+{Unit}\b", RegexOptions.NonBacktracking)]
    private static partial Regex InSoMany();

    [GeneratedRegex($@"\b{Number}\s+{Unit}\s+from\s+(?:now|today)\b", RegexOptions.NonBacktracking)]
    private static partial Regex FromNow();

    [GeneratedRegex($@"\bnext\s+{Weekday}\b", RegexOptions.NonBacktracking)]
    private static partial Regex NextWeekday();

    [GeneratedRegex($@"\b(?:this|coming)\s+{Weekday}\b", RegexOptions.NonBacktracking)]
    private static partial Regex ThisWeekday();

    [GeneratedRegex(@"\b(?<which>this|next|the)\s+weekend\b", RegexOptions.NonBacktracking)]
    private static partial Regex Weekend();

    [GeneratedRegex(@"\bnext\s+(?<unit>week|month|year)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Next();

    [GeneratedRegex(@"\b(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?<unit>week|month|year)\b", RegexOptions.NonBacktracking)]
    private static partial Regex EndOf();

    [GeneratedRegex(@"\b(?<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", RegexOptions.NonBacktracking)]
    private static partial Regex WholeWeekday();

    [GeneratedRegex($@"\b{Weekday}\b", RegexOptions.NonBacktracking)]
    private static partial Regex AnyWeekday();
}
