using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>The body of a token response as JSON, whatever its format and nesting.</summary>
internal static class TokenResponseBody
{
    /// <summary>Tokens and errors are in the body itself or a few levels below.</summary>
    private const int MaxNodes = 16;

    /// <summary>JSON, or a form (GitHub, Facebook): behind a byte order mark, before white space and NULs.</summary>
    /// <exception cref="JsonException">It is HTML or truncated JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> body)
    {
        var text = ByteOrderMark.Skip(body).Trim(" \t\r\n\0"u8);
        return text is [(byte)'{' or (byte)'[' or (byte)'<', ..]
            ? ProviderJson.Parse(text)
            : JsonSerializer.SerializeToElement(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(text))
                .ToDictionary(pair => pair.Key, pair => pair.Value[0], StringComparer.Ordinal));
    }

    /// <summary>The body if it is an object, and the objects in it, the outer ones first.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement body)
    {
        var waiting = new Queue<JsonElement>([body]);
        for (var visited = 0; visited < MaxNodes && waiting.TryDequeue(out var node); visited++)
        {
            if (node.ValueKind == JsonValueKind.Object)
                yield return node;
            foreach (var inner in Inner(node).Take(MaxNodes))
                waiting.Enqueue(inner);
        }
    }

    private static IEnumerable<JsonElement> Inner(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().Select(member => member.Value)
            .Where(value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array),
        JsonValueKind.Array => node.EnumerateArray(),
        _ => [],
    };
}
