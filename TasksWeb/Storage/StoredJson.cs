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

    private sealed class ExtendedDate : JsonConverter<DateTimeOffset>
    {
        private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || !reader.ValueTextEquals("$date") || !reader.Read())
                throw new JsonException("A stored date is written as {\"$date\":\"…\"}.");
            var value = DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            reader.Read();
            return value;
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("$date", value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }
    }
}
