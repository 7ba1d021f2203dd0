using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TasksWeb.Storage;

/// <summary>
/// How documents are written: camelCase names, nulls left out, and dates as relaxed MongoDB Extended JSON
/// (<c>{"$date":"2026-01-31T09:00:00.000Z"}</c>), so that a BSON store holds real dates and a text store stays readable.
/// </summary>
/// <remarks>https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md</remarks>
public static class StoredJson
{
    /// <summary>The serializer options every stored type shares.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new ExtendedDate(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>A time cut to the millisecond, the precision of a BSON date.</summary>
    public static DateTimeOffset ToStored(this DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Reads <c>{"$date":"…"}</c> from its opening brace to its closing one; another object is left unread.</summary>
    internal static bool TryReadDate(ref Utf8JsonReader reader, out DateTimeOffset date)
    {
        var ahead = reader;
        date = default;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals("$date") || !ahead.Read()
            || ahead.TokenType != JsonTokenType.String)
            return false;
        date = DateTimeOffset.Parse(ahead.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        ahead.Read();
        reader = ahead;
        return true;
    }

    internal static void WriteDate(Utf8JsonWriter writer, DateTimeOffset date)
    {
        writer.WriteStartObject();
        writer.WriteString("$date", date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private sealed class ExtendedDate : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.StartObject && TryReadDate(ref reader, out var date)
                ? date
                : throw new JsonException("A stored date is written as {\"$date\":\"…\"}.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            WriteDate(writer, value);
    }
}
