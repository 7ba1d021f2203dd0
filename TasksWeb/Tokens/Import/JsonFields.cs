using System.Text.Json;

namespace TasksWeb.Tokens.Import;

/// <summary>The texts of a JSON object by their paths (<c>credentials.refreshtoken</c>).</summary>
internal static class JsonFields
{
    /// <summary>No exporter nests its fields deeper.</summary>
    private const int MaxDepth = 4;

    public static IEnumerable<(string Name, string Value)> Of(JsonElement entry)
    {
        var open = new Queue<(string Prefix, JsonElement Value, int Depth)>([("", entry, 0)]);
        while (open.TryDequeue(out var next))
        {
            if (next.Value.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var member in next.Value.EnumerateObject())
            {
                var name = next.Prefix + TokenRow.Plain(member.Name);
                if (TextOf(member.Value) is { } text)
                    yield return (name, text);
                else if (next.Depth < MaxDepth)
                    open.Enqueue((name + ".", member.Value, next.Depth + 1));
            }
        }
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray()
            .Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString())),
        _ => null,
    };
}
