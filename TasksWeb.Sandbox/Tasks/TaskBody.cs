using System.Globalization;
using System.Text.Json;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>
/// The body of a write: the members that may be written, as they were sent. Read-only members are passed over, as Google does;
/// others are unknown.
/// </summary>
internal sealed class TaskBody
{
    private const string DeletedMember = "deleted";

    private static readonly HashSet<string> Written =
        new(StringComparer.Ordinal) { "title", "notes", "status", "due", "completed", DeletedMember, "id" };

    private static readonly HashSet<string> ReadOnly = new(StringComparer.Ordinal)
    {
        "kind", "etag", "updated", "selfLink", "parent", "position", "hidden", "links", "webViewLink", "assignmentInfo",
    };

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    private TaskBody()
    {
    }

    public string? Id => Text("id");

    public string? Title => TaskLimits.Text(Text("title"), TaskLimits.Title, "title");

    public bool Has(string member) => _members.ContainsKey(member);

    /// <exception cref="TaskRefusal">It is not such JSON.</exception>
    public static async Task<TaskBody> ReadAsync(HttpContext context)
    {
        var body = new TaskBody();
        if (context.Request.ContentLength is 0)
        {
            return body;
        }

        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw TaskRefusal.Unreadable("Invalid JSON payload received. Root element must be a message.");
            }

            foreach (var member in json.RootElement.EnumerateObject().Where(member => !ReadOnly.Contains(member.Name)))
            {
                body._members[member.Name] = Written.Contains(member.Name)
                    ? member.Value.Clone()
                    : throw TaskRefusal.Unreadable(
                        $"Invalid JSON payload received. Unknown name \"{member.Name}\": Cannot find field.");
            }

            return body;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            throw TaskRefusal.Unreadable("Invalid JSON payload received. Unexpected token.");
        }
    }

    /// <summary>A patch: what was sent changes, null clears.</summary>
    /// <exception cref="TaskRefusal">A value is not one.</exception>
    public SandboxTask Patch(SandboxTask task, DateTimeOffset now)
    {
        task = task with
        {
            Title = Has("title") ? Title ?? "" : task.Title,
            Notes = Has("notes") ? TaskLimits.Text(Text("notes"), TaskLimits.Notes, "notes") : task.Notes,
            Due = Has("due") ? Time("due") is { } due ? DateOnly.FromDateTime(due.UtcDateTime) : null : task.Due,
            Deleted = Has(DeletedMember) ? Flag(DeletedMember) : task.Deleted,
        };
        return Has("status") || Has("completed") ? WithStatus(task, now) : task;
    }

    /// <summary>An update: what was not sent is cleared.</summary>
    /// <exception cref="TaskRefusal">A value is not one.</exception>
    public SandboxTask Replace(SandboxTask task, DateTimeOffset now)
    {
        var bare = task with { Title = "", Notes = null, Due = null, Deleted = false };
        return Has("status") ? Patch(bare, now) : Patch(bare with { Completed = null, Hidden = false }, now);
    }

    /// <summary>Only a completed task has a time of completion; one that is opened again is not hidden either.</summary>
    private SandboxTask WithStatus(SandboxTask task, DateTimeOffset now)
    {
        var time = Time("completed");
        return (Has("status") ? Text("status") : task.Completed is null ? "needsAction" : "completed") switch
        {
            "completed" => task with { Completed = time ?? task.Completed ?? now },
            "needsAction" or null => task with { Completed = null, Hidden = false },
            _ => throw TaskRefusal.Invalid("Invalid value for: status is needsAction or completed."),
        };
    }

    private string? Text(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => TextOf(text, name),
        _ => throw TaskRefusal.Unreadable($"Invalid value at '{name}' (TYPE_STRING)."),
    };

    private static string TextOf(JsonElement text, string name)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw TaskRefusal.Unreadable($"Invalid value at '{name}': not UTF-8.");
        }
    }

    private bool Flag(string name) => Value(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw TaskRefusal.Unreadable($"Invalid value at '{name}' (TYPE_BOOL)."),
    };

    private DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw TaskRefusal.Invalid($"Invalid value for: {name} is not an RFC 3339 timestamp.");
    }

    private JsonElement? Value(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
