using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>A serialized list of lists.</summary>
internal sealed record TaskListsAnswer(ReadOnlyMemory<byte> Json, string Etag, int Count);

/// <summary>Google's JSON for lists and tasks (facts: <c>tasks#taskList</c>, <c>tasks#task</c>).</summary>
internal sealed class TaskJson(SandboxAddress address)
{
    public TaskListsAnswer Lists(IReadOnlyList<SandboxTaskList> lists, string? nextPageToken)
    {
        var items = lists.Select(List).ToArray();
        var etag = EtagOf(items);
        var json = JsonSerializer.SerializeToUtf8Bytes(new { kind = "tasks#taskLists", etag, nextPageToken, items }, Answer.Json);
        return new TaskListsAnswer(json, etag, items.Length);
    }

    public TaskListShape List(SandboxTaskList list) => new()
    {
        Kind = "tasks#taskList",
        Id = list.Id,
        Etag = EtagOf((list.Id, list.Title, list.Revision).ToString()),
        Title = list.Title,
        Updated = Write(list.Updated),
        SelfLink = $"{address.Origin}/tasks/v1/users/@me/lists/{list.Id}",
    };

    public TaskShape Task(SandboxTaskList list, SandboxTask task, string position) => new()
    {
        Kind = "tasks#task",
        Id = task.Id,
        Etag = EtagOf(task),
        Title = task.Title,
        Updated = Write(task.Updated),
        SelfLink = $"{address.Origin}/tasks/v1/lists/{list.Id}/tasks/{task.Id}",
        Parent = task.Parent,
        Position = position,
        Notes = task.Notes,
        Status = task.Completed is null ? "needsAction" : "completed",
        Due = task.Due?.ToString("yyyy-MM-dd'T00:00:00.000Z'", CultureInfo.InvariantCulture),
        Completed = task.Completed is { } completed ? Write(completed) : null,
        Deleted = task.Deleted ? true : null,
        Hidden = task.Hidden ? true : null,
        Links = task.Links,
        WebViewLink = $"https://tasks.google.com/task/{task.Id}?sa=6",
        AssignmentInfo = AssignmentOf(task),
    };

    /// <summary>Tells versions apart. A task's place among its siblings is not part of it.</summary>
    public static string EtagOf(SandboxTask task) => "\"" + Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{task.Revision}:{task.Updated.UtcTicks:x}"))) + "\"";

    public static string EtagOf<T>(T content) =>
        "\"" + Base64Url.EncodeToString(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, Answer.Json)).AsSpan(0, 15)) + "\"";

    private static AssignmentShape? AssignmentOf(SandboxTask task) => task switch
    {
        { AssignedFromFile: { } file } => new AssignmentShape(
            $"https://docs.google.com/document/d/{file}/edit", "DOCUMENT", new DriveResourceShape(file), SpaceInfo: null),
        { AssignedFromSpace: { } space } => new AssignmentShape(
            $"https://chat.google.com/room/{space}", "SPACE", DriveResourceInfo: null, new SpaceShape($"spaces/{space}")),
        _ => null,
    };

    private static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

internal sealed record TaskListShape
{
    public required string Kind { get; init; }

    public required string Id { get; init; }

    public required string Etag { get; init; }

    public required string Title { get; init; }

    public required string Updated { get; init; }

    public required string SelfLink { get; init; }
}

internal sealed record TaskShape
{
    public required string Kind { get; init; }

    public required string Id { get; init; }

    public required string Etag { get; init; }

    public required string Title { get; init; }

    public required string Updated { get; init; }

    public required string SelfLink { get; init; }

    public string? Parent { get; init; }

    public required string Position { get; init; }

    public string? Notes { get; init; }

    public required string Status { get; init; }

    public string? Due { get; init; }

    public string? Completed { get; init; }

    public bool? Deleted { get; init; }

    public bool? Hidden { get; init; }

    public required IReadOnlyList<SandboxTaskLink> Links { get; init; }

    public required string WebViewLink { get; init; }

    public AssignmentShape? AssignmentInfo { get; init; }
}

internal sealed record AssignmentShape(
    string LinkToTask, string SurfaceType, DriveResourceShape? DriveResourceInfo, SpaceShape? SpaceInfo);

internal sealed record SpaceShape(string Space);

internal sealed record DriveResourceShape(string DriveFileId);
