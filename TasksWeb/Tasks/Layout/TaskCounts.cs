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

    /// <summary>The accounts whose lists could not be read, as people call them.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public static TaskCounts Of(IReadOnlyList<CachedList> lists, DateOnly today)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var (dueToday, dueThisWeek, end) = (0, 0, today.AddDays(DaysAhead));
        foreach (var (list, snapshot) in lists)
        {
            if (snapshot is null)
                continue;
            var open = 0;
            foreach (var task in snapshot.Tasks)
            {
                if (task.IsCompleted)
                    continue;
                open++;
                if (task.DueDate <= today)
                    dueToday++;
                if (task.DueDate >= today && task.DueDate < end)
                    dueThisWeek++;
            }
            counts[list.Id] = open;
        }
        return counts.Count == lists.Count && counts.Count > 0
            ? new(counts, dueToday, dueThisWeek)
            : new(counts, null, null);
    }
}
