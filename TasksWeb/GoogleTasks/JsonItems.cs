using System.Text.Json;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// The <c>items</c> of one page of a Google list answer, as the bytes that came: checked to be JSON, not taken apart and rebuilt.
/// </summary>
/// <param name="Array">The array with its brackets; empty when the page has none.</param>
/// <param name="NextPageToken">Where the next page begins; null on the last.</param>
public readonly record struct JsonItems(ReadOnlyMemory<byte> Array, string? NextPageToken)
{
    /// <summary>When the page was sent, by the sender's clock; null when it does not say.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>What stands between the brackets.</summary>
    public ReadOnlyMemory<byte> Elements => Array.Length <= 2 ? default : Array[1..^1];

    /// <exception cref="JsonException">The page is not a JSON object with an array of items.</exception>
    public static JsonItems Parse(ReadOnlyMemory<byte> page)
    {
        var reader = new Utf8JsonReader(page.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A page of a list is an object.");
        ReadOnlyMemory<byte> array = default;
        string? next = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8))
                array = ReadArray(ref reader, page);
            else if (reader.ValueTextEquals("nextPageToken"u8))
                next = ReadText(ref reader);
            else
                reader.Skip();
        }
        // Reads to the end: what follows the object must be nothing, and a cut-off page fails here.
        while (reader.Read())
        {
        }
        return new JsonItems(array, next);
    }

    private static ReadOnlyMemory<byte> ReadArray(ref Utf8JsonReader reader, ReadOnlyMemory<byte> page)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("The items of a page are an array.");
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return page[start..(int)reader.BytesConsumed];
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
