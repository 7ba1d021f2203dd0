using System.Text.Json;

namespace TasksWeb.Tokens.Providers;

/// <summary>What Google's console downloads: <c>{"web":{"client_id":…,"client_secret":…}}</c>.</summary>
internal static class CredentialsFile
{
    /// <summary>Null when it cannot be read, or is of another kind.</summary>
    public static (string Id, string Secret)? Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var web = json.RootElement.GetProperty("web");
            return web.GetProperty("client_id").GetString() is { } id
                && web.GetProperty("client_secret").GetString() is { } secret
                ? (id, secret)
                : null;
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
