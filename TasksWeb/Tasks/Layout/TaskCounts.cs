using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Layout;

/// <summary>How many open tasks there are, from what is cached: for the sidebar.</summary>
/// <param name="Lists">By the list's id; a list that is not cached is missing.</param>
/// <param name="Today">Due today or overdue; null if a list is missing.</param>
/// <param name="Week">Due in the next seven days, today included; null if a list is missing.</param>
public sealed record TaskCounts(IReadOnlyDictionary<string, int> Lists, int? Today, int? Week)
{
    /// <summary>The days of the page Next 7 days, today included.</summary>
    public const int DaysAhead = 7;

    public static TaskCounts Of(IReadOnlyList<TaskList> lists, Func<string, ListSnapshot?> find, DateOnly today)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var (dueToday, dueThisWeek) = (0, 0);
        foreach (var list in lists)
        {
            if (find(list.Id) is not { } snapshot)
                continue;
            var open = snapshot.Tasks.Where(task => !task.IsCompleted).ToList();
            counts[list.Id] = open.Count;
            dueToday += open.Count(task => task.DueDate <= today);
            dueThisWeek += open.Count(task => task.DueDate >= today && task.DueDate < today.AddDays(DaysAhead));
        }
        return counts.Count == lists.Count && counts.Count > 0
            ? new(counts, dueToday, dueThisWeek)
            : new(counts, null, null);
    }
}
