using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Calendar;

/// <summary>Source-generated readers and writers for Calendar v3.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CalendarEvents))]
[JsonSerializable(typeof(IReadOnlyList<CalendarEvent>))]
internal sealed partial class CalendarJson : JsonSerializerContext;
