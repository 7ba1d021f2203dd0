using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Transfer;

/// <summary>A list as it travels in a file.</summary>
/// <param name="Title">Empty if the file names none.</param>
public sealed record PortableList(string Title, IReadOnlyList<PortableTask> Tasks)
{
    public static PortableList From(TaskList list, IReadOnlyList<TaskItem> tasks) => new(list.Title, PortableTree.Build(
        [.. tasks.Where(task => !task.Deleted).Select(task => new PlacedTask(task.Id, task.Parent, PortableTask.From(task)))]));
}

/// <summary>A task as it travels in a file, with its subtasks in order.</summary>
public sealed record PortableTask(string Title)
{
    /// <summary>Lines end with a line feed alone; null, never empty.</summary>
    public string? Notes { get; init; }
    public DateOnly? Due { get; init; }
    public bool IsCompleted { get; init; }

    /// <summary>When; null if the file does not say.</summary>
    public DateTimeOffset? Completed { get; init; }
    public IReadOnlyList<PortableTask> Subtasks { get; init; } = [];

    /// <summary>Google's id, in the formats that have a place for it.</summary>
    public string? Id { get; init; }

    /// <summary>The task on Google's own page.</summary>
    public string? Link { get; init; }

    /// <summary>This task and all below it, each before its own subtasks.</summary>
    public IEnumerable<PortableTask> WithSubtasks() => Subtasks.SelectMany(task => task.WithSubtasks()).Prepend(this);

    public static PortableTask From(TaskItem task) => new(OneEnding(task.Title))
    {
        Id = task.Id,
        Notes = NullIfEmpty(OneEnding(task.Notes ?? "")),
        Due = task.Due is { } due ? DateOnly.FromDateTime(due.UtcDateTime) : null,
        IsCompleted = task.IsCompleted,
        Completed = task.Completed,
        Link = task.WebViewLink,
    };

    /// <summary>CR LF and CR as LF; what else ends a line in Unicode is text to Google.</summary>
    public static string OneEnding(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>A task with what says where it belongs.</summary>
/// <param name="Parent">Another task's id, or null at the top.</param>
public sealed record PlacedTask(string? Id, string? Parent, PortableTask Task);

/// <summary>Builds the tree of tasks that name their parents, in the order they came.</summary>
public static class PortableTree
{
    /// <summary>What hangs on nothing, or on itself in a circle, stands at the top rather than nowhere.</summary>
    public static IReadOnlyList<PortableTask> Build(IReadOnlyList<PlacedTask> tasks)
    {
        var known = tasks.Select(task => task.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var children = tasks.Where(task => HasParent(task, known)).ToLookup(task => task.Parent!, StringComparer.Ordinal);
        var placed = new HashSet<PlacedTask>(ReferenceEqualityComparer.Instance);
        var top = Place(tasks.Where(task => !HasParent(task, known)));
        var lost = new List<PortableTask>();
        foreach (var task in tasks.Where(task => !placed.Contains(task)))
            lost.AddRange(Place([task]));
        return [.. top, .. lost];

        IReadOnlyList<PortableTask> Place(IEnumerable<PlacedTask> siblings) =>
            [.. siblings.Where(placed.Add).ToList(
                ).Select(task => task.Task with { Subtasks = task.Id is null ? [] : Place(children[task.Id]) })];
    }

    private static bool HasParent(PlacedTask task, HashSet<string> known) =>
        task.Parent is not null && task.Parent != task.Id && known.Contains(task.Parent);
}
