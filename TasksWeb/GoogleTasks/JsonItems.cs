using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.GoogleTasks;

/// <summary>The <c>items</c> of one page as the bytes that came: checked to be JSON, not deserialized.</summary>
/// <param name="Array">The array with its brackets; empty if the page has none.</param>
/// <param name="NextPageToken">Null on the last page.</param>
/// <param name="Date">The header of that name (RFC 9110 §6.6.1), as it came.</param>
public readonly record struct JsonItems(ReadOnlyMemory<byte> Array, string? NextPageToken, HeaderStringValues Date)
{
    /// <summary>The array without its brackets.</summary>
    public ReadOnlyMemory<byte> Elements => Array.IsEmpty ? default : Array[1..^1].Trim(" \t\r\n"u8);

    /// <summary>When the provider answered, by its own clock; null if it does not say.</summary>
    public DateTimeOffset? AnsweredAt =>
        DateTimeOffset.TryParseExact(Date.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    /// <summary>The same in memory of its own, for longer than the response it was read from.</summary>
    public JsonItems Detach() => this with { Array = Array.ToArray() };

    /// <summary>Reads a page; its memory is the response's.</summary>
    /// <exception cref="JsonException">The page is not a JSON object with an array of items.</exception>
    public static JsonItems Read(HttpResponseMessage response)
    {
        response.Headers.NonValidated.TryGetValues("Date", out var date);
        return Parse(ByteOrderMark.Skip(response.Bytes()), date);
    }

    /// <inheritdoc cref="Read(HttpResponseMessage)"/>
    public static JsonItems Parse(ReadOnlyMemory<byte> page, HeaderStringValues date)
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
        return new JsonItems(array, next, date);
    }
}
