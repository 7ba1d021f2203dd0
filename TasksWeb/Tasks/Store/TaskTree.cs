using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>The tasks of a list as people see them, each group in rows from top to bottom.</summary>
/// <param name="Open">What is to be done, subtasks under their parents. A completed task with an open subtask is among them: no
/// open work hides.</param>
/// <param name="Completed">What is done, the latest first.</param>
/// <param name="Hidden">What Google hides: cleared, or completed in its own apps; the latest first.</param>
public sealed record TaskRows(IReadOnlyList<TaskRow> Open, IReadOnlyList<TaskRow> Completed, IReadOnlyList<TaskRow> Hidden)
{
    public int OpenCount => Open.Count(row => !row.Task.IsCompleted);

    public IEnumerable<TaskRow> All => [.. Open, .. Completed, .. Hidden];
}

/// <summary>One task on a page.</summary>
/// <param name="List">Where it lives.</param>
/// <param name="Depth">0 at the top level, 1 for a subtask.</param>
/// <param name="OpenSubtasks">How many tasks under it are to be done.</param>
public sealed record TaskRow(TaskItem Task, TaskList List, int Depth, int OpenSubtasks);

/// <summary>Makes rows of what Google sends in no order but that of positions.</summary>
internal static class TaskTree
{
    /// <param name="tasks">In the order of their positions.</param>
    public static TaskRows Rows(TaskList list, IReadOnlyList<TaskItem> tasks)
    {
        var order = FromTopToBottom(tasks);
        // From the bottom up, every task has met its subtasks before itself.
        var openBelow = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (task, depth) in Enumerable.Reverse(order))
        {
            if (depth > 0)
                openBelow[task.Parent!] =
                    openBelow.GetValueOrDefault(task.Parent!) + openBelow.GetValueOrDefault(task.Id) + (task.IsCompleted ? 0 : 1);
        }

        var rows = order.ConvertAll(
            entry => new TaskRow(entry.Task, list, entry.Depth, openBelow.GetValueOrDefault(entry.Task.Id)));
        var latest = rows.Where(IsFinished).OrderByDescending(row => row.Task.Completed).ToList();
        return new TaskRows(
            rows.FindAll(row => !IsFinished(row)), latest.FindAll(row => !row.Task.Hidden),
            latest.FindAll(row => row.Task.Hidden));
    }

    /// <summary>Those of these ids that stand under no other of them, and all that stands under those; both from top to bottom.</summary>
    public static (List<TaskItem> Heads, List<TaskItem> Below) Families(IReadOnlyList<TaskItem> tasks, IReadOnlySet<string> ids)
    {
        var (heads, below) = (new List<TaskItem>(), new List<TaskItem>());
        var headDepth = int.MaxValue;
        foreach (var (task, depth) in FromTopToBottom(tasks))
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

    private static bool IsFinished(TaskRow row) => row.Task.IsCompleted && row.OpenSubtasks == 0;

    private static List<(TaskItem Task, int Depth)> FromTopToBottom(IReadOnlyList<TaskItem> tasks)
    {
        var known = tasks.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        var children = tasks.Where(task => task.Parent is not null).ToLookup(task => task.Parent!, StringComparer.Ordinal);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var order = new List<(TaskItem Task, int Depth)>(tasks.Count);
        // What hangs on itself in a circle stands at the top rather than nowhere.
        foreach (var top in tasks.Where(task => task.Parent is null || !known.Contains(task.Parent)).Concat(tasks))
        {
            var waiting = new Stack<(TaskItem Task, int Depth)>([(top, 0)]);
            while (waiting.TryPop(out var next))
            {
                if (!placed.Add(next.Task.Id))
                    continue;
                order.Add(next);
                foreach (var child in children[next.Task.Id].Reverse())
                    waiting.Push((child, next.Depth + 1));
            }
        }
        return order;
    }
}
