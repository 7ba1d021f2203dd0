using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Api;

/// <summary>Speaks the JSON API as a program does.</summary>
internal static class TasksApi
{
    public static Task<HttpResponseMessage> ApiAsync(
        this Visitor visitor, string method, string path, object? body = null, string? ifMatch = null) =>
        visitor.RawAsync(method, path, body is null ? null : JsonSerializer.Serialize(body), ifMatch: ifMatch);

    public static async Task<HttpResponseMessage> RawAsync(
        this Visitor visitor, string method, string path, string? body, string type = "application/json", string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(visitor.App, path));
        if (body is not null)
            request.Content =
                new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await visitor.SendAsync(request);
    }

    /// <summary>Checks the status and reads the answer; null when there is no body.</summary>
    public static async Task<JsonNode?> JsonAsync(
        this Visitor visitor, string method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK,
        string? ifMatch = null)
    {
        using var answer = await visitor.ApiAsync(method, path, body, ifMatch);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent || answer.Headers.CacheControl?.NoStore == true);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public static string Text(this JsonNode? node, string member) => (string?)node?[member] ?? "";
}
