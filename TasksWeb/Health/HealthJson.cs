using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Health;

/// <summary>Source-generated readers and writers for Google Health v4 and Fitbit.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(HeartRatePoints))]
[JsonSerializable(typeof(IReadOnlyList<HeartRatePoint>))]
[JsonSerializable(typeof(FitbitHeartRate))]
internal sealed partial class HealthJson : JsonSerializerContext;
