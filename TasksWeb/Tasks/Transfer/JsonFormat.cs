using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// JSON in the shape of Google's responses: lists (<c>tasks#taskLists</c>) that hold their tasks (<c>tasks#tasks</c>). Subtasks
/// name their parents. <see cref="JsonTasks"/> reads other shapes too.
/// </summary>
internal sealed partial class JsonFormat : TransferFormat
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public override string Name => "json";

    public override string ContentType => "application/json";

    public override Task WriteAsync(
        PipeWriter file, IReadOnlyList<ExportedList> lists, DateTimeOffset now, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(file, new
        {
            kind = "tasks#taskLists",
            exported = PortableDate.Iso(now),
            items = lists.Select((list, number) => new
            {
                kind = "tasks#tasks",
                title = list.Title,
                items = list.WithIds(number).Select(one => new
                {
                    kind = "tasks#task",
                    id = one.Id,
                    parent = one.Parent,
                    title = one.Task.Title,
                    notes = one.Task.Notes,
                    status = one.Task.IsCompleted ? "completed" : "needsAction",
                    due = one.Task.Due is { } due ? $"{PortableDate.Iso(due)}T00:00:00.000Z" : null,
                    completed = one.Task.Completed is { } completed ? PortableDate.Iso(completed) : null,
                    webViewLink = one.Task.Link,
                }),
            }),
        }, Readable, cancellationToken);

    /// <summary>An object, or an array of objects or texts; Markdown may begin with brackets too.</summary>
    public static bool IsJson(string text) => Beginning().IsMatch(text.AsSpan(0, Math.Min(text.Length, 1000)));

    internal override void Read(string text, ImportReading reading)
    {
        var tasks = new JsonTasks(reading);
        foreach (var value in JsonText.Read(text, reading))
            tasks.Add(value);
    }

    [GeneratedRegex(@"\A\s*(?:\{\s*[""}]|\[[\s\[]*[{""])", RegexOptions.NonBacktracking)]
    private static partial Regex Beginning();
}
