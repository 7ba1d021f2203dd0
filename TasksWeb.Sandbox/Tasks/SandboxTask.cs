namespace TasksWeb.Sandbox.Tasks;

/// <summary>One task as the sandbox keeps it. Immutable: a change is a new record in the same place.</summary>
public sealed record SandboxTask
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Notes { get; init; }

    /// <summary>The parent's id; null at the top level.</summary>
    public string? Parent { get; init; }

    /// <summary>Only the date counts, as at Google.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>When it was completed; null while it needs action.</summary>
    public DateTimeOffset? Completed { get; init; }

    public bool Deleted { get; init; }

    /// <summary>Completed in Google's own apps, or cleared: only listed with <c>showHidden</c>.</summary>
    public bool Hidden { get; init; }

    public IReadOnlyList<SandboxTaskLink> Links { get; init; } = [];

    /// <summary>The document this was assigned from: only listed with <c>showAssigned</c>.</summary>
    public string? AssignedFromFile { get; init; }

    /// <summary>The Chat space this was assigned from: only listed with <c>showAssigned</c>.</summary>
    public string? AssignedFromSpace { get; init; }

    /// <summary>Repeats, which only Google's own apps show; such a task stays in its list and stands alone.</summary>
    public bool IsRecurring { get; init; }

    public DateTimeOffset Updated { get; init; }

    /// <summary>Counts the changes of this task. Siblings that move over to make room are not changed.</summary>
    public int Revision { get; init; }

    public bool IsAssigned => AssignedFromFile is not null || AssignedFromSpace is not null;
}

/// <summary>A link that came with a task, such as the mail it was made from.</summary>
public sealed record SandboxTaskLink(string Type, string Description, string Link);
