namespace TasksWeb.Tasks.Layout;

/// <summary>
/// The result of an action and its undo: shown on the next page (<c>Views/Tasks/_Receipt.cshtml</c>), or sent to scripts as JSON.
/// </summary>
public sealed record Receipt(string Message, FormAction? Undo)
{
    /// <summary>The id of the task that was added or moved; it may have a new one.</summary>
    public string? Task { get; init; }

    /// <summary>A suggested next action, such as completing the subtasks too.</summary>
    public FormAction? Next { get; init; }

    /// <summary>The open tasks afterwards, for scripts.</summary>
    public TaskCounts? Counts { get; init; }
}

/// <param name="Action">A path on this site that accepts POST.</param>
/// <param name="Fields">In order; names may repeat.</param>
public sealed record FormAction(string Text, string Action, IReadOnlyList<FormField> Fields);

public sealed record FormField(string Name, string Value);
