using System.Text.Json;

namespace TasksWeb.Tokens.Import;

/// <summary>
/// The rows of a JSON value. An object may be a row, or hold lists of them beside others: <c>{"users":[…],"accounts":[…]}</c>,
/// <c>{"data":{"connections":[…]}}</c>.
/// </summary>
internal static class JsonRows
{
    /// <summary>No exporter puts its lists deeper.</summary>
    private const int MaxDepth = 4;

    public static IEnumerable<TokenRow> Of(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().SelectMany(RowsOf)
        : RowsOf(value);

    private static List<TokenRow> RowsOf(JsonElement entry)
    {
        var own = RowOf(entry);
        var rows = new List<TokenRow>();
        if (own.RefreshToken is not null)
            rows.Add(own);
        var hasEmptyList = false;
        foreach (var list in ListsIn(entry))
        {
            var its = list.EnumerateArray().Select(RowOf).ToList();
            hasEmptyList |= its.Count == 0;
            if (its.Exists(row => row.RefreshToken is not null))
                rows.AddRange(its);
        }
        var isEmptyList = hasEmptyList && own is { Service: null, Identifier: null };
        return rows.Count > 0 || isEmptyList ? rows : [own];
    }

    /// <summary>The arrays in an object, and not those in the rows of one.</summary>
    private static IEnumerable<JsonElement> ListsIn(JsonElement entry)
    {
        var open = new Queue<(JsonElement Value, int Depth)>([(entry, 0)]);
        while (open.TryDequeue(out var next))
        {
            if (next.Value.ValueKind == JsonValueKind.Array)
                yield return next.Value;
            if (next.Value.ValueKind != JsonValueKind.Object || next.Depth == MaxDepth)
                continue;
            foreach (var member in next.Value.EnumerateObject())
                open.Enqueue((member.Value, next.Depth + 1));
        }
    }

    /// <summary>The file numbers its rows.</summary>
    private static TokenRow RowOf(JsonElement entry) => TokenRow.From(0, JsonFields.Of(entry));
}
