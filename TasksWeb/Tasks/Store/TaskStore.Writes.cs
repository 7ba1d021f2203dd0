using TasksWeb.GoogleTasks;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// Writes to Google that the cached lists show as soon as they return. A limit that is known to be exceeded is an
/// <c>invalid_request</c> before anything is sent. An etag makes a write depend on the version that was read.
/// </summary>
public sealed partial class TaskStore
{
    public async Task<TaskList> CreateListAsync(GrantKey grant, string title, CancellationToken cancellationToken)
    {
        if (cache.Find(grant)?.Lists.Known is { } known)
            TaskLimits.CheckRoom("list", known.Count, TaskLimits.Lists, "lists");
        var list = await google.CreateListAsync(grant, title, cancellationToken);
        cache.ListsChanged(grant);
        return list;
    }

    public async Task<TaskList> RenameListAsync(
        GrantKey grant, string list, string title, string? etag, CancellationToken cancellationToken)
    {
        var renamed = await google.RenameListAsync(grant, list, title, etag, cancellationToken);
        cache.ListsChanged(grant);
        return renamed;
    }

    public async Task DeleteListAsync(GrantKey grant, string list, string? etag, CancellationToken cancellationToken)
    {
        await google.DeleteListAsync(grant, list, etag, cancellationToken);
        cache.ListRemoved(grant, list);
    }

    /// <summary>Hides the completed tasks of a list.</summary>
    public async Task ClearAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        await google.ClearAsync(grant, list, cancellationToken);
        cache.Cleared(grant, list);
    }

    /// <inheritdoc cref="GoogleTasksClient.CreateTaskAsync"/>
    public async Task<TaskItem> CreateTaskAsync(
        GrantKey grant, string list, TaskChange task, string? parent, string? previous, CancellationToken cancellationToken)
    {
        CheckRoom(grant, list, parent);
        var created = await google.CreateTaskAsync(grant, list, task, parent, previous, cancellationToken);
        cache.Placed(grant, list, created, previous);
        return created;
    }

    /// <inheritdoc cref="GoogleTasksClient.ChangeTaskAsync"/>
    public async Task<TaskItem> ChangeTaskAsync(
        GrantKey grant, string list, string task, TaskChange change, string? etag, CancellationToken cancellationToken)
    {
        var changed = await google.ChangeTaskAsync(grant, list, task, change, etag, cancellationToken);
        if (changed.Deleted)
            cache.Removed(grant, list, task);
        else
            cache.Changed(grant, list, changed);
        return changed;
    }

    /// <inheritdoc cref="GoogleTasksClient.DeleteTaskAsync"/>
    public async Task DeleteTaskAsync(GrantKey grant, string list, string task, string? etag, CancellationToken cancellationToken)
    {
        await google.DeleteTaskAsync(grant, list, task, etag, cancellationToken);
        cache.Removed(grant, list, task);
    }

    /// <inheritdoc cref="GoogleTasksClient.MoveTaskAsync"/>
    public async Task<TaskItem> MoveTaskAsync(
        GrantKey grant, string list, string task, string? parent, string? previous, string? destinationList,
        CancellationToken cancellationToken)
    {
        CheckRoom(grant, destinationList ?? list, parent);
        var moved = await google.MoveTaskAsync(grant, list, task, parent, previous, destinationList, cancellationToken);
        if (destinationList is null || destinationList == list)
            cache.Placed(grant, list, moved, previous);
        else
            cache.MovedOver(grant, list, destinationList, task, moved, previous);
        return moved;
    }

    /// <summary>By what is cached: a list that has not been read is left to Google.</summary>
    private void CheckRoom(GrantKey grant, string list, string? parent)
    {
        if (cache.Find(grant) is not { } person || person.Known(list) is not { } known)
            return;
        TaskLimits.CheckRoom("list", person.TaskCount, TaskLimits.Tasks, "tasks in all lists");
        TaskLimits.CheckRoom("list", known.Tasks.Count(task => !task.Hidden), TaskLimits.TasksPerList, "tasks in a list");
        if (parent is not null)
            TaskLimits.CheckRoom(
                "parent", known.Tasks.Count(task => task.Parent == parent), TaskLimits.Subtasks, "subtasks under a task");
    }
}
