using System.Globalization;
using System.Text.Json;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Api;

/// <summary>
/// The JSON body of a write: a task or list as Google describes it. Read-only members are ignored, so that a response can be sent
/// back; unknown members are refused by name.
/// </summary>
internal static class TaskBody
{
    /// <summary>Twice the size of notes with 8,192 escaped emoji.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private static readonly HashSet<string> ReadOnly = new(StringComparer.Ordinal)
    {
        "assignmentInfo", "etag", "hidden", "id", "kind", "links", "parent", "position", "selfLink", "updated", "webViewLink",
    };

    /// <exception cref="ProblemException"><c>invalid_request</c>, naming the member.</exception>
    public static Task<TaskChange> ReadChangeAsync(HttpRequest request) =>
        ReadAsync(request, new TaskChange(), static (change, name, value) => name switch
        {
            "title" => change with { Title = Text(name, value) },
            "notes" => change with { Notes = Text(name, value) },
            "status" => change with { Status = Status(value) },
            "due" => change with { Due = Text(name, value) is { } due ? Day(due) : null },
            "completed" => change with { Completed = Text(name, value) is { } time ? Time(name, time) : null },
            "deleted" => change with { Deleted = Flag(name, value) },
            _ => ReadOnly.Contains(name) ? change : throw Invalid(name, "a task has no such member."),
        });

    /// <exception cref="ProblemException"><c>invalid_request</c>, naming the member.</exception>
    public static async Task<string> ReadTitleAsync(HttpRequest request) =>
        await ReadAsync<string?>(request, null, static (title, name, value) => name switch
        {
            "title" => Text(name, value),
            _ => ReadOnly.Contains(name) ? title : throw Invalid(name, "a list has no such member."),
        }) is { Length: > 0 } title ? title : throw Invalid("title", "it is missing.");

    private static async Task<T> ReadAsync<T>(HttpRequest request, T seed, Func<T, string, JsonElement, T> fold)
    {
        if (!request.HasJsonContentType())
            throw Invalid("Content-Type", "send application/json.");
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.EnumerateObject().Aggregate(seed, (all, member) => fold(all, member.Name, member.Value))
                : throw Invalid("body", "it is not a JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid("body", "it is not well-formed JSON in UTF-8.");
        }
    }

    private static string? Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => throw Invalid(name, "it is not a string."),
    };

    private static string Status(JsonElement value) => Text("status", value) is ("needsAction" or "completed") and var status
        ? status
        : throw Invalid("status", "it is needsAction or completed.");

    private static bool Flag(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid(name, "it is not true or false."),
    };

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : DateOnly.FromDateTime(Time("due", text).UtcDateTime);

    private static DateTimeOffset Time(string name, string text) =>
        text.Contains('T', StringComparison.OrdinalIgnoreCase)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Invalid(name, "it is not a time as RFC 3339 writes it, such as 2026-12-24T00:00:00.000Z.");

    private static ProblemException Invalid(string name, string why) =>
        new(Problem.Invalid($"{TasksQuery.Shortened(name)}: {why}"));
}
