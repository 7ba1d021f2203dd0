namespace TasksWeb.Tasks;

/// <summary>Tasks as people see them: subtasks under their parents, open ones before completed ones.</summary>
internal static class TaskTree
{
    /// <param name="tasks">In the order of their positions.</param>
    public static IReadOnlyList<TaskOnPage> Build(IReadOnlyList<TaskItem> tasks)
    {
        var known = tasks.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        var children = tasks.Where(task => task.Parent is not null && known.Contains(task.Parent)).ToLookup(task => task.Parent!, StringComparer.Ordinal);

        // A subtask whose parent is not in the answer stands at the top rather than nowhere.
        var top = tasks.Where(task => task.Parent is null || !known.Contains(task.Parent));
        return [.. top.Select(task => new TaskOnPage(task, Below(task))).OrderBy(entry => entry.Task.IsCompleted)];

        IReadOnlyList<TaskOnPage> Below(TaskItem parent) => [.. children[parent.Id].Select(task => new TaskOnPage(task, []))];
    }
}
