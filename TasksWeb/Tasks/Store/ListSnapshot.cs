using System.Collections.Immutable;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// One list as it was read: every task that is not deleted, siblings in Google's order. Immutable. Positions may lag behind that
/// order, because Google renumbers siblings without reporting them as changed: the tasks are never sorted by position again.
/// </summary>
public sealed class ListSnapshot
{
    private readonly Lazy<Dictionary<string, int>> _indexes;
    private TaskRows? _rows;
    private TaskList? _rowsOf;

    internal ListSnapshot(ImmutableArray<TaskItem> tasks, DateTimeOffset readAt, DateTimeOffset fullyReadAt)
    {
        (Tasks, ReadAt, FullyReadAt) = (tasks, readAt, fullyReadAt);
        foreach (var task in tasks)
        {
            Size += 500L + (2 * (task.Title.Length + (task.Notes?.Length ?? 0)));
            HasCutNotes |= task.AreNotesCut;
        }
        _indexes = new(() =>
        {
            var indexes = new Dictionary<string, int>(Tasks.Length, StringComparer.Ordinal);
            for (var index = 0; index < Tasks.Length; index++)
                indexes.TryAdd(Tasks[index].Id, index);
            return indexes;
        });
    }

    public ImmutableArray<TaskItem> Tasks { get; }

    /// <summary>When the list was last read or synchronized, by Google's clock.</summary>
    public DateTimeOffset ReadAt { get; }

    /// <summary>When every page was last read; <see cref="DateTimeOffset.MinValue"/> if they must be read again.</summary>
    internal DateTimeOffset FullyReadAt { get; }

    /// <summary>How many tasks have been read, if these are the first of a list that is still being read; else null.</summary>
    public int? CountSoFar { get; internal init; }

    /// <summary>Approximate size in bytes.</summary>
    internal long Size { get; } = 200;

    /// <summary>Some notes are not whole.</summary>
    internal bool HasCutNotes { get; }

    public TaskItem? Find(string id) => IndexOf(id) is var index and >= 0 ? Tasks[index] : null;

    /// <summary>The rows of the list, computed once per snapshot.</summary>
    public TaskRows Rows(TaskList list)
    {
        lock (_indexes)
        {
            if (_rows is null || _rowsOf != list)
            {
                var rows = TaskTree.Rows(list, Tasks);
                (_rows, _rowsOf) = (CountSoFar is null ? rows : rows.OfPart(), list);
            }
            return _rows;
        }
    }

    internal int IndexOf(string id) => _indexes.Value.TryGetValue(id, out var index) ? index : -1;

    internal bool HasSubtasks(string id)
    {
        foreach (var task in Tasks)
        {
            if (task.Parent == id)
                return true;
        }
        return false;
    }

    internal ListSnapshot With(ImmutableArray<TaskItem> tasks, DateTimeOffset? readAt = null) =>
        new(tasks, readAt ?? ReadAt, FullyReadAt) { CountSoFar = CountSoFar };

    /// <summary>The same snapshot, to be read in full before it is shown again.</summary>
    internal ListSnapshot Unreliable() => new(Tasks, ReadAt, DateTimeOffset.MinValue) { CountSoFar = CountSoFar };

    /// <summary>The task without members that nothing reads from a snapshot.</summary>
    internal static TaskItem Slim(TaskItem task) => task with
    {
        Kind = null,
        SelfLink = null,
        // The same for a hundred thousand tasks.
        Status = task.IsCompleted ? "completed" : "needsAction",
        Links = task.Links.Count == 0 ? [] : task.Links,
    };
}
