using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.GoogleTasks;

/// <summary>Times as Google Tasks writes them: RFC 3339 in UTC, to the millisecond. One that cannot be read is none.</summary>
internal sealed class GoogleTime : JsonConverter<DateTimeOffset?>
{
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.TryGetDateTimeOffset(out var time) ? time : null;
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
            writer.WriteStringValue(Write(time));
        else
            writer.WriteNullValue();
    }
}
