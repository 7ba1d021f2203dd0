using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Tasks;

/// <summary>Source-generated readers for Google Tasks v1.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(TaskItem))]
internal sealed partial class TasksJson : JsonSerializerContext;
