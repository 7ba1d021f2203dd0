namespace TasksWeb.Tasks.QuickAdd;

internal static class EnglishDates
{
    private const string Weekday =
        "(?<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)";
    private const string Month =
        "(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
        + @"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?";
    private const string Year = @"(?<year>(?:19|20|21)\d\d)";
    private const string Number =
        "(?<number>[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";
    private const string Unit = "(?<unit>day|week|fortnight|month|year)s?";
    private const string Day = "(?<day>[0-9]{1,2})";
    private const string Nth = $"{Day}(?:st|nd|rd|th)";
    private const string Slashed = "(?<first>[0-9]{1,2})/(?<second>[0-9]{1,2})";

    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Numbers =
        ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>Longer forms first: words that a rule has read are not read again.</summary>
    public static readonly DateRule[] Rules =
    [
        new($"(?<year>[0-9]{{4}})[-/](?<month>[0-9]{{1,2}})[-/]{Day}{JapaneseDates.Weekday}", m => m.FullDate())
        {
            Writing = Writing.Digits,
        },
        new($@"{Day}\.\s?(?<month>[0-9]{{1,2}})\.\s?{Year}", m => m.FullDate()) { Writing = Writing.Digits },
        new($@"\b(?:{Weekday},?\s+)?{Month}\s+(?:the\s+)?{Day}(?:st|nd|rd|th)?\b(?:,?\s+{Year}\b)?", NamedMonth),
        new($@"\b(?:{Weekday},?\s+)?(?:the\s+)?{Day}(?:st|nd|rd|th)?\s+(?:of\s+)?{Month}(?:,?\s+{Year}\b)?", NamedMonth),
        new($"{Slashed}/{Year}", SlashedDate) { Writing = Writing.Digits },
        new($"{Slashed}{JapaneseDates.Weekday}", SlashedDate)
        {
            Writing = Writing.Digits,
            Position = DatePosition.StartOrEnd,
        },
        new($@"\b{Weekday},?\s+the\s+{Nth}\b", m => m.IfOnWeekday(Days.Next(m.Today, m.Number("day")))),
        new($@"\bthe\s+{Nth}\b", m => Days.Next(m.Today, m.Number("day"))) { Position = DatePosition.Announced },
        new(@"\b(?:the\s+)?day\s+after\s+tomorrow\b", m => Days.Ahead(m.Today, 2)),
        new(@"\b(?:tomorrow|tmrw?)\b", m => Days.Ahead(m.Today, 1)),
        new(@"\btoday\b", m => m.Today),
        new(@"\b(?:tonight|this\s+(?:morning|afternoon|evening))\b", m => m.Today) { StaysInTitle = true },
        new($@"\bin\s+{Number}\s+{Unit}\b", Ahead),
        new($@"\b{Number}\s+{Unit}\s+from\s+(?:now|today)\b", Ahead),
        new($@"\bnext\s+{Weekday}\b", m => Days.InWeek(m.Today, 1, m.Weekday!.Value)),
        new($@"\b(?:this|coming)\s+{Weekday}\b", m => Days.Next(m.Today, m.Weekday!.Value)),
        new(@"\b(?<which>this|next|the)\s+weekend\b", m => Days.Weekend(m.Today, m["which"] == "next" ? 1 : 0)),
        new(@"\bnext\s+(?<unit>week|month|year)\b", m => m["unit"] switch
        {
            "week" => Days.InWeek(m.Today, 1, DayOfWeek.Monday),
            "month" => Days.InMonth(m.Today, 1, 1),
            _ => Days.NextYear(m.Today),
        }),
        new(@"\b(?:eod|(?:the\s+)?end\s+of\s+(?:the\s+)?day)\b", m => m.Today),
        new(@"\b(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?<unit>week|month|year)\b", m => m["unit"] switch
        {
            "week" => Days.EndOfWeek(m.Today),
            "month" => Days.EndOfMonth(m.Today, 0),
            _ => Days.EndOfYear(m.Today),
        }),
        new(
            // "sun" at the start is rather the noun: sun cream.
            @"\b(?<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs?)?|fri|sat)\b",
            m => Days.After(m.Today, m.Weekday!.Value))
        {
            Position = DatePosition.StartOrEnd,
        },
        new($@"\b{Weekday}\b", m => Days.After(m.Today, m.Weekday!.Value)) { Position = DatePosition.End },
    ];

    private static DateOnly? NamedMonth(DateMatch match) =>
        match.OfYear(Array.IndexOf(Months, match["month"][..3]) + 1, match.Number("day"));

    /// <summary>A number over 12 is the day; where both could be the month, the reader's language decides.</summary>
    private static DateOnly? SlashedDate(DateMatch match)
    {
        var (first, second) = (match.Number("first"), match.Number("second"));
        // 24/7 means always, not a day in July.
        if ((first, second) is (24, 7) && match["year"].Length == 0)
            return null;
        return first > 12 || (second <= 12 && match.DayFirst) ? match.OfYear(second, first) : match.OfYear(first, second);
    }

    private static DateOnly? Ahead(DateMatch match)
    {
        var number = match["number"] switch
        {
            "a" or "an" => 1,
            [>= '0' and <= '9', ..] => match.Number("number"),
            var word => Array.IndexOf(Numbers, word),
        };
        return match["unit"] switch
        {
            "day" => Days.Ahead(match.Today, number),
            "week" => Days.Ahead(match.Today, 7L * number),
            "fortnight" => Days.Ahead(match.Today, 14L * number),
            "month" => Days.Ahead(match.Today, 0, number),
            _ => Days.Ahead(match.Today, 0, 12 * number),
        };
    }
}
