using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <param name="Parents">The tasks that it can be moved below.</param>
public sealed record TaskPage(
    TasksLayout Layout, TaskRow Row, TaskDraft Draft, IReadOnlyList<TaskItem> Parents, IReadOnlyList<TaskRow> Subtasks)
    : TasksLayoutPage(Layout)
{
    /// <summary>What is wrong with the draft, in the reader's language.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the task has changed since it was read. The page then shows both versions.</summary>
    public bool IsConflict { get; init; }
}

/// <param name="Below">How many tasks are deleted with it.</param>
public sealed record TaskDeletionPage(TasksLayout Layout, TaskRow Row, int Below) : TasksLayoutPage(Layout);

public sealed record ListPage(TasksLayout Layout, TaskList List, TaskRows Rows) : TasksLayoutPage(Layout)
{
    /// <summary>Tasks assigned in a document or chat, which are deleted there too.</summary>
    public int Assigned => Rows.All.Count(row => row.Task.AssignmentInfo is not null);
}
