using System.Collections.Immutable;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

internal static class DeltaSync
{
    /// <param name="changed">Every task updated since, deleted ones included; known changes may be among them.</param>
    /// <returns>
    /// The tasks, or null if the list must be read in full: a new or moved open task has shifted its siblings, which Google
    /// does not report as updated.
    /// </returns>
    public static ImmutableArray<TaskItem>? Apply(ListSnapshot snapshot, IReadOnlyList<TaskItem> changed)
    {
        var tasks = snapshot.Tasks.ToBuilder();
        var removed = new HashSet<string>(StringComparer.Ordinal);
        var completed = new List<TaskItem>();
        foreach (var task in changed)
        {
            var index = snapshot.IndexOf(task.Id);
            var known = index < 0 ? null : snapshot.Tasks[index];
            if (known is not null && !task.Deleted && IsSame(known, task))
                continue;
            if (task.Deleted || task.IsCompleted)
            {
                removed.Add(task.Id);
                if (!task.Deleted)
                    completed.Add(task);
            }
            else if (known is not null && HasSamePlace(known, task))
            {
                tasks[index] = task;
            }
            else
            {
                return null;
            }
        }
        tasks.RemoveAll(task => removed.Contains(task.Id));
        return completed.Aggregate(tasks.ToImmutable(), LocalMutations.InsertByPosition);
    }

    private static bool IsSame(TaskItem known, TaskItem read) =>
        known.Etag is not null && known.Etag == read.Etag && known.Updated == read.Updated && known.Hidden == read.Hidden;

    private static bool HasSamePlace(TaskItem known, TaskItem read) =>
        !known.IsCompleted && known.Parent == read.Parent && known.Position == read.Position;
}
