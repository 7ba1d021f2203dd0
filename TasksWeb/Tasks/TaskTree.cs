namespace TasksWeb.Tasks;

/// <summary>Tasks as people see them: subtasks under their parents, open ones before completed ones.</summary>
internal static class TaskTree
{
    /// <param name="tasks">In the order of their positions.</param>
    public static IReadOnlyList<TaskOnPage> Build(IReadOnlyList<TaskItem> tasks)
    {
        var children = tasks.ToLookup(task => task.Parent ?? "", StringComparer.Ordinal);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var known = tasks.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        var top = Place(tasks.Where(task => task.Parent is null || !known.Contains(task.Parent)));

        // What hangs on nothing, or on itself in a circle, stands at the top rather than nowhere.
        var lost = tasks.Where(task => !placed.Contains(task.Id)).Select(task => new TaskOnPage(task, [])).ToList();
        return [.. top.Concat(lost).OrderBy(entry => entry.Task.IsCompleted)];

        IReadOnlyList<TaskOnPage> Place(IEnumerable<TaskItem> siblings) =>
            [.. siblings.Where(task => placed.Add(task.Id)).ToList().Select(task => new TaskOnPage(task, Place(children[task.Id])))];
    }
}
