using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>The tasks of a list as rows from top to bottom, in three groups.</summary>
/// <param name="Open">Open tasks, subtasks below their parents, and completed tasks that have an open subtask.</param>
/// <param name="Completed">The latest first.</param>
/// <param name="Hidden">Cleared, or completed in Google's own apps; the latest first.</param>
public sealed record TaskRows(IReadOnlyList<TaskRow> Open, IReadOnlyList<TaskRow> Completed, IReadOnlyList<TaskRow> Hidden)
{
    public int OpenCount => Open.Count(row => !row.Task.IsCompleted);

    public IEnumerable<TaskRow> All => [.. Open, .. Completed, .. Hidden];

    /// <summary>Of a list that has not been read to its end: what is below a task is not known yet.</summary>
    internal TaskRows OfPart() => new(
        [.. Open.Select(row => row with { OpenSubtasks = 0, Subtasks = 0, CompletedSubtasks = 0 })], [], []);
}

/// <param name="Depth">0 at the top level, 1 for a subtask.</param>
/// <param name="OpenSubtasks">How many open tasks are below it.</param>
/// <param name="Subtasks">How many tasks are directly below it, completed ones included.</param>
/// <param name="CompletedSubtasks">How many of those are completed.</param>
public sealed record TaskRow(
    TaskItem Task, TaskList List, int Depth, int OpenSubtasks, int Subtasks = 0, int CompletedSubtasks = 0);

internal static class TaskTree
{
    /// <param name="tasks">Siblings in their order.</param>
    public static TaskRows Rows(TaskList list, IReadOnlyList<TaskItem> tasks)
    {
        var order = TopToBottom(tasks);
        var openBelow = new Dictionary<string, int>(StringComparer.Ordinal);
        // From the bottom up, subtasks are counted before their parent.
        foreach (var (task, depth) in Enumerable.Reverse(order))
        {
            if (depth > 0)
                openBelow[task.Parent!] = openBelow.GetValueOrDefault(task.Parent!)
                    + openBelow.GetValueOrDefault(task.Id) + (task.IsCompleted ? 0 : 1);
        }
        var children = order.Where(entry => entry.Depth > 0)
            .ToLookup(entry => entry.Item.Parent!, entry => entry.Item.IsCompleted, StringComparer.Ordinal);
        var rows = order.ConvertAll(entry => new TaskRow(
            entry.Item, list, entry.Depth, openBelow.GetValueOrDefault(entry.Item.Id),
            children[entry.Item.Id].Count(), children[entry.Item.Id].Count(isCompleted => isCompleted)));
        var latest = rows.Where(IsFinished).OrderByDescending(row => row.Task.Completed).ToList();
        return new TaskRows(
            rows.FindAll(row => !IsFinished(row)), latest.FindAll(row => !row.Task.Hidden),
            latest.FindAll(row => row.Task.Hidden));

        static bool IsFinished(TaskRow row) => row.Task.IsCompleted && row.OpenSubtasks == 0;
    }

    /// <summary>The tasks of these ids that are not below another of them, and all tasks below those; top to bottom.</summary>
    public static (List<TaskItem> Heads, List<TaskItem> Below) Subtrees(IReadOnlyList<TaskItem> tasks, IReadOnlySet<string> ids)
    {
        var (heads, below) = (new List<TaskItem>(), new List<TaskItem>());
        var headDepth = int.MaxValue;
        foreach (var (task, depth) in TopToBottom(tasks))
        {
            if (depth > headDepth)
            {
                below.Add(task);
                continue;
            }
            headDepth = ids.Contains(task.Id) ? depth : int.MaxValue;
            if (headDepth == depth)
                heads.Add(task);
        }
        return (heads, below);
    }

    private static List<(TaskItem Item, int Depth)> TopToBottom(IReadOnlyList<TaskItem> tasks) =>
        TopToBottom([.. tasks.DistinctBy(task => task.Id, StringComparer.Ordinal)], task => task.Id, task => task.Parent);

    /// <summary>
    /// Orders items that name their parents: each is followed by its children, and siblings keep their order. One without a known
    /// parent is at the top, and so is the first of a cycle.
    /// </summary>
    public static List<(T Item, int Depth)> TopToBottom<T>(
        IReadOnlyList<T> items, Func<T, string?> id, Func<T, string?> parent)
        where T : class
    {
        var ids = items.Select(id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var children = items.Where(item => parent(item) is not null).ToLookup(item => parent(item)!, StringComparer.Ordinal);
        var placed = new HashSet<T>(ReferenceEqualityComparer.Instance);
        var order = new List<(T Item, int Depth)>(items.Count);
        var pending = new Stack<(T Item, int Depth)>();
        foreach (var top in items.Where(item => parent(item) is not { } above || !ids.Contains(above)).Concat(items))
        {
            pending.Push((top, 0));
            while (pending.TryPop(out var next))
            {
                if (!placed.Add(next.Item))
                    continue;
                order.Add(next);
                if (id(next.Item) is not { } key)
                    continue;
                foreach (var child in children[key].Reverse())
                    pending.Push((child, next.Depth + 1));
            }
        }
        return order;
    }
}
