namespace TasksWeb.Tasks;

/// <summary>One task list, as Google Tasks v1 describes it (<c>tasks#taskList</c>).</summary>
public sealed record TaskList
{
    public required string Id { get; init; }
    public string Title { get; init; } = "";
    public string? Etag { get; init; }
    public DateTimeOffset? Updated { get; init; }
}

/// <summary>One task, as Google Tasks v1 describes it (<c>tasks#task</c>).</summary>
public sealed record TaskItem
{
    public required string Id { get; init; }
    public string Title { get; init; } = "";
    public string? Notes { get; init; }

    /// <summary><c>needsAction</c> or <c>completed</c>.</summary>
    public string Status { get; init; } = "needsAction";

    /// <summary>A date; Google discards the time of day, which always reads midnight UTC.</summary>
    public DateTimeOffset? Due { get; init; }
    public DateTimeOffset? Completed { get; init; }
    public string? Parent { get; init; }

    /// <summary>Sorts as an ordinal string among the siblings under one parent.</summary>
    public string Position { get; init; } = "";
    public bool Hidden { get; init; }
    public bool Deleted { get; init; }
    public string? WebViewLink { get; init; }
    public string? Etag { get; init; }
    public DateTimeOffset? Updated { get; init; }

    public bool IsCompleted => Status == "completed";
}
