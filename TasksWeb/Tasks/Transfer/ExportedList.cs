using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Transfer;

/// <summary>A list that is written while its tasks are read.</summary>
/// <param name="Tasks">From top to bottom, each followed by its subtasks.</param>
public sealed record ExportedList(string Title, IAsyncEnumerable<PortableTask> Tasks)
{
    /// <summary>Tasks without a known parent, or in a circle, are at the top.</summary>
    /// <param name="whole">Gives tasks in their order what is not in memory.</param>
    public static ExportedList From(
        TaskList list, IReadOnlyList<TaskItem> tasks, Func<IReadOnlyList<TaskItem>, IAsyncEnumerable<TaskItem>> whole) =>
        new(list.Title, PlaceAsync(tasks, whole));

    /// <summary>Every task with an id, and its parent's. Tasks without an id get one made of their numbers.</summary>
    /// <param name="number">The list's number in the file.</param>
    public async IAsyncEnumerable<(PortableTask Task, string Id, string? Parent)> WithIds(int number)
    {
        var ancestors = new List<string>();
        var index = 0;
        await foreach (var task in Tasks)
        {
            var id = task.Id ?? $"task-{number}-{index}";
            ancestors.RemoveRange(task.Level, ancestors.Count - task.Level);
            yield return (task, id, ancestors.LastOrDefault());
            ancestors.Add(id);
            index++;
        }
    }

    private static async IAsyncEnumerable<PortableTask> PlaceAsync(
        IReadOnlyList<TaskItem> tasks, Func<IReadOnlyList<TaskItem>, IAsyncEnumerable<TaskItem>> whole)
    {
        var order = TaskTree.TopToBottom([.. tasks.Where(task => !task.Deleted)], task => task.Id, task => task.Parent);
        var depths = new Dictionary<string, int>(order.Count, StringComparer.Ordinal);
        foreach (var (task, depth) in order)
            depths.TryAdd(task.Id, depth);
        PortableTask? above = null;
        await foreach (var task in whole(order.ConvertAll(entry => entry.Item)))
            yield return above = PortableTask.From(task).Below(above, depths[task.Id]);
    }
}
