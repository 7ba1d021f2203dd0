using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// JSON in the shape of Google's responses: lists (<c>tasks#taskLists</c>) that hold their tasks (<c>tasks#tasks</c>). Subtasks
/// name their parents.
/// </summary>
internal sealed class JsonFormat : TransferFormat
{
    /// <summary>Tasks are four levels deep; what other programs add may be deeper.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public override string Name => "json";

    public override string ContentType => "application/json";

    public override void Write(Stream file, IReadOnlyList<PortableList> lists, DateTimeOffset now)
    {
        JsonSerializer.Serialize(file, new
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
        }, Readable);
    }

    public override IReadOnlyList<PortableList> Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            CheckDepth(bytes);
            using var json = JsonDocument.Parse(
                bytes, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return Lists(json.RootElement);
        }
        catch (JsonException e)
        {
            throw new TransferException("Json", (int)(e.LineNumber ?? 0) + 1);
        }
    }

    private static void CheckDepth(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = int.MaxValue,
        });
        while (reader.Read())
        {
            if (reader.CurrentDepth >= MaxDepth)
                throw new TransferException("JsonDepth", json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1);
        }
    }

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
        var itemsPath = Path(path, "items");
        var tasks = list.ValueKind == JsonValueKind.Object && !list.TryGetProperty("items", out _) ? [] : Items(list, itemsPath);
        return PortableList.OfParents(
            Text(list, "title", path) ?? "", tasks.Select((task, i) => Task(task, $"{itemsPath}[{i}]")));
    }

    private static PortableTask Task(JsonElement task, string path)
    {
        if (task.ValueKind != JsonValueKind.Object)
            throw new TransferException("JsonTask", null, path);
        return new PortableTask(PortableTask.NormalizeLines(Member("title") ?? ""))
        {
            Id = Member("id"),
            Parent = Member("parent"),
            Notes = PortableTask.NullIfEmpty(PortableTask.NormalizeLines(Member("notes") ?? "")),
            Due = Member("due") is { } due ? PortableDate.Day(due) ?? throw NoDate("due", due) : null,
            IsCompleted = Member("status") == "completed",
            Completed = Member("completed") is { } time ? PortableDate.Time(time) ?? throw NoDate("completed", time) : null,
            Link = Member("webViewLink"),
        };

        string? Member(string name) => Text(task, name, path);

        TransferException NoDate(string name, string value) => new("JsonDate", null, $"{path}.{name}: {value}");
    }

    private static List<JsonElement> Items(JsonElement parent, string path)
    {
        if (parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty("items", out var items))
            parent = items;
        return parent.ValueKind == JsonValueKind.Array
            ? [.. parent.EnumerateArray()]
            : throw new TransferException("JsonItems", null, path);
    }

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
