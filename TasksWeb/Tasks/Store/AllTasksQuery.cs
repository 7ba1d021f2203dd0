using TasksWeb.GoogleTasks;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

public sealed class AllTasksQuery(PersonTasks store)
{
    /// <summary>All lists with all their tasks in Google's order, completed and hidden ones included.</summary>
    public async Task<IReadOnlyList<ListWithTasks>> ReadAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var lists = await store.ListTaskListsAsync(grant, cancellationToken);
        return await store.ReadAllAsync(grant, lists, cancellationToken);
    }

    /// <summary>The same for a file or a printout: it fails rather than leave a list out.</summary>
    /// <param name="list">The id of the only list; null = all.</param>
    public async Task<IReadOnlyList<ListWithTasks>> ReadCompletelyAsync(
        GrantKey grant, string? list, CancellationToken cancellationToken)
    {
        var lists = (await store.ListTaskListsAsync(grant, cancellationToken)).ToList();
        if (list is null)
            store.RequireAllAccounts(grant);
        else
            lists.RemoveAll(other => other.Id != list);
        var snapshots = await Task.WhenAll(store.GetAll(grant, lists, cancellationToken));
        return [.. lists.Zip(snapshots, ListWithTasks.Of)];
    }

    /// <summary>Tasks of a list with their whole notes, in the order in which they are given.</summary>
    public IAsyncEnumerable<TaskItem> WithNotesAsync(
        GrantKey grant, TaskList list, IReadOnlyList<TaskItem> tasks, CancellationToken cancellationToken) =>
        WholeNotes.ReadAsync(tasks, keep => store.ReadWithNotesAsync(grant, list.Id, keep, cancellationToken));
}

/// <param name="Tasks">In Google's order.</param>
public sealed record ListWithTasks(TaskList List, IReadOnlyList<TaskItem> Tasks)
{
    /// <summary>Of some notes only the beginning is there.</summary>
    public bool HasCutNotes { get; init; }

    /// <summary>From top to bottom; those of a snapshot are computed once.</summary>
    public TaskRows Rows => Snapshot?.Rows(List) ?? TaskTree.Rows(List, Tasks);

    private ListSnapshot? Snapshot { get; init; }

    public static ListWithTasks Of(TaskList list, ListSnapshot snapshot) =>
        new(list, snapshot.Tasks) { HasCutNotes = snapshot.HasCutNotes, Snapshot = snapshot };
}
