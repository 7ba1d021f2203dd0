using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tasks.Pages;

public sealed record TaskDraft
{
    /// <summary>Browsers limit UTF-16 units, and a code point takes up to two.</summary>
    public const int MaxTitleUnits = 2 * TaskLimits.Title;
    public const int MaxNotesUnits = 2 * TaskLimits.Notes;

    public string? Title { get; init; }
    public string? Notes { get; init; }

    /// <summary><c>yyyy-MM-dd</c>; empty without a date.</summary>
    public string? Due { get; init; }

    /// <summary>The id of the list to move it to; null = no move.</summary>
    public string? ToList { get; init; }

    /// <summary>The id of its parent; empty = top level, null = no change.</summary>
    public string? Parent { get; init; }

    /// <summary>The id of the sibling before, which only an undo sends; empty or null = first.</summary>
    public string? Previous { get; init; }

    /// <summary>The <see cref="Digest"/> of the task that was read. Unlike an etag, it ignores moves.</summary>
    public string? Base { get; init; }

    public static TaskDraft Of(TaskItem task) => new()
    {
        Title = task.Title,
        Notes = task.Notes,
        Due = DueOf(task),
        Parent = task.Parent ?? "",
        Base = Digest(task),
    };

    public string CleanTitle => (Title ?? "").ReplaceLineEndings(" ").Trim();

    public string CleanNotes => (Notes ?? "").ReplaceLineEndings("\n");

    public DateOnly? CleanDue =>
        DateOnly.TryParseExact(Due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due) ? due : null;

    public bool IsDueValid => string.IsNullOrEmpty(Due) || CleanDue is not null;

    public static string DueOf(TaskItem task) => task.DueDate is { } due ? TaskText.Iso(due) : "";

    /// <summary>Whether title, notes and date are those of the task.</summary>
    public bool Matches(TaskItem task) =>
        CleanTitle == task.Title && CleanNotes == (task.Notes ?? "") && CleanDue == task.DueDate;

    public static string Digest(TaskItem task) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{task.Title}\n\0{task.Notes}\n\0{task.DueDate:O}")).AsSpan(0, 8));
}
