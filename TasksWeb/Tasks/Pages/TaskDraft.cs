using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tasks.Pages;

/// <summary>A task as a form holds it.</summary>
public sealed record TaskDraft
{
    /// <summary>
    /// What a field takes at most, in UTF-16 units as browsers count: a limit may be used up by emoji, which take two each.
    /// </summary>
    public const int MostTitleUnits = 2 * TaskLimits.Title;
    public const int MostNotesUnits = 2 * TaskLimits.Notes;

    public string? Title { get; init; }
    public string? Notes { get; init; }

    /// <summary><c>yyyy-MM-dd</c>; empty without a date.</summary>
    public string? Due { get; init; }

    /// <summary>The list it shall be in; null = where it is.</summary>
    public string? ToList { get; init; }

    /// <summary>The task it shall stand under; empty = none, null = as it is.</summary>
    public string? Parent { get; init; }

    /// <summary>The sibling it shall stand after; empty or null = first. Only who puts it back to where it was says this.</summary>
    public string? Previous { get; init; }

    /// <summary>The version that was read.</summary>
    public string? Etag { get; init; }

    /// <summary>
    /// What was read, in brief (<see cref="Digest"/>): tells a change of the words from a change of place, which both change the
    /// etag.
    /// </summary>
    public string? Base { get; init; }

    public static TaskDraft Of(TaskItem task) => new()
    {
        Title = task.Title,
        Notes = task.Notes,
        Due = task.DueDate is { } due ? TaskText.Iso(due) : "",
        Parent = task.Parent ?? "",
        Etag = task.Etag,
        Base = Digest(task),
    };

    public string CleanTitle => (Title ?? "").ReplaceLineEndings(" ").Trim();

    public string CleanNotes => (Notes ?? "").ReplaceLineEndings("\n");

    public DateOnly? CleanDue =>
        DueIsReadable && !string.IsNullOrEmpty(Due) ? DateOnly.ParseExact(Due, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    public bool DueIsReadable =>
        string.IsNullOrEmpty(Due)
            || DateOnly.TryParseExact(Due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Whether the task says the same already.</summary>
    public bool Says(TaskItem task) =>
        CleanTitle == task.Title && CleanNotes == (task.Notes ?? "") && CleanDue == task.DueDate;

    public static string Digest(TaskItem task) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{task.Title}\n\0{task.Notes}\n\0{task.DueDate:O}")).AsSpan(0, 8));
}
