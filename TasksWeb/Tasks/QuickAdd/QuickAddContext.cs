using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>What a line's words are measured against.</summary>
/// <param name="Today">The reader's today, in the reader's time zone.</param>
/// <param name="DayFirst">How <c>3/4</c> is read where both could be the month: 3 April if true, March 4 if not.</param>
/// <param name="Lists">The lists that <c>#name</c> can choose from.</param>
public sealed record QuickAddContext(DateOnly Today, bool DayFirst, IReadOnlyList<TaskList> Lists)
{
    /// <summary>False leaves every date in the title.</summary>
    public bool ReadsDates { get; init; } = true;

    /// <summary>False leaves every <c>#name</c> in the title.</summary>
    public bool ReadsLists { get; init; } = true;
}
