using System.Collections.Immutable;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>Works what has changed since the last reading into a snapshot.</summary>
internal static class DeltaSync
{
    /// <param name="changed">Everything updated since, deleted tasks included; those known already do no harm.</param>
    /// <returns>
    /// The tasks; null when the order cannot be told. An open task that is new or stands elsewhere has moved its siblings over,
    /// and Google does not say that of them: the list has to be read again.
    /// </returns>
    public static ImmutableArray<TaskItem>? Apply(ListSnapshot snapshot, IReadOnlyList<TaskItem> changed)
    {
        var tasks = snapshot.Tasks.ToBuilder();
        var removed = new HashSet<string>(StringComparer.Ordinal);
        var behind = new List<TaskItem>();
        foreach (var task in changed)
        {
            var place = snapshot.PlaceOf(task.Id);
            if (task.Deleted)
            {
                if (place >= 0)
                    removed.Add(task.Id);
            }
            else if (place >= 0 && IsSame(snapshot.Tasks[place], task))
            {
                continue;
            }
            else if (task.IsCompleted)
            {
                if (place >= 0)
                    removed.Add(task.Id);
                behind.Add(task);
            }
            else if (place >= 0 && StandsStill(snapshot.Tasks[place], task))
            {
                tasks[place] = task;
            }
            else
            {
                return null;
            }
        }

        if (removed.Count > 0)
            tasks.RemoveAll(task => removed.Contains(task.Id));
        return behind.Aggregate(tasks.ToImmutable(), LocalMutations.Sorted);
    }

    private static bool IsSame(TaskItem known, TaskItem read) =>
        known.Etag is not null && known.Etag == read.Etag && known.Updated == read.Updated && known.Hidden == read.Hidden;

    private static bool StandsStill(TaskItem known, TaskItem read) =>
        !known.IsCompleted && known.Parent == read.Parent && known.Position == read.Position;
}
