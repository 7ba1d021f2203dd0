using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Transfer;

/// <param name="Title">Empty if the file names none.</param>
/// <param name="Tasks">From top to bottom, each followed by its subtasks.</param>
public sealed record PortableList(string Title, IReadOnlyList<PortableTask> Tasks)
{
    /// <summary>Tasks without a known parent, or in a circle, are at the top.</summary>
    public static PortableList From(TaskList list, IReadOnlyList<TaskItem> tasks)
    {
        var portable = new List<PortableTask>();
        foreach (var (task, depth) in TaskTree.TopToBottom(
            [.. tasks.Where(task => !task.Deleted)], task => task.Id, task => task.Parent))
            PortableTask.From(task).AddTo(portable, depth);
        return new(list.Title, portable);
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
    /// <summary>Google has one level of subtasks; deeper ones become siblings.</summary>
    public const int MaxLevel = 1;

    /// <summary>0 at the top; at most one more than the task before.</summary>
    public int Level { get; init; }

    /// <summary>Lines are separated by line feeds; null, never empty.</summary>
    public string? Notes { get; init; }
    public DateOnly? Due { get; init; }
    public bool IsCompleted { get; init; }
    public DateTimeOffset? Completed { get; init; }

    /// <summary>Google's id; null in a file that was read.</summary>
    public string? Id { get; init; }

    /// <summary>The task in Google's web app: https, or null.</summary>
    public string? Link { get; init; }

    public bool FitsGoogle =>
        TaskLimits.LengthOf(Title) <= TaskLimits.Title && TaskLimits.LengthOf(Notes) <= TaskLimits.Notes;

    public static PortableTask From(TaskItem task) => new(NormalizeLines(task.Title))
    {
        Id = task.Id,
        Notes = NullIfEmpty(NormalizeLines(task.Notes ?? "")),
        Due = task.DueDate,
        IsCompleted = task.IsCompleted,
        Completed = task.Completed,
        Link = PlainText.WebAddress(task.WebViewLink),
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
