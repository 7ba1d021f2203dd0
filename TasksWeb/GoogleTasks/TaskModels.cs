using System.Text.Json.Serialization;

namespace TasksWeb.GoogleTasks;

// Source-generated readers set every init-only member, absent ones to null (https://github.com/dotnet/runtime/issues/58770): what
// is never null sees to it itself.

/// <summary>One task list, as Google Tasks v1 describes it (<c>tasks#taskList</c>).</summary>
public sealed record TaskList
{
    public string? Kind { get; init; }
    public required string Id { get; init; }
    public string Title { get; init => field = value ?? ""; } = "";
    public string? Etag { get; init; }
    public DateTimeOffset? Updated { get; init; }
    public string? SelfLink { get; init; }
}

/// <summary>One task, as Google Tasks v1 describes it (<c>tasks#task</c>).</summary>
public sealed record TaskItem
{
    public string? Kind { get; init; }
    public required string Id { get; init; }
    public string? Etag { get; init; }
    public string Title { get; init => field = value ?? ""; } = "";
    public DateTimeOffset? Updated { get; init; }
    public string? SelfLink { get; init; }
    public string? Parent { get; init; }

    /// <summary>Sorts as an ordinal string among the siblings under one parent.</summary>
    public string Position { get; init => field = value ?? ""; } = "";
    public string? Notes { get; init; }

    /// <summary><c>needsAction</c> or <c>completed</c>.</summary>
    public string Status { get; init => field = value ?? "needsAction"; } = "needsAction";

    /// <summary>A date; Google discards the time of day, which always reads midnight UTC.</summary>
    public DateTimeOffset? Due { get; init; }
    public DateTimeOffset? Completed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Deleted { get; init; }

    /// <summary>Cleared, or completed in Google's own apps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    /// <summary>What the task was made from, such as a mail.</summary>
    public IReadOnlyList<TaskLink> Links { get; init => field = value ?? []; } = [];

    /// <summary>The task in Google's own web app.</summary>
    public string? WebViewLink { get; init; }

    /// <summary>Set when the task was assigned in Docs or Chat. Deleting it deletes the original there.</summary>
    public AssignmentInfo? AssignmentInfo { get; init; }

    [JsonIgnore]
    public bool IsCompleted => Status == "completed";

    /// <summary>The date it is due. Google sends midnight UTC, which no time zone may move.</summary>
    [JsonIgnore]
    public DateOnly? DueDate => Due is { } due ? DateOnly.FromDateTime(due.UtcDateTime) : null;
}

/// <param name="Type">For example <c>email</c>.</param>
/// <param name="Link">The address, as Google sent it: to be checked before it is linked to.</param>
public sealed record TaskLink(string? Type, string? Description, string? Link);

/// <summary>Where an assigned task comes from.</summary>
/// <param name="LinkToTask">The address of the original, as Google sent it: to be checked before it is linked to.</param>
/// <param name="SurfaceType"><c>DOCUMENT</c>, <c>SPACE</c>, <c>GMAIL</c> or <c>CONTEXT_TYPE_UNSPECIFIED</c>.</param>
public sealed record AssignmentInfo(
    string? LinkToTask, string? SurfaceType, DriveResourceInfo? DriveResourceInfo = null, SpaceInfo? SpaceInfo = null);

/// <summary>The document that a task was assigned in.</summary>
public sealed record DriveResourceInfo(string? DriveFileId, string? ResourceKey = null);

/// <summary>The Chat space that a task was assigned in: <c>spaces/{space}</c>.</summary>
public sealed record SpaceInfo(string? Space);
