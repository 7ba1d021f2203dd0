using System.Globalization;
using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>One way to write a date.</summary>
/// <param name="Pattern">Matched against the folded line.</param>
/// <param name="Day">The day that a match means; null if there is no such day.</param>
internal sealed record DateRule(Regex Pattern, Func<Match, QuickAddContext, DateOnly?> Day)
{
    /// <summary>Where such words are believed.</summary>
    public Belief Belief { get; init; } = Belief.Anywhere;

    public Writing Writing { get; init; } = Writing.English;

    /// <summary>Also read with the next word directly behind: 「明日家賃を払う」.</summary>
    public bool MayBeGlued { get; init; }

    /// <summary>The words say more than the day (tonight) and stay in the title.</summary>
    public bool Keeps { get; init; }

    public static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A weekday beside a date must be that date's; otherwise the words are no date (Friday the 13th).</summary>
    public static DateOnly? On(DateOnly? day, DayOfWeek? weekday) => weekday is null || day?.DayOfWeek == weekday ? day : null;
}

internal enum Writing
{
    /// <summary>Words between spaces.</summary>
    English,

    /// <summary>No space parts one word from the next; a particle may follow.</summary>
    Japanese,

    /// <summary>Figures and signs, in a line of either language.</summary>
    Figures,
}

internal enum Belief
{
    Anywhere,

    /// <summary>At the beginning or the end of the line, or after a word that announces a date.</summary>
    AtTheEdge,

    /// <summary>At the end of the line, or after a word that announces a date.</summary>
    AtTheEnd,

    /// <summary>After a word that announces a date only.</summary>
    Announced,
}
