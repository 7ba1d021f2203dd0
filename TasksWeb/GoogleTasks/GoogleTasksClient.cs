using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// Google Tasks API v1 (https://developers.google.com/workspace/tasks/reference/rest), named as in Google's generated client.
/// Every call is for one grant and goes through the refresh-and-retry filter. Failures are <see cref="ProviderException"/> and
/// <c>TokenFailureException</c>.
/// </summary>
public sealed partial class GoogleTasksClient(HttpClient http, TimeProvider clock, ILogger<GoogleTasksClient> logger)
{
    public const string Connector = "google_tasks";

    /// <summary>For all pages of one list; a list at Google's limit of 20,000 tasks is much smaller.</summary>
    private const long MaxBytes = 256 * 1024 * 1024;

    private static readonly TimeSpan TimeoutForPages = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string?> AllTasks = new(StringComparer.Ordinal)
    {
        ["showCompleted"] = "true",
        ["showHidden"] = "true",
        ["showAssigned"] = "true",
    };

    private readonly Uri _taskLists = new(http.BaseAddress!, "tasks/v1/users/@me/lists?maxResults=1000");

    /// <summary>Every task list in Google's order, as the JSON that Google sent.</summary>
    /// <returns>The items of each page; joined, they are the elements of one array.</returns>
    public Task<IReadOnlyList<JsonItems>> ListTaskListsAsJsonAsync(GrantKey grant, CancellationToken cancellationToken) =>
        PagesAsync(grant, _taskLists, cancellationToken);

    /// <summary>Every task list in Google's order.</summary>
    public async Task<IReadOnlyList<TaskList>> ListTaskListsAsync(GrantKey grant, CancellationToken cancellationToken) => Read(
        await PagesAsync(grant, _taskLists, cancellationToken), TasksJson.Default.ListTaskList, TasksJson.Default.TaskList,
        grant);

    /// <summary>Every task of a list ordered by position, as the JSON that Google sent.</summary>
    /// <param name="list">The list's id, or <c>@default</c>.</param>
    /// <param name="parameters">The query parameters of <c>tasks.list</c>.</param>
    public async Task<IReadOnlyList<JsonElement>> ListTasksAsJsonAsync(
        GrantKey grant, string list, IReadOnlyDictionary<string, string?> parameters, CancellationToken cancellationToken)
    {
        var pages = await PagesAsync(grant, TasksAddress(list, parameters), cancellationToken);
        var tasks = pages.Where(page => !page.Array.IsEmpty).SelectMany(page => ReadRaw(page, grant).EnumerateArray());
        return [.. tasks.Where(task => task.ValueKind == JsonValueKind.Object).OrderBy(Position, StringComparer.Ordinal)];

        static string Position(JsonElement task) =>
            task.TryGetProperty("position", out var position) ? position.GetRawText() : "";
    }

    /// <summary>Every task of a list ordered by position, completed and hidden ones included.</summary>
    /// <param name="list">The list's id, or <c>@default</c>.</param>
    /// <param name="updatedMin">Only what changed since then, deleted tasks included; null = all that are not deleted.</param>
    /// <returns>The tasks, and the time of the answer by Google's clock.</returns>
    public async Task<(IReadOnlyList<TaskItem> Tasks, DateTimeOffset At)> ListTasksAsync(
        GrantKey grant, string list, DateTimeOffset? updatedMin, CancellationToken cancellationToken)
    {
        var parameters = AllTasks;
        if (updatedMin is { } since)
            parameters = new(AllTasks, StringComparer.Ordinal)
            {
                ["showDeleted"] = "true",
                ["updatedMin"] = GoogleTime.Write(since),
            };
        var pages = await PagesAsync(grant, TasksAddress(list, parameters), cancellationToken);
        var tasks = Read(pages, TasksJson.Default.ListTaskItem, TasksJson.Default.TaskItem, grant)
            .OrderBy(task => task.Position, StringComparer.Ordinal);
        return ([.. tasks], pages[0].AnsweredAt ?? clock.GetUtcNow());
    }

    private Uri TasksAddress(string list, IReadOnlyDictionary<string, string?> parameters) => With(
        new Uri(http.BaseAddress!, QueryHelpers.AddQueryString(TaskPath(list), parameters)), "maxResults", "100");

    private static Uri With(Uri address, string parameter, string value) =>
        new(QueryHelpers.AddQueryString(address.AbsoluteUri, parameter, value));

    private async Task<IReadOnlyList<JsonItems>> PagesAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        var first = await PageAsync(grant, address, cancellationToken);
        if (first.NextPageToken is null)
            return [first];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeoutForPages);
        try
        {
            return await FollowAsync(grant, address, first, timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    /// <summary>Every page. Page tokens that repeat or never end are a failure of the provider.</summary>
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
            pages.Add(await PageAsync(grant, With(address, "pageToken", token), cancellationToken));
            bytes += pages[^1].Array.Length;
        }
        return pages;
    }

    private async Task<JsonItems> PageAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        using var request = grant.Request(HttpMethod.Get, address);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            return JsonItems.Parse(ByteOrderMark.Skip(response.Bytes().AsMemory())) with { AnsweredAt = response.Headers.Date };
        }
        catch (Exception e) when (ProviderCalls.IsUnreadable(e))
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    private List<T> Read<T>(IReadOnlyList<JsonItems> pages, JsonTypeInfo<List<T>> all, JsonTypeInfo<T> one, GrantKey grant)
        where T : class =>
        [.. pages.Where(page => !page.Array.IsEmpty).SelectMany(page => Read(page, all, one, grant))];

    private IReadOnlyList<T> Read<T>(JsonItems page, JsonTypeInfo<List<T>> all, JsonTypeInfo<T> one, GrantKey grant)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(page.Array.Span, all) is { } items && !items.Exists(item => item is null))
                return items;
        }
        catch (Exception e) when (ProviderCalls.IsUnreadable(e))
        {
            // One of them: it is looked for below.
        }
        return grant.ReadEach(ReadRaw(page, grant), one, logger);
    }

    private static JsonElement ReadRaw(JsonItems page, GrantKey grant)
    {
        try
        {
            return JsonElement.Parse(page.Array.Span);
        }
        catch (Exception e) when (ProviderCalls.IsUnreadable(e))
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }
}
