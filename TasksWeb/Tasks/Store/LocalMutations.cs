using System.Collections.Immutable;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// The effect of our own writes on a snapshot: they know the intended place, which Google's positions alone do not show. Each is
/// idempotent. A result is not certain if Google may have done more than we know; it is asked before the snapshot is shown.
/// </summary>
internal static class LocalMutations
{
    /// <summary>A task was inserted, or moved within its list.</summary>
    /// <param name="task">As in Google's response.</param>
    /// <param name="previous">The sibling before it; null = first.</param>
    public static (ListSnapshot Snapshot, bool IsCertain) Placed(ListSnapshot snapshot, TaskItem task, string? previous)
    {
        task = ListSnapshot.Slim(task);
        var others = snapshot.Tasks.RemoveAll(other => other.Id == task.Id);
        if (task.IsCompleted)
            return (snapshot.With(InsertByPosition(others, task)), true);
        var index = previous is null
            ? FirstSibling(others, task)
            : IndexOf(others, other => other.Id == previous) is var before and >= 0 ? before + 1 : -1;
        return index >= 0
            ? (snapshot.With(others.Insert(index, task)), true)
            : (snapshot.With(InsertByPosition(others, task)).Unreliable(), false);
    }

    /// <summary>A task was patched.</summary>
    public static (ListSnapshot Snapshot, bool IsCertain) Patched(ListSnapshot snapshot, TaskItem task)
    {
        task = ListSnapshot.Slim(task);
        var index = snapshot.IndexOf(task.Id);
        // Only Google knows where among the open tasks a restored or reopened one goes.
        if (index < 0 || (snapshot.Tasks[index].IsCompleted && !task.IsCompleted))
        {
            var others = snapshot.Tasks.RemoveAll(other => other.Id == task.Id);
            return (snapshot.With(InsertByPosition(others, task)).Unreliable(), false);
        }
        return snapshot.Tasks[index].IsCompleted == task.IsCompleted
            ? (snapshot.With(snapshot.Tasks.SetItem(index, task)), true)
            : (snapshot.With(InsertByPosition(snapshot.Tasks.RemoveAt(index), task)), !snapshot.HasSubtasks(task.Id));
    }

    public static (ListSnapshot Snapshot, bool IsCertain) Removed(ListSnapshot snapshot, string task) =>
        snapshot.IndexOf(task) is var index and >= 0
            ? (snapshot.With(snapshot.Tasks.RemoveAt(index)), !snapshot.HasSubtasks(task))
            : (snapshot, true);

    /// <summary>Completed tasks became hidden.</summary>
    public static (ListSnapshot Snapshot, bool IsCertain) Cleared(ListSnapshot snapshot) =>
        (snapshot.With([.. snapshot.Tasks.Select(task => task.IsCompleted ? task with { Hidden = true } : task)]), false);

    /// <summary>Among its siblings by position; reliable for completed tasks, which follow all open ones.</summary>
    internal static ImmutableArray<TaskItem> InsertByPosition(ImmutableArray<TaskItem> tasks, TaskItem task)
    {
        var index = IndexOf(
            tasks, other => other.Parent == task.Parent && string.CompareOrdinal(other.Position, task.Position) > 0);
        return tasks.Insert(index < 0 ? tasks.Length : index, task);
    }

    private static int FirstSibling(ImmutableArray<TaskItem> tasks, TaskItem task) =>
        IndexOf(tasks, other => other.Parent == task.Parent) is var first and >= 0 ? first : tasks.Length;

    private static int IndexOf(ImmutableArray<TaskItem> tasks, Predicate<TaskItem> matches)
    {
        for (var i = 0; i < tasks.Length; i++)
        {
            if (matches(tasks[i]))
                return i;
        }
        return -1;
    }
}
