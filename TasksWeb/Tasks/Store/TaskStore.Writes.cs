using TasksWeb.GoogleTasks;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// Writes to Google that cached snapshots show as soon as they return. A limit that the cached lists show to be reached is an
/// <c>invalid_request</c> before anything is sent.
/// </summary>
public sealed partial class TaskStore
{
    /// <inheritdoc cref="GoogleTasksClient.InsertTaskListAsync"/>
    public async Task<TaskList> InsertTaskListAsync(GrantKey grant, string title, CancellationToken cancellationToken)
    {
        if (cache.Find(grant)?.Lists.Value is { } lists)
            TaskLimits.CheckRoom("list", lists.Count, TaskLimits.Lists, "lists");
        var inserted = await google.InsertTaskListAsync(grant, title, cancellationToken);
        cache.Find(grant)?.Lists.Invalidate();
        return inserted;
    }

    /// <inheritdoc cref="GoogleTasksClient.PatchTaskListAsync"/>
    public async Task<TaskList> PatchTaskListAsync(
        GrantKey grant, string list, string title, string? etag, CancellationToken cancellationToken)
    {
        var patched = await google.PatchTaskListAsync(grant, list, title, etag, cancellationToken);
        cache.Find(grant)?.Lists.Invalidate();
        return patched;
    }

    /// <inheritdoc cref="GoogleTasksClient.DeleteTaskListAsync"/>
    public async Task DeleteTaskListAsync(GrantKey grant, string list, string? etag, CancellationToken cancellationToken)
    {
        await google.DeleteTaskListAsync(grant, list, etag, cancellationToken);
        cache.Find(grant)?.Remove(list);
        cache.Find(grant)?.Lists.Invalidate();
    }

    /// <inheritdoc cref="GoogleTasksClient.ClearAsync"/>
    public async Task ClearAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        await google.ClearAsync(grant, list, cancellationToken);
        Apply(grant, list, LocalMutations.Cleared);
    }

    /// <inheritdoc cref="GoogleTasksClient.InsertTaskAsync"/>
    public async Task<TaskItem> InsertTaskAsync(
        GrantKey grant, string list, TaskChange task, string? parent, string? previous, CancellationToken cancellationToken)
    {
        CheckRoom(grant, list, parent);
        var inserted = await google.InsertTaskAsync(grant, list, task, parent, previous, cancellationToken);
        Apply(grant, list, snapshot => LocalMutations.Placed(snapshot, inserted, previous));
        return inserted;
    }

    /// <summary>A task like this that was added since a time; null if there is none.</summary>
    /// <param name="known">The ids of tasks that it is not.</param>
    public async Task<TaskItem?> FindAddedAsync(
        GrantKey grant, string list, TaskChange task, string? parent, DateTimeOffset since, IReadOnlySet<string> known,
        CancellationToken cancellationToken)
    {
        var changed = await google.ListTasksAsync(grant, list, since - Overlap, cancellationToken);
        return changed.Tasks.FirstOrDefault(candidate =>
            !candidate.Deleted && !known.Contains(candidate.Id) && candidate.Title == task.Title && candidate.Parent == parent
            && candidate.DueDate == task.Due);
    }

    /// <inheritdoc cref="GoogleTasksClient.PatchTaskAsync"/>
    public async Task<TaskItem> PatchTaskAsync(
        GrantKey grant, string list, string task, TaskChange change, string? etag, CancellationToken cancellationToken)
    {
        var patched = await google.PatchTaskAsync(grant, list, task, change, etag, cancellationToken);
        Apply(grant, list, snapshot => patched.Deleted
            ? LocalMutations.Removed(snapshot, task)
            : LocalMutations.Patched(snapshot, patched));
        return patched;
    }

    /// <inheritdoc cref="GoogleTasksClient.DeleteTaskAsync"/>
    public async Task DeleteTaskAsync(
        GrantKey grant, string list, string task, string? etag, CancellationToken cancellationToken)
    {
        await google.DeleteTaskAsync(grant, list, task, etag, cancellationToken);
        Apply(grant, list, snapshot => LocalMutations.Removed(snapshot, task));
    }

    /// <inheritdoc cref="GoogleTasksClient.MoveTaskAsync"/>
    public async Task<TaskItem> MoveTaskAsync(
        GrantKey grant, string list, string task, string? parent, string? previous, string? destinationList,
        CancellationToken cancellationToken)
    {
        var destination = destinationList ?? list;
        CheckRoom(grant, destination, parent);
        var moved = await google.MoveTaskAsync(grant, list, task, parent, previous, destinationList, cancellationToken);
        // Google moves subtasks along into another list.
        var movesSubtasks = destination != list && FindCached(grant, list)?.HasSubtasks(task) != false;
        if (destination != list)
            Apply(grant, list, snapshot => LocalMutations.Removed(snapshot, task));
        Apply(grant, destination, snapshot =>
        {
            var placed = LocalMutations.Placed(snapshot, moved, previous);
            return movesSubtasks ? (placed.Snapshot.Unreliable(), false) : placed;
        });
        return moved;
    }

    private void Apply(
        GrantKey grant, string list, Func<ListSnapshot, (ListSnapshot Snapshot, bool IsCertain)> mutation) =>
        cache.Find(grant)?.Apply(list, mutation);

    /// <summary>Checks what is cached; for a list that is not, Google decides.</summary>
    private void CheckRoom(GrantKey grant, string list, string? parent)
    {
        if (cache.Find(grant) is not { } user || user.Find(list) is not { } known)
            return;
        TaskLimits.CheckRoom("list", user.TaskCount, TaskLimits.Tasks, "tasks in all lists");
        TaskLimits.CheckRoom("list", known.Tasks.Count(task => !task.Hidden), TaskLimits.TasksPerList, "tasks in a list");
        if (parent is not null)
            TaskLimits.CheckRoom(
                "parent", known.Tasks.Count(task => task.Parent == parent), TaskLimits.Subtasks, "subtasks under a task");
    }
}
