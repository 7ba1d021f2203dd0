using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// Source-generated readers and writers for Google Tasks v1: what is written has the shape of what Google sends.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(GoogleTime)])]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(TaskItem))]
internal sealed partial class TasksJson : JsonSerializerContext
{
    /// <summary>For answers: every script as it is written, as Google sends it too. The answer is JSON and never HTML.</summary>
    public static TasksJson AsWritten => field ??= new(new JsonSerializerOptions(Default.Options!)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = null,
    });
}
