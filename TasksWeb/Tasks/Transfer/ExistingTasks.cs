using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Finds the tasks of a list that a file holds too. Each is found once: two equal tasks in a file stay two.</summary>
internal sealed class ExistingTasks(IReadOnlyList<TaskItem> tasks)
{
    private readonly Dictionary<Key, Queue<TaskItem>> _byKey = tasks
        .Where(task => !task.Deleted)
        .GroupBy(task => Key.Of(PortableTask.From(task), task.Parent))
        .ToDictionary(group => group.Key, group => new Queue<TaskItem>(group));

    /// <param name="parent">The id of the parent at Google; null at the top.</param>
    public TaskItem? Take(PortableTask task, string? parent) =>
        _byKey.TryGetValue(Key.Of(task, parent), out var equal) && equal.TryDequeue(out var found) ? found : null;

    /// <summary>
    /// Without the status: an import completes tasks last, and may have been interrupted before. Of long notes the beginning,
    /// which is what is kept of a list that is read.
    /// </summary>
    private sealed record Key(string Title, string Notes, DateOnly? Due, string? Parent)
    {
        public static Key Of(PortableTask task, string? parent) =>
            new(task.Title.Trim(), NotesRoom.Beginning(task.Notes ?? "").Trim(), task.Due, parent);
    }
}
