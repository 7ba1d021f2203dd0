using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// What is to be different about a task, or what a new one shall be: only members that were set are sent, and one that was set to
/// null is cleared. <c>new TaskChange { Notes = null }</c> takes the notes away and leaves the rest.
/// </summary>
public sealed record TaskChange
{
    // Nothing but quotes and control characters is escaped: JSON is not HTML.
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Member _set;

    /// <summary>At most <see cref="TaskLimits.Title"/> characters.</summary>
    public string? Title { get; init => field = Set(Member.Title, value); }

    /// <summary>At most <see cref="TaskLimits.Notes"/> characters.</summary>
    public string? Notes { get; init => field = Set(Member.Notes, value); }

    /// <summary>Google keeps no time of day.</summary>
    public DateOnly? Due { get; init => field = Set(Member.Due, value); }

    /// <summary><c>needsAction</c> or <c>completed</c>.</summary>
    public string? Status { get; init => field = Set(Member.Status, value); }

    /// <summary>When it was completed; Google takes its own time where only the status says so.</summary>
    public DateTimeOffset? Completed { get; init => field = Set(Member.Completed, value); }

    /// <summary>False brings back what was deleted, as long as Google keeps it.</summary>
    public bool? Deleted { get; init => field = Set(Member.Deleted, value); }

    /// <exception cref="Errors.ProblemException"><c>invalid_request</c>, naming the field.</exception>
    public void Check()
    {
        TaskLimits.CheckText("title", Title, TaskLimits.Title);
        TaskLimits.CheckText("notes", Notes, TaskLimits.Notes);
    }

    /// <summary>The body of Google's insert and patch.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, AsWritten))
        {
            json.WriteStartObject();
            Write(json, Member.Title, "title", Title);
            Write(json, Member.Notes, "notes", Notes);
            Write(json, Member.Due, "due", Due?.ToString("yyyy-MM-dd'T00:00:00.000Z'", CultureInfo.InvariantCulture));
            Write(json, Member.Status, "status", Status);
            Write(json, Member.Completed, "completed", Completed is { } completed ? GoogleTime.Write(completed) : null);
            if (_set.HasFlag(Member.Deleted))
                json.WriteBoolean("deleted", Deleted is true);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private void Write(Utf8JsonWriter json, Member member, string name, string? value)
    {
        if (_set.HasFlag(member))
            json.WriteString(name, value);
    }

    private T Set<T>(Member member, T value)
    {
        _set |= member;
        return value;
    }

    [Flags]
    private enum Member
    {
        None = 0,
        Title = 1,
        Notes = 2,
        Due = 4,
        Status = 8,
        Completed = 16,
        Deleted = 32,
    }
}
