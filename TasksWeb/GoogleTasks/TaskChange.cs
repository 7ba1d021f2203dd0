using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// The body of an insert or patch. Only properties that were set are sent, and null clears one:
/// <c>new TaskChange { Notes = null }</c> removes the notes and leaves everything else.
/// </summary>
public sealed record TaskChange
{
    // The body is JSON and never HTML: only quotes and control characters need an escape.
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ImmutableDictionary<string, object?> _members = ImmutableDictionary.Create<string, object?>(StringComparer.Ordinal);

    /// <summary>At most <see cref="TaskLimits.Title"/> characters.</summary>
    public string? Title { get; init => field = Set(value, "title", value); }

    /// <summary>At most <see cref="TaskLimits.Notes"/> characters.</summary>
    public string? Notes { get; init => field = Set(value, "notes", value); }

    /// <summary>A date; Google keeps no time of day.</summary>
    public DateOnly? Due
    {
        get;
        init => field = Set(value, "due", value?.ToString("yyyy-MM-dd'T00:00:00.000Z'", CultureInfo.InvariantCulture));
    }

    /// <summary><c>needsAction</c> or <c>completed</c>.</summary>
    public string? Status { get; init => field = Set(value, "status", value); }

    /// <summary>If only the status is set, Google uses the current time.</summary>
    public DateTimeOffset? Completed
    {
        get;
        init => field = Set(value, "completed", value is { } time ? GoogleTime.Write(time) : null);
    }

    /// <summary>False restores a deleted task, for as long as Google keeps it.</summary>
    public bool? Deleted { get; init => field = Set(value, "deleted", value is true); }

    /// <exception cref="Errors.ProblemException"><c>invalid_request</c>: a text exceeds its limit.</exception>
    public byte[] ToJson()
    {
        TaskLimits.CheckText("title", Title, TaskLimits.Title);
        TaskLimits.CheckText("notes", Notes, TaskLimits.Notes);
        return JsonSerializer.SerializeToUtf8Bytes(_members, Unescaped);
    }

    private T Set<T>(T value, string name, object? json)
    {
        _members = _members.SetItem(name, json);
        return value;
    }
}
