using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// The tasks that a page shows of a list while it is being read: open ones of the pages that came first, until they fill a page.
/// Then they stay as they are, so that rows do not move under a person's hand. Google sends a list in no order: which tasks are
/// the first of the list is known when all of it has been read.
/// </summary>
internal sealed class FirstTasks
{
    /// <summary>As many as the page of a list shows.</summary>
    private const int Enough = 100;

    private readonly List<TaskItem> _tasks = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private int _count;

    /// <param name="page">In any order. A subtask whose parent has not come is left out.</param>
    public void Add(IReadOnlyList<TaskItem> page)
    {
        _count += page.Count;
        if (_tasks.Count >= Enough)
            return;
        foreach (var task in page.OrderBy(task => task.Parent is not null))
        {
            if (!task.IsCompleted && (task.Parent is null || _ids.Contains(task.Parent)) && _ids.Add(task.Id))
                _tasks.Add(task);
        }
    }

    public ListSnapshot ToSnapshot(DateTimeOffset at) =>
        new([.. GoogleTasksClient.InOrder(_tasks)], at, DateTimeOffset.MinValue) { CountSoFar = _count };
}
