using System.Net;
using System.Text.Json;

namespace TasksWeb.Tests.App;

/// <summary>Reads successful responses of the session API.</summary>
public static class ApiAnswers
{
    public static async Task<JsonElement> JsonAsync(this Visitor visitor, string path)
    {
        using var answer = await visitor.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>The values of a text member of every element.</summary>
    public static string[] Texts(this JsonElement array, string name) =>
        [.. array.EnumerateArray().Select(element => element.TryGetProperty(name, out var value) ? value.GetString()! : "")];
}
