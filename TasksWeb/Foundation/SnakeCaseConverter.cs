using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Foundation;

/// <summary>Writes an enum as its names in <c>snake_case</c>.</summary>
internal sealed class SnakeCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
