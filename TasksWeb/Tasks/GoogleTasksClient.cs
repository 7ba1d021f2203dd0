using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

/// <summary>
/// Google Tasks API v1 (https://developers.google.com/workspace/tasks/reference/rest). Every call is made for one grant and goes through
/// the shared refresh-and-retry filter; failures arrive as <see cref="ProviderException"/> and <see cref="TokenFailureException"/>.
/// </summary>
public sealed class GoogleTasksClient(HttpClient http)
{
    private const int MaxPages = 1000;
    private const string ListsPath = "tasks/v1/users/@me/lists?maxResults=1000";

    private readonly Uri _lists = new(http.BaseAddress!, ListsPath);

    /// <summary>Every task list, in Google's order, as the JSON that Google sent.</summary>
    /// <returns>The pages' items; together the elements of one array.</returns>
    public Task<IReadOnlyList<JsonItems>> ListsAsJsonAsync(GrantKey grant, CancellationToken cancellationToken) =>
        PagesAsync(grant, _lists, cancellationToken);

    /// <summary>Every task list, in Google's order.</summary>
    public async Task<IReadOnlyList<TaskList>> ListsAsync(GrantKey grant, CancellationToken cancellationToken) =>
        Read(await PagesAsync(grant, _lists, cancellationToken), TasksJson.Default.TaskList, grant);

    /// <summary>The tasks of a list, every page, ordered by position, each as the JSON that Google sent.</summary>
    /// <param name="list">The list's id; <c>@default</c> is one.</param>
    /// <param name="parameters">Google's own query parameters (<see cref="TasksQuery"/>).</param>
    public async Task<IReadOnlyList<JsonElement>> TasksAsJsonAsync(
        GrantKey grant, string list, IReadOnlyDictionary<string, string?> parameters, CancellationToken cancellationToken)
    {
        var pages = await PagesAsync(grant, TasksAddress(list, parameters), cancellationToken);
        return
        [
            .. pages.SelectMany(page => Elements(page, grant))
                .OrderBy(task => task.TryGetProperty("position", out var position) ? position.GetString() : "", StringComparer.Ordinal),
        ];
    }

    /// <summary>The tasks of a list, every page, ordered by position, completed ones included.</summary>
    public async Task<IReadOnlyList<TaskItem>> TasksAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["showCompleted"] = "true", ["showHidden"] = "true", ["showAssigned"] = "true" };
        var pages = await PagesAsync(grant, TasksAddress(list, parameters), cancellationToken);
        return [.. Read(pages, TasksJson.Default.TaskItem, grant).OrderBy(task => task.Position, StringComparer.Ordinal)];
    }

    private Uri TasksAddress(string list, IReadOnlyDictionary<string, string?> parameters)
    {
        var path = QueryHelpers.AddQueryString($"tasks/v1/lists/{Uri.EscapeDataString(list)}/tasks", parameters);
        var address = new Uri(http.BaseAddress!, path);
        return parameters.ContainsKey("maxResults") ? address : With(address, "maxResults", "100");
    }

    private static Uri With(Uri address, string parameter, string value) =>
        new(QueryHelpers.AddQueryString(address.AbsoluteUri, parameter, value));

    private async Task<IReadOnlyList<JsonItems>> PagesAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        var first = await PageAsync(grant, address, cancellationToken);
        if (first.NextPageToken is null)
            return [first];
        var pages = new List<JsonItems> { first };
        while (pages[^1].NextPageToken is { } token)
        {
            if (pages.Count == MaxPages || (pages.Count > 1 && pages[^2].NextPageToken == token))
                throw ProviderException.Unavailable(grant.Connector);
            pages.Add(await PageAsync(grant, With(address, "pageToken", token), cancellationToken));
        }
        return pages;
    }

    private async Task<JsonItems> PageAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Options.Set(RefreshAndRetryHandler.Grant, grant);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return JsonItems.Parse(body);
        }
        catch (JsonException e)
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    private static List<T> Read<T>(IReadOnlyList<JsonItems> pages, JsonTypeInfo<T> type, GrantKey grant)
    {
        try
        {
            return [.. pages.SelectMany(page => Elements(page, grant)).Select(element => element.Deserialize(type)!)];
        }
        catch (JsonException e)
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    private static List<JsonElement> Elements(JsonItems page, GrantKey grant)
    {
        if (page.Array.IsEmpty)
            return [];
        using var json = JsonDocument.Parse(page.Array);
        var elements = json.RootElement.Clone().EnumerateArray().ToList();
        return elements.TrueForAll(element => element.ValueKind == JsonValueKind.Object)
            ? elements
            : throw ProviderException.Unavailable(grant.Connector);
    }
}
