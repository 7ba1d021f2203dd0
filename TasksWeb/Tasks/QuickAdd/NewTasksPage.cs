using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tasks.QuickAdd;

/// <param name="Tasks">The tasks of the text, in fields to edit; empty before it is parsed.</param>
public sealed record NewTasksPage(TasksLayout Layout, QuickAddText Text, IReadOnlyList<NewTask> Tasks) : TasksLayoutPage(Layout)
{
    public string? Error { get; init; }

    /// <summary>Whether a link has filled in the fields, and not the text.</summary>
    public bool IsFilledIn { get; init; }
}

public sealed record QuickAddText
{
    /// <summary>More would exceed Google's rate limit per user.</summary>
    public const int MaxLines = 100;
    public const int MaxLength = 100_000;

    public string? Text { get; init; }

    /// <summary>The id of the list for lines that name none.</summary>
    public string? List { get; init; }

    /// <summary>The day for lines that name none, as yyyy-MM-dd.</summary>
    public string? Day { get; init; }

    /// <summary>Keeps dates and lists in the titles.</summary>
    public bool AsWritten { get; init; }
    public string? ReturnUrl { get; init; }
}
