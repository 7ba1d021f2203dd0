using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.QuickAdd;

/// <param name="Today">In the reader's time zone.</param>
/// <param name="DayFirst">Whether <c>3/4</c> is 3 April and not March 4.</param>
/// <param name="Lists">The lists that <c>#name</c> can mean.</param>
public sealed record QuickAddContext(DateOnly Today, bool DayFirst, IReadOnlyList<TaskList> Lists)
{
    /// <summary>False keeps dates in the title.</summary>
    public bool ReadsDates { get; init; } = true;

    /// <summary>False keeps <c>#name</c> in the title.</summary>
    public bool ReadsLists { get; init; } = true;
}
