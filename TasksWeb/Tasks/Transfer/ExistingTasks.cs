using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// The tasks of a list by what a file can say of them; each is found once, so that two alike in a file are two in the list.
/// </summary>
internal sealed class ExistingTasks(IReadOnlyList<TaskItem> tasks)
{
    private readonly Dictionary<Likeness, Queue<TaskItem>> _byLikeness = tasks
        .Where(task => !task.Deleted)
        .GroupBy(task => Likeness.Of(PortableTask.From(task), task.Parent))
        .ToDictionary(group => group.Key, group => new Queue<TaskItem>(group));

    /// <param name="parent">The id of the task it stands under; null at the top.</param>
    public TaskItem? Take(PortableTask task, string? parent) =>
        _byLikeness.TryGetValue(Likeness.Of(task, parent), out var alike) && alike.TryDequeue(out var found) ? found : null;

    /// <summary>Whether it is done does not count: a making that broke off may have left it open.</summary>
    private sealed record Likeness(string Title, string Notes, DateOnly? Due, string? Parent)
    {
        public static Likeness Of(PortableTask task, string? parent) =>
            new(task.Title.Trim(), (task.Notes ?? "").Trim(), task.Due, parent);
    }
}
