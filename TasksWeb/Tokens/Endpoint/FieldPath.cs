using System.Text.Json;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>A member of a provider's JSON, by a path such as <c>team.id</c>.</summary>
internal static class FieldPath
{
    /// <summary>The string there, or a number as it is written; null: neither.</summary>
    public static string? Find(JsonElement json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var inner))
                return null;
            json = inner;
        }
        return json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => json.GetRawText(),
            _ => null,
        };
    }
}
