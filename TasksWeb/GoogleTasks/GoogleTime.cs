using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.GoogleTasks;

/// <summary>Times as Google Tasks writes them: RFC 3339 in UTC, to the millisecond.</summary>
internal sealed class GoogleTime : JsonConverter<DateTimeOffset>
{
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Write(value));
}
