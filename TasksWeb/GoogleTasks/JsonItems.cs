using System.Text.Json;

namespace TasksWeb.GoogleTasks;

/// <summary>The <c>items</c> of one page as the bytes that came: checked to be JSON, not deserialized.</summary>
/// <param name="Array">The array with its brackets; empty if the page has none.</param>
/// <param name="NextPageToken">Null on the last page.</param>
public readonly record struct JsonItems(ReadOnlyMemory<byte> Array, string? NextPageToken)
{
    /// <summary>The <c>Date</c> of the response; null if it has none.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The array without its brackets.</summary>
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
            var (isItems, isNext) = (reader.ValueTextEquals("items"u8), reader.ValueTextEquals("nextPageToken"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isItems && reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException("The items of a page are an array.");
            if (isNext)
                next = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
            if (isItems)
                array = page[start..(int)reader.BytesConsumed];
        }
        // Reading to the end refuses a truncated page and anything after the object.
        while (reader.Read())
        {
        }
        return new JsonItems(array, next);
    }
}
