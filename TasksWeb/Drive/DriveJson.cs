using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Drive;

/// <summary>Source-generated readers and writers for Drive v3.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(DriveFiles))]
[JsonSerializable(typeof(IReadOnlyList<DriveFile>))]
internal sealed partial class DriveJson : JsonSerializerContext;
