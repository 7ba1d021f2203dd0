using System.Globalization;
using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

public enum DayMonthOrder
{
    DayFirst,
    MonthFirst,

    /// <summary>Year, month and day, the year with two digits.</summary>
    YearFirst,
}

/// <summary>A date as files spell it, in the Gregorian calendar, perhaps with a time.</summary>
/// <param name="DayFirst">The date if the day stands before the month; null if it is none then.</param>
/// <param name="MonthFirst">The date if the month stands first. The same, unless all parts are mere numbers.</param>
/// <param name="YearFirst">The date if a year of two digits stands first; the same if the order is plain.</param>
/// <param name="Offset">From UTC; null if the date names none.</param>
internal sealed partial record WrittenDate(
    DateOnly? DayFirst, DateOnly? MonthFirst, DateOnly? YearFirst, TimeOnly? Time, TimeSpan? Offset)
{
    /// <summary>Also bounds the backtracking of the pattern, which without it would cost seconds for a full file.</summary>
    private const int MaxLength = 64;

    private static readonly string[] Months =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private static readonly string[] Iso = ["yyyy-MM-dd", "yyyyMMdd"];

    /// <summary>Null if it is not a date in any order.</summary>
    public static WrittenDate? Read(string text)
    {
        var written = text.Trim();
        if (DateOnly.TryParseExact(written, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return IsPlausible(day.Year) ? new WrittenDate(day, day, day, Time: null, Offset: null) : null;
        if (written.Length is < 6 or > MaxLength)
            return null;
        if (Moment(written) is { } moment)
        {
            day = DateOnly.FromDateTime(moment.UtcDateTime);
            return new WrittenDate(day, day, day, TimeOnly.FromDateTime(moment.UtcDateTime), TimeSpan.Zero);
        }
        var match = Pattern().Match(FieldNames.Narrow(written));
        return match.Success && Readings(match) is var (dayFirst, monthFirst, yearFirst)
            && (dayFirst ?? monthFirst ?? yearFirst) is not null && TryReadTime(match, out var time, out var offset)
                ? new WrittenDate(dayFirst, monthFirst, yearFirst, time, offset)
                : null;
    }

    /// <summary>The date in one order; null if it is none then.</summary>
    public DateOnly? In(DayMonthOrder order) => order switch
    {
        DayMonthOrder.DayFirst => DayFirst,
        DayMonthOrder.MonthFirst => MonthFirst,
        _ => YearFirst,
    };

    /// <summary>Null if it could be two dates and no order is given, or is none in this order.</summary>
    public DateOnly? Day(DayMonthOrder? order)
    {
        if (order is { } known)
            return In(known);
        var any = DayFirst ?? MonthFirst ?? YearFirst;
        return (DayFirst ?? any) == any && (MonthFirst ?? any) == any && (YearFirst ?? any) == any ? any : null;
    }

    private static (DateOnly? DayFirst, DateOnly? MonthFirst, DateOnly? YearFirst) Readings(Match match)
    {
        if (match.Groups["first"] is { Success: true } first)
        {
            var (second, last) = (Number(match.Groups["second"]), match.Groups["y"]);
            var dayFirst = Date(Year(last), second, Number(first));
            // With dots, the day is first everywhere.
            if (match.Groups["sign"].Value == ".")
                return (dayFirst, dayFirst, dayFirst);
            var hasYearFirst = first.Length == 2 && last.Length == 2;
            return (dayFirst, Date(Year(last), Number(first), second),
                hasYearFirst ? Date(Year(first), second, Number(last)) : null);
        }
        var year = match.Groups["era"] is { Success: true } era
            ? 2018 + (era.Value == "元" ? 1 : Number(era))
            : Year(match.Groups["y"]);
        var month = match.Groups["name"] is { Success: true } name
            ? Array.FindIndex(Months, one => name.Value.StartsWith(one, StringComparison.OrdinalIgnoreCase)) + 1
            : Number(match.Groups["m"]);
        var day = Date(year, month, Number(match.Groups["d"]));
        return (day, day, day);
    }

    /// <summary>Seconds or milliseconds since 1970. What begins with 19 or 20 can be a year, month, day and hour.</summary>
    private static DateTimeOffset? Moment(string written) =>
        written.Length is 10 or 13 && !written.StartsWith("19", StringComparison.Ordinal) && written[0] == '1'
        && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? DateTimeOffset.FromUnixTimeSeconds(written.Length == 10 ? number : number / 1000)
            : null;

    private static DateOnly? Date(int year, int month, int day) =>
        IsPlausible(year) && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static bool IsPlausible(int year) => year is >= 1900 and < 3000;

    private static bool TryReadTime(Match match, out TimeOnly? time, out TimeSpan? offset)
    {
        (time, offset) = (null, null);
        if (match.Groups["h"] is not { Success: true } h)
            return true;
        var (hour, minute, second) = (Number(h), Number(match.Groups["min"]), Number(match.Groups["s"]));
        if (match.Groups["pm"].Success && hour < 12)
            hour += 12;
        else if (match.Groups["am"].Success && hour == 12)
            hour = 0;
        if (hour > 23 || minute > 59 || second > 60)
            return false;
        time = new TimeOnly(hour, minute, Math.Min(second, 59));
        if (match.Groups["offset"] is { Success: true } written)
        {
            var digits = written.Value.Replace(":", "", StringComparison.Ordinal);
            var shift = new TimeSpan(Parse(digits.AsSpan(1, 2)), Parse(digits.AsSpan(3, 2)), 0);
            offset = digits[0] == '-' ? -shift : shift;
            return shift <= TimeSpan.FromHours(14);
        }
        offset = match.Groups["utc"].Success ? TimeSpan.Zero : null;
        return true;
    }

    private static int Year(Group group) => Number(group) + (group.Length == 2 ? 2000 : 0);

    private static int Number(Group group) => group.Success ? Parse(group.ValueSpan) : 0;

    private static int Parse(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?:(?<y>[0-9]{4})(?:[-/.]|\s?年\s?)(?<m>[0-9]{1,2})(?:[-/.]|\s?月\s?)(?<d>[0-9]{1,2})(?:\s?日)?"
        + @"|令和(?<era>[0-9]{1,2}|元)年(?<m>[0-9]{1,2})月(?<d>[0-9]{1,2})日"
        + @"|(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})"
        + @"|(?:[a-z]{3,9},?\s+)?(?<first>[0-9]{1,2})(?<sign>[-/.])(?<second>[0-9]{1,2})[-/.](?<y>[0-9]{4}|[0-9]{2})"
        + @"|(?:[a-z]{3,9},?\s+)?(?<d>[0-9]{1,2})(?:st|nd|rd|th)?\.?[-/\s]+(?:of\s+)?" + Month
        + @"\.?,?[-/\s]+(?<y>[0-9]{4}|[0-9]{2})"
        + @"|(?:[a-z]{3,9},?\s+)?" + Month + @"\.?\s+(?<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?<y>[0-9]{4}))"
        // The weekday in brackets, and the time.
        + @"(?:\s*\([^()]{1,10}\))?"
        + @"(?:(?:T|,?\s+(?:at\s+)?|\s*(?:(?<am>午前)|(?<pm>午後))\s*)(?<h>[0-9]{1,2})(?::?(?<min>[0-9]{2})(?::?(?<s>[0-9]{2})"
        + @"(?:[.,][0-9]+)?)?)?\s*(?:(?:(?<am>a)|(?<pm>p))\.?m\.?)?\s*(?<utc>Z|UTC|GMT)?(?<offset>[-+][0-9]{2}:?[0-9]{2})?"
        + @"(?:\s*\([^()]*\))?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    private const string Month =
        "(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
        + "|nov(?:ember)?|dec(?:ember)?)";
}
