using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Authorization;

namespace TasksWeb.Sandbox.Tests.Tasks;

/// <summary>Calls the Sandbox's Tasks API as any program would call Google's: an access token and JSON.</summary>
internal sealed class TasksCaller(SandboxServer sandbox, Account account, string scope = Scopes.Tasks)
{
    private static readonly HttpClient Http = new();

    private readonly string _token = sandbox.Grants.Issue(account, sandbox.Client, [scope]).AccessToken;

    public Account Account => account;

    /// <summary>A list of its own, behind the default one.</summary>
    public string NewList(string title = "Tests") => account.Tasks.AddList(title);

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(sandbox.Address, "tasks/v1/" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>A call that works; null when there is no body.</summary>
    public async Task<JsonNode> CallAsync(
        string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(method, path, body is null ? null : JsonSerializer.Serialize(body), headers);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>A call that Google refuses, with everything its error bodies hold; returns the sentence.</summary>
    public async Task<string> RefusedAsync(
        HttpStatusCode status, string reason, string method, string path, object? body = null,
        params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(
            method, path, body is null or string ? body as string : JsonSerializer.Serialize(body), headers);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        var error = JsonNode.Parse(text)!["error"]!;
        Assert.Equal((int)status, (int)error["code"]!);
        Assert.Equal(reason, (string?)error["errors"]![0]!["reason"]);
        Assert.Equal((string?)error["message"], (string?)error["errors"]![0]!["message"]);
        return (string)error["message"]!;
    }

    public async Task<JsonNode> InsertAsync(string list, string title, string query = "") =>
        await CallAsync("POST", $"lists/{list}/tasks{query}", new { title });

    public async Task<string> AddAsync(string list, string title, string query = "") =>
        IdOf(await InsertAsync(list, title, query));

    /// <summary>Every task of every page, as it came.</summary>
    public async Task<List<JsonNode>> TasksAsync(string list, string query = "maxResults=100")
    {
        var all = new List<JsonNode>();
        for (var page = ""; ;)
        {
            var answer = await CallAsync("GET", $"lists/{list}/tasks?{query}{page}");
            all.AddRange(answer["items"]!.AsArray().Select(item => item!));
            if ((string?)answer["nextPageToken"] is not { } next)
                return all;
            page = "&pageToken=" + next;
        }
    }

    /// <summary>Titles by position, those of subtasks after a dash behind their parents.</summary>
    public async Task<string> OrderAsync(string list)
    {
        var tasks = (await TasksAsync(list)).OrderBy(task => (string)task["position"]!, StringComparer.Ordinal).ToList();
        return string.Join(' ', Below(null));

        IEnumerable<string> Below(string? parent, string dashes = "") => tasks.Where(task => (string?)task["parent"] == parent)
            .SelectMany(task => Below(IdOf(task), dashes + "-").Prepend(dashes + (string)task["title"]!));
    }

    public static string IdOf(JsonNode node) => (string)node["id"]!;
}
