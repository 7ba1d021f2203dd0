using System.Text.Json;

namespace TasksWeb.Tokens.Import;

/// <summary>The texts of a JSON object by their paths (<c>credentials.refreshtoken</c>).</summary>
internal static class JsonFields
{
    /// <summary>No exporter nests its fields deeper.</summary>
    private const int MaxDepth = 4;

    /// <summary>No field that is read has a longer name. A path would repeat it for each member.</summary>
    private const int MaxNameLength = 64;

    public static IEnumerable<(string Name, string Value)> Of(JsonElement entry)
    {
        var open = new Queue<(string Prefix, JsonElement Value, int Depth)>([("", entry, 0)]);
        while (open.TryDequeue(out var next))
        {
            if (next.Value.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var member in next.Value.EnumerateObject())
            {
                if (Readable(() => member.Name) is not { Length: <= MaxNameLength } own)
                    continue;
                var name = next.Prefix + TokenRow.Plain(own);
                if (member.Value.ValueKind != JsonValueKind.Object)
                    yield return (name, Readable(() => TextOf(member.Value)) ?? "");
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

    /// <returns>Null: it is not Unicode, such as half of a surrogate pair.</returns>
    private static string? Readable(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
