using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Transfer;

/// <param name="Title">Empty if the file names none.</param>
/// <param name="Tasks">From top to bottom, each followed by its subtasks.</param>
public sealed record PortableList(string Title, IReadOnlyList<PortableTask> Tasks)
{
    public static PortableList From(TaskList list, IReadOnlyList<TaskItem> tasks) =>
        OfParents(list.Title, tasks.Where(task => !task.Deleted).Select(PortableTask.From));

    /// <summary>Tasks that name their parents. Those without a known parent, or in a circle, are at the top.</summary>
    public static PortableList OfParents(string title, IEnumerable<PortableTask> tasks)
    {
        var list = new List<PortableTask>();
        foreach (var (task, depth) in TaskTree.TopToBottom([.. tasks], task => task.Id, task => task.Parent))
            task.AddTo(list, depth);
        return new(title, list);
    }

    /// <summary>Every task with an id, and its parent's. Tasks without an id get one made of their numbers.</summary>
    /// <param name="number">The list's number in the file.</param>
    public IEnumerable<(PortableTask Task, string Id, string? Parent)> WithIds(int number)
    {
        var ancestors = new List<string>();
        foreach (var (index, task) in Tasks.Index())
        {
            var id = task.Id ?? $"task-{number}-{index}";
            ancestors.RemoveRange(task.Level, ancestors.Count - task.Level);
            yield return (task, id, ancestors.LastOrDefault());
            ancestors.Add(id);
        }
    }
}

public sealed record PortableTask(string Title)
{
    /// <summary>Deeper tasks become siblings, which keeps every format linear in its size. Google itself has one level.</summary>
    public const int MaxLevel = 100;

    /// <summary>0 at the top; at most one more than the task before.</summary>
    public int Level { get; init; }

    /// <summary>Lines are separated by line feeds; null, never empty.</summary>
    public string? Notes { get; init; }
    public DateOnly? Due { get; init; }
    public bool IsCompleted { get; init; }
    public DateTimeOffset? Completed { get; init; }

    /// <summary>Google's id, in formats that have one.</summary>
    public string? Id { get; init; }

    /// <summary>The parent's id, in formats that have one.</summary>
    public string? Parent { get; init; }

    /// <summary>The task in Google's web app.</summary>
    public string? Link { get; init; }

    public bool FitsGoogle =>
        TaskLimits.LengthOf(Title) <= TaskLimits.Title && TaskLimits.LengthOf(Notes) <= TaskLimits.Notes;

    public static PortableTask From(TaskItem task) => new(NormalizeLines(task.Title))
    {
        Id = task.Id,
        Parent = task.Parent,
        Notes = NullIfEmpty(NormalizeLines(task.Notes ?? "")),
        Due = task.DueDate,
        IsCompleted = task.IsCompleted,
        Completed = task.Completed,
        Link = task.WebViewLink,
    };

    /// <summary>An open task; tasks are completed later.</summary>
    public TaskChange ToChange() => new() { Title = Title, Notes = Notes, Due = Due };

    /// <summary>Adds it as the last task. A level more than one below the task before counts as one below.</summary>
    public void AddTo(IList<PortableTask> tasks, int level)
    {
        var deepest = tasks.Count == 0 ? 0 : Math.Min(tasks[^1].Level + 1, MaxLevel);
        tasks.Add(this with { Level = Math.Min(level, deepest) });
    }

    /// <summary>CR LF and CR as LF. The other line ends of Unicode are text to Google.</summary>
    public static string NormalizeLines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
