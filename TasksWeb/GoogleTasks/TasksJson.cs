using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.GoogleTasks;

/// <summary>Reads and writes the JSON of Google Tasks v1.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(GoogleTime)])]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(TaskItem))]
internal sealed partial class TasksJson : JsonSerializerContext
{
    /// <summary>For responses: text is not escaped, as in Google's own. They are JSON and never HTML.</summary>
    public static TasksJson Unescaped => field ??= new(new JsonSerializerOptions(Default.Options!)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = null,
    });
}
