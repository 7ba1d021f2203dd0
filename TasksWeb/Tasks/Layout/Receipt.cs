namespace TasksWeb.Tasks.Layout;

/// <summary>
/// What a person is told after something was done, and how to take it back: on the next page
/// (<c>Views/Tasks/_Receipt.cshtml</c>), or as JSON for scripts, which show it at once.
/// </summary>
/// <param name="Message">In the reader's language.</param>
/// <param name="Undo">What takes it back; null where Google has no way back.</param>
public sealed record Receipt(string Message, FormAction? Undo)
{
    /// <summary>What one may want to do next, such as completing the subtasks too.</summary>
    public FormAction? Next { get; init; }
}

/// <summary>A form that is sent by one button.</summary>
/// <param name="Text">The button's words, in the reader's language.</param>
/// <param name="Action">A path on this site that takes a post.</param>
/// <param name="Fields">Name and value, in order; a name may come more than once.</param>
public sealed record FormAction(string Text, string Action, IReadOnlyList<FormField> Fields);

public sealed record FormField(string Name, string Value);
