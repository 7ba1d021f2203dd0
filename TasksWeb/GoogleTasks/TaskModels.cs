using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace TasksWeb.GoogleTasks;

// Shapes and names are those of Google Tasks v1 (https://developers.google.com/workspace/tasks/reference/rest). Source-generated
// readers set absent init-only members to null (https://github.com/dotnet/runtime/issues/58770): setters restore the default.

/// <summary><c>tasks#taskList</c></summary>
public sealed record TaskList
{
    public string? Kind { get; init; }
    public required string Id { get; init; }
    [AllowNull]
    public string Title { get; init => field = value ?? ""; } = "";
    public string? Etag { get; init; }
    public DateTimeOffset? Updated { get; init; }
    public string? SelfLink { get; init; }
}

/// <summary><c>tasks#task</c></summary>
public sealed record TaskItem
{
    public string? Kind { get; init; }
    public required string Id { get; init; }
    public string? Etag { get; init; }
    [AllowNull]
    public string Title { get; init => field = value ?? ""; } = "";
    public DateTimeOffset? Updated { get; init; }
    public string? SelfLink { get; init; }
    public string? Parent { get; init; }

    /// <summary>The order among siblings; sorts as an ordinal string.</summary>
    [AllowNull]
    public string Position { get; init => field = value ?? ""; } = "";
    public string? Notes { get; init; }

    /// <summary>Only the beginning of the notes is in memory.</summary>
    [JsonIgnore]
    public bool AreNotesCut { get; init; }

    /// <summary><c>needsAction</c> or <c>completed</c>.</summary>
    [AllowNull]
    public string Status { get; init => field = value ?? "needsAction"; } = "needsAction";

    /// <summary>Midnight UTC of the due date: Google keeps no time of day.</summary>
    public DateTimeOffset? Due { get; init; }
    public DateTimeOffset? Completed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Deleted { get; init; }

    /// <summary>Cleared, or completed in Google's own apps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    [AllowNull]
    public IReadOnlyList<LinksData> Links { get; init => field = value ?? []; } = [];

    /// <summary>The task in Google's web app.</summary>
    public string? WebViewLink { get; init; }

    /// <summary>Set if the task was assigned in Docs or Chat. Deleting it deletes the original there.</summary>
    public AssignmentInfo? AssignmentInfo { get; init; }

    [JsonIgnore]
    public bool IsCompleted => Status == "completed";

    /// <summary>The due date, the same in every time zone.</summary>
    [JsonIgnore]
    public DateOnly? DueDate => Due is { } due ? DateOnly.FromDateTime(due.UtcDateTime) : null;
}

/// <summary>One page of a list.</summary>
/// <param name="At">The time of the answer by Google's clock.</param>
public sealed record TaskPart(IReadOnlyList<TaskItem> Tasks, DateTimeOffset At, bool IsLast);

/// <summary>What a task was made from.</summary>
/// <param name="Type">For example <c>email</c>.</param>
/// <param name="Link">An unchecked address.</param>
public sealed record LinksData(string? Type, string? Description, string? Link);

/// <param name="LinkToTask">The unchecked address of the original.</param>
/// <param name="SurfaceType"><c>DOCUMENT</c>, <c>SPACE</c>, <c>GMAIL</c> or <c>CONTEXT_TYPE_UNSPECIFIED</c>.</param>
public sealed record AssignmentInfo(
    string? LinkToTask, string? SurfaceType, DriveResourceInfo? DriveResourceInfo = null, SpaceInfo? SpaceInfo = null);

public sealed record DriveResourceInfo(string? DriveFileId, string? ResourceKey = null);

/// <param name="Space"><c>spaces/{space}</c></param>
public sealed record SpaceInfo(string? Space);
