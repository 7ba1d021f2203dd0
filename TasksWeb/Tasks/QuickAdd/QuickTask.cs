using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.QuickAdd;

/// <param name="Title">The line without date and list, or the whole line if nothing else remains.</param>
public sealed record QuickTask(string Title, DateOnly? Due, TaskList? List, IReadOnlyList<Remark> Remarks);

/// <param name="Candidates">The lists that an ambiguous <c>#name</c> may mean.</param>
public sealed record Remark(RemarkKind Kind, string Words, IReadOnlyList<TaskList> Candidates)
{
    public Remark(RemarkKind kind, string words)
        : this(kind, words, [])
    {
    }
}

public enum RemarkKind
{
    Date,

    List,

    /// <summary>The beginning of several lists' names; stays in the title.</summary>
    AmbiguousList,

    /// <summary>Not the beginning of a list's name; stays in the title.</summary>
    UnknownList,

    /// <summary>A time of day, which Google's API does not store; stays in the title.</summary>
    Time,

    /// <summary>A recurrence, which Google's API does not store; stays in the title.</summary>
    Recurrence,
}
