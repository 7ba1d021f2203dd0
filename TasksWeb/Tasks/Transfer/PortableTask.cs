using TasksWeb.GoogleTasks;
using TasksWeb.Language;

namespace TasksWeb.Tasks.Transfer;

/// <param name="Title">Empty if the file names none.</param>
/// <param name="Tasks">From top to bottom, each followed by its subtasks.</param>
public sealed record PortableList(string Title, IReadOnlyList<PortableTask> Tasks);

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

    /// <summary>Adds it as the last task.</summary>
    public void AddTo(IList<PortableTask> tasks, int level) => tasks.Add(Below(tasks.Count == 0 ? null : tasks[^1], level));

    /// <summary>The task as the next one. A level more than one below the task above counts as one below.</summary>
    public PortableTask Below(PortableTask? above, int level) =>
        this with { Level = above is null ? 0 : Math.Min(level, Math.Min(above.Level + 1, MaxLevel)) };

    /// <summary>CR LF and CR as LF. The other line ends of Unicode are text to Google.</summary>
    public static string NormalizeLines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
