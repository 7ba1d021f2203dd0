using System.Collections.Immutable;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>A snapshot after a write of our own.</summary>
/// <param name="IsCertain">False: Google may have done more than we know, and is asked before the snapshot is shown.</param>
internal readonly record struct AfterWrite(ListSnapshot Snapshot, bool IsCertain);

/// <summary>
/// What our own writes make of a snapshot. They know what was meant, where Google's positions alone do not tell how siblings
/// moved over. Each may be applied twice.
/// </summary>
internal static class LocalMutations
{
    /// <summary>A new task, or one moved within its list.</summary>
    /// <param name="task">As Google answered.</param>
    /// <param name="previous">The sibling it was put after; null = first.</param>
    public static AfterWrite Placed(ListSnapshot snapshot, TaskItem task, string? previous)
    {
        task = ListSnapshot.Lean(task);
        var rest = snapshot.Tasks.RemoveAll(other => other.Id == task.Id);
        if (task.IsCompleted)
            return new(snapshot.With(Sorted(rest, task)), IsCertain: true);
        var place = previous is null
            ? FirstSibling(rest, task)
            : Index(rest, other => other.Id == previous) is var before and >= 0 ? before + 1 : -1;
        return place >= 0
            ? new(snapshot.With(rest.Insert(place, task)), IsCertain: true)
            : new(snapshot.With(Sorted(rest, task)).Unsure(), IsCertain: false);
    }

    /// <summary>A task with other words, date or status.</summary>
    public static AfterWrite Changed(ListSnapshot snapshot, TaskItem task)
    {
        task = ListSnapshot.Lean(task);
        var place = snapshot.PlaceOf(task.Id);
        if (place < 0 || (snapshot.Tasks[place].IsCompleted && !task.IsCompleted))
        {
            // It comes back among the open ones: where, only Google knows.
            return new(
                snapshot.With(Sorted(snapshot.Tasks.RemoveAll(other => other.Id == task.Id), task)).Unsure(), IsCertain: false);
        }
        return snapshot.Tasks[place].IsCompleted == task.IsCompleted
            ? new(snapshot.With(snapshot.Tasks.SetItem(place, task)), IsCertain: true)
            : new(snapshot.With(Sorted(snapshot.Tasks.RemoveAt(place), task)), IsCertain: !snapshot.HasSubtasks(task.Id));
    }

    /// <summary>A task that is no longer in the list.</summary>
    public static AfterWrite Removed(ListSnapshot snapshot, string task) => snapshot.PlaceOf(task) is var place and >= 0
        ? new(snapshot.With(snapshot.Tasks.RemoveAt(place)), IsCertain: !snapshot.HasSubtasks(task))
        : new(snapshot, IsCertain: true);

    /// <summary>Completed tasks are hidden now.</summary>
    public static AfterWrite Cleared(ListSnapshot snapshot) => new(
        snapshot.With([.. snapshot.Tasks.Select(task => task.IsCompleted ? task with { Hidden = true } : task)]),
        IsCertain: false);

    /// <summary>
    /// Among its siblings by its position, which is certain for what is completed: it stands behind all that is open.
    /// </summary>
    internal static ImmutableArray<TaskItem> Sorted(ImmutableArray<TaskItem> tasks, TaskItem task)
    {
        var place = Index(
            tasks, other => other.Parent == task.Parent && string.CompareOrdinal(other.Position, task.Position) > 0);
        return place < 0 ? tasks.Add(task) : tasks.Insert(place, task);
    }

    private static int FirstSibling(ImmutableArray<TaskItem> tasks, TaskItem task) =>
        Index(tasks, other => other.Parent == task.Parent) is var first and >= 0 ? first : tasks.Length;

    private static int Index(ImmutableArray<TaskItem> tasks, Func<TaskItem, bool> found)
    {
        for (var i = 0; i < tasks.Length; i++)
        {
            if (found(tasks[i]))
                return i;
        }
        return -1;
    }
}
