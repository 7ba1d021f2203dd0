using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// Google Tasks API v1 (https://developers.google.com/workspace/tasks/reference/rest). Every call is made for one grant and goes through
/// the shared refresh-and-retry filter; failures arrive as <see cref="ProviderException"/> and <c>TokenFailureException</c>.
/// </summary>
public sealed partial class GoogleTasksClient(HttpClient http, TimeProvider clock)
{
    /// <summary>The connector whose grants these calls are made for.</summary>
    public const string Connector = "google_tasks";

    /// <summary>All pages of one list together; Google's largest list of 20,000 tasks stays far below.</summary>
    private const long MaxBytes = 256 * 1024 * 1024;
    private const string ListsPath = "tasks/v1/users/@me/lists?maxResults=1000";

    private static readonly Dictionary<string, string?> Everything = new(StringComparer.Ordinal)
    {
        ["showCompleted"] = "true",
        ["showHidden"] = "true",
        ["showAssigned"] = "true",
    };

    private static readonly TimeSpan PatienceForPages = TimeSpan.FromSeconds(60);

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
    /// <param name="parameters">Google's own query parameters (<c>tasks.list</c>).</param>
    public async Task<IReadOnlyList<JsonElement>> TasksAsJsonAsync(
        GrantKey grant, string list, IReadOnlyDictionary<string, string?> parameters, CancellationToken cancellationToken)
    {
        var pages = await PagesAsync(grant, TasksAddress(list, parameters), cancellationToken);
        return
        [
            .. pages.SelectMany(page => Elements(page, grant)).OrderBy(PositionOf, StringComparer.Ordinal),
        ];
    }

    /// <summary>The tasks of a list, every page, ordered by position, completed ones included.</summary>
    public async Task<IReadOnlyList<TaskItem>> TasksAsync(GrantKey grant, string list, CancellationToken cancellationToken) =>
        (await ReadTasksAsync(grant, list, updatedMin: null, cancellationToken)).Tasks;

    /// <summary>The same, or what has changed of them, deleted tasks included; and the time at which Google answered, by its own clock.</summary>
    /// <param name="updatedMin">Since when; null = every task that is not deleted.</param>
    internal async Task<(IReadOnlyList<TaskItem> Tasks, DateTimeOffset At)> ReadTasksAsync(
        GrantKey grant, string list, DateTimeOffset? updatedMin, CancellationToken cancellationToken)
    {
        var parameters = updatedMin is { } since
            ? new Dictionary<string, string?>(Everything, StringComparer.Ordinal) { ["showDeleted"] = "true", ["updatedMin"] = GoogleTime.Write(since) }
            : Everything;
        var pages = await PagesAsync(grant, TasksAddress(list, parameters), cancellationToken);
        var tasks = Read(pages, TasksJson.Default.TaskItem, grant).OrderBy(task => task.Position, StringComparer.Ordinal);
        return ([.. tasks], pages[0].AnsweredAt ?? clock.GetUtcNow());
    }

    private Uri TasksAddress(string list, IReadOnlyDictionary<string, string?> parameters)
    {
        var path = QueryHelpers.AddQueryString(TaskPath(list), parameters);
        return With(new Uri(http.BaseAddress!, path), "maxResults", "100");
    }

    private static Uri With(Uri address, string parameter, string value) =>
        new(QueryHelpers.AddQueryString(address.AbsoluteUri, parameter, value));

    private async Task<IReadOnlyList<JsonItems>> PagesAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        using var request = grant.Request(HttpMethod.Get, address);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var first = PageOf(response, grant);
        if (first.NextPageToken is null)
            return [first];

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PatienceForPages);
        try
        {
            return await FollowAsync(grant, address, first, patience.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    /// <summary>Every page after the first; a provider that leads round in circles or never ends is one that has failed.</summary>
    private async Task<IReadOnlyList<JsonItems>> FollowAsync(
        GrantKey grant, Uri address, JsonItems first, CancellationToken cancellationToken)
    {
        var pages = new List<JsonItems> { first };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long bytes = first.Array.Length;
        while (pages[^1].NextPageToken is { } token)
        {
            if (!seen.Add(token) || bytes > MaxBytes)
                throw ProviderException.Unavailable(grant.Connector);
            using var request = grant.Request(HttpMethod.Get, With(address, "pageToken", token));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            pages.Add(PageOf(response, grant));
            bytes += pages[^1].Array.Length;
        }
        return pages;
    }

    private static JsonItems PageOf(HttpResponseMessage response, GrantKey grant)
    {
        try
        {
            return JsonItems.Parse(response.Bytes()) with { AnsweredAt = response.Headers.Date };
        }
        catch (Exception e) when (ProviderCalls.IsUnreadable(e))
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
        catch (Exception e) when (ProviderCalls.IsUnreadable(e))
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    /// <summary>Positions sort as they are written, quotes and all.</summary>
    private static string PositionOf(JsonElement task) => task.TryGetProperty("position", out var position) ? position.GetRawText() : "";

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
