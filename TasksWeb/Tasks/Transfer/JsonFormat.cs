using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// JSON in the shape of Google's own answers: lists (<c>tasks#taskLists</c>) that hold their tasks (<c>tasks#tasks</c>), subtasks
/// by their parents' ids.
/// </summary>
internal sealed class JsonFormat : TransferFormat
{
    private static readonly JsonWriterOptions Readable =
        new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public override string Name => "json";

    public override string ContentType => "application/json";

    public override void Write(Stream file, IReadOnlyList<PortableList> lists, DateTimeOffset now)
    {
        using var json = new Utf8JsonWriter(file, Readable);
        json.WriteStartObject();
        json.WriteString("kind", "tasks#taskLists");
        json.WriteString("exported", PortableDate.Iso(now));
        json.WriteStartArray("items");
        var number = 0;
        foreach (var list in lists)
        {
            json.WriteStartObject();
            json.WriteString("kind", "tasks#tasks");
            json.WriteString("title", list.Title);
            json.WriteStartArray("items");
            foreach (var task in list.Tasks)
                Write(json, task, parent: null, ref number);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PortableTask task, string? parent, ref int number)
    {
        var id = task.Id ?? $"task-{++number}";
        json.WriteStartObject();
        json.WriteString("kind", "tasks#task");
        json.WriteString("id", id);
        if (parent is not null)
            json.WriteString("parent", parent);
        json.WriteString("title", task.Title);
        if (task.Notes is not null)
            json.WriteString("notes", task.Notes);
        json.WriteString("status", task.IsCompleted ? "completed" : "needsAction");
        if (task.Due is { } due)
            json.WriteString("due", $"{PortableDate.Iso(due)}T00:00:00.000Z");
        if (task.Completed is { } completed)
            json.WriteString("completed", PortableDate.Iso(completed));
        if (task.Link is not null)
            json.WriteString("webViewLink", task.Link);
        json.WriteEndObject();
        foreach (var subtask in task.Subtasks)
            Write(json, subtask, id, ref number);
    }

    public override IReadOnlyList<PortableList> Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(
                text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return Lists(json.RootElement);
        }
        catch (JsonException e)
        {
            throw new TransferException("Json", (int)(e.LineNumber ?? 0) + 1);
        }
    }

    /// <summary>All lists, or one list alone.</summary>
    private static IReadOnlyList<PortableList> Lists(JsonElement root)
    {
        var items = Items(root, "items");
        var areLists = Text(root, "kind", "") switch
        {
            "tasks#taskLists" => true,
            "tasks#tasks" => false,
            _ => items.Exists(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("items", out _)),
        };
        return areLists ? [.. items.Select((list, i) => List(list, $"items[{i}]"))] : [List(root, "")];
    }

    private static PortableList List(JsonElement list, string path)
    {
        var tasks = list.ValueKind == JsonValueKind.Object && !list.TryGetProperty("items", out _)
            ? []
            : Items(list, Path(path, "items"));
        return new PortableList(
            Text(list, "title", path) ?? "",
            PortableTree.Build([.. tasks.Select((task, i) => Task(task, $"{Path(path, "items")}[{i}]"))]));
    }

    private static PlacedTask Task(JsonElement task, string path)
    {
        if (task.ValueKind != JsonValueKind.Object)
            throw new TransferException("JsonTask", null, path);
        var completed = Text(task, "completed", path);
        return new PlacedTask(Text(task, "id", path), Text(task, "parent", path),
            new PortableTask(PortableTask.OneEnding(Text(task, "title", path) ?? ""))
            {
                Id = Text(task, "id", path),
                Notes = PortableTask.NullIfEmpty(PortableTask.OneEnding(Text(task, "notes", path) ?? "")),
                Due = Text(task, "due", path) is { } due
                ? PortableDate.Day(due) ?? throw new TransferException("JsonDate", null, $"{path}.due: {due}")
                : null,
                IsCompleted = Text(task, "status", path) == "completed",
                Completed = completed is null
                ? null
                : PortableDate.Moment(completed)
                    ?? throw new TransferException("JsonDate", null, $"{path}.completed: {completed}"),
                Link = Text(task, "webViewLink", path),
            });
    }

    private static List<JsonElement> Items(JsonElement parent, string path) =>
        parent.ValueKind == JsonValueKind.Array ? [.. parent.EnumerateArray()]
        : parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty("items", out var items)
            && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray()]
            : throw new TransferException("JsonItems", null, path);

    private static string? Text(JsonElement parent, string name, string path)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value)
            || value.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new TransferException("JsonText", null, Path(path, name));
        }
    }

    private static string Path(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
