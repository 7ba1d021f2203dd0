using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>One line as it was understood.</summary>
/// <param name="Title">What is left when the understood words are taken out; the whole line if nothing else would be
/// left.</param>
/// <param name="List">The list that the line names; null if it names none.</param>
/// <param name="Remarks">What was read and what cannot be kept, in the order of the line.</param>
public sealed record QuickTask(string Title, DateOnly? Due, TaskList? List, IReadOnlyList<Remark> Remarks);

/// <summary>Something to tell the person about the words of a line.</summary>
/// <param name="Words">As they were typed.</param>
/// <param name="Candidates">The lists that an ambiguous <c>#name</c> could mean.</param>
public sealed record Remark(RemarkKind Kind, string Words, IReadOnlyList<TaskList> Candidates)
{
    public Remark(RemarkKind kind, string words)
        : this(kind, words, [])
    {
    }
}

public enum RemarkKind
{
    /// <summary>Read as the due date and taken out of the title.</summary>
    Date,

    /// <summary>Read as the list and taken out of the title.</summary>
    List,

    /// <summary>Begins the names of several lists; left in the title.</summary>
    AmbiguousList,

    /// <summary>Begins the name of no list; left in the title.</summary>
    UnknownList,

    /// <summary>A time of day, which Google's API does not keep; left in the title.</summary>
    Time,

    /// <summary>A repetition, which Google's API does not keep; left in the title.</summary>
    Recurrence,
}
