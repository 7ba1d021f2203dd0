using TasksWeb.GoogleTasks;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

public sealed class AllTasksQuery(PersonTasks store)
{
    /// <summary>Characters of notes that one file or printout may have.</summary>
    private const long MaxNotesLength = 16 * 1024 * 1024;

    /// <summary>All lists with all their tasks in Google's order, completed and hidden ones included.</summary>
    public async Task<IReadOnlyList<ListWithTasks>> ReadAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var lists = await store.ListTaskListsAsync(grant, cancellationToken);
        return await store.ReadAllAsync(grant, lists, cancellationToken);
    }

    /// <summary>The same with whole notes, for a file or a printout: it fails rather than leave something out.</summary>
    /// <param name="list">The id of the only list; null = all.</param>
    /// <returns>Null if the notes are too long to hold them in memory.</returns>
    public async Task<IReadOnlyList<ListWithTasks>?> ReadWithNotesAsync(
        GrantKey grant, string? list, CancellationToken cancellationToken)
    {
        var whole = new List<ListWithTasks>();
        long length = 0;
        var lists = (await store.ListTaskListsAsync(grant, cancellationToken)).ToList();
        if (list is null)
            store.RequireAllAccounts(grant);
        else
            lists.RemoveAll(other => other.Id != list);
        var snapshots = await Task.WhenAll(store.GetAll(grant, lists, cancellationToken));
        foreach (var one in lists.Zip(snapshots, ListWithTasks.Of))
        {
            whole.Add(one.HasCutNotes
                ? new ListWithTasks(one.List, await store.ReadWithNotesAsync(grant, one.List.Id, Keep, cancellationToken))
                : one);
            if (length > MaxNotesLength)
                return null;
        }
        return whole;

        TaskItem Keep(TaskItem task) =>
            (length += task.Notes?.Length ?? 0) > MaxNotesLength ? NotesRoom.Cut(task) : task;
    }
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
