using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <summary>One task on a page of its own: read, edited, moved.</summary>
/// <param name="Row">The task in its list.</param>
/// <param name="Draft">What the form holds.</param>
/// <param name="Parents">The tasks it may stand under.</param>
/// <param name="Subtasks">What stands under it, open ones first.</param>
public sealed record TaskPage(
    Desk Desk, TaskRow Row, TaskDraft Draft, IReadOnlyList<TaskItem> Parents, IReadOnlyList<TaskRow> Subtasks) : TasksLayoutPage(Desk)
{
    /// <summary>What is wrong with the draft, in the reader's language.</summary>
    public string? Complaint { get; init; }

    /// <summary>Whether somebody else has changed the task since it was read: the page then shows both versions.</summary>
    public bool IsConflict { get; init; }
}

/// <summary>Asks before a task goes, and says what goes with it.</summary>
/// <param name="Below">How many tasks stand under it.</param>
public sealed record TaskDeletionPage(Desk Desk, TaskRow Row, int Below) : TasksLayoutPage(Desk);

/// <summary>What can be done with a list as a whole.</summary>
public sealed record ListPage(Desk Desk, TaskList List, TaskRows Rows) : TasksLayoutPage(Desk)
{
    public string? Complaint { get; init; }

    /// <summary>Tasks that came from a document or a chat: they are deleted there as well.</summary>
    public int Assigned => Rows.All.Count(row => row.Task.AssignmentInfo is not null);
}
