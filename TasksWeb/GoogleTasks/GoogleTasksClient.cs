using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// Google Tasks API v1 (https://developers.google.com/workspace/tasks/reference/rest), named as in Google's generated client.
/// Every call is for one grant and goes through the refresh-and-retry filter. Failures are <see cref="ProviderException"/> and
/// <c>TokenFailureException</c>.
/// </summary>
public sealed partial class GoogleTasksClient(ProviderClient http, TimeProvider clock, ILogger<GoogleTasksClient> logger)
{
    public const string Connector = "google_tasks";

    /// <summary>For a list that is passed on as JSON: it is in memory until it is sent.</summary>
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>A list at Google's limit of 20,000 tasks has 200 pages.</summary>
    private const int MaxPages = 1000;

    private static readonly TimeSpan TimeoutForPages = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string?> AllTasks = new(StringComparer.Ordinal)
    {
        ["showCompleted"] = "true",
        ["showHidden"] = "true",
        ["showAssigned"] = "true",
    };

    private readonly Uri _taskLists = http.At("tasks/v1/users/@me/lists?maxResults=1000");

    /// <summary>Every task list in Google's order, as the JSON that Google sent.</summary>
    /// <returns>The items of each page; joined, they are the elements of one array.</returns>
    public Task<IReadOnlyList<JsonItems>> ListTaskListsAsJsonAsync(GrantKey grant, CancellationToken cancellationToken) =>
        PagesAsync(grant, _taskLists, cancellationToken);

    /// <summary>Every task list in Google's order.</summary>
    public async Task<IReadOnlyList<TaskList>> ListTaskListsAsync(GrantKey grant, CancellationToken cancellationToken) =>
        [.. (await PagesAsync(grant, _taskLists, cancellationToken))
            .SelectMany(page => Read(page, TasksJson.Default.ListTaskList, TasksJson.Default.TaskList, grant))];

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
    public Task<(IReadOnlyList<TaskItem> Tasks, DateTimeOffset At)> ListTasksAsync(
        GrantKey grant, string list, DateTimeOffset? updatedMin, CancellationToken cancellationToken) =>
        ListTasksAsync(grant, list, updatedMin, static task => task, cancellationToken);

    /// <inheritdoc cref="ListTasksAsync(GrantKey, string, DateTimeOffset?, CancellationToken)"/>
    /// <param name="keep">What is kept of each task, so that no more than one page is in memory whole.</param>
    public async Task<(IReadOnlyList<TaskItem> Tasks, DateTimeOffset At)> ListTasksAsync(
        GrantKey grant, string list, DateTimeOffset? updatedMin, Func<TaskItem, TaskItem> keep,
        CancellationToken cancellationToken)
    {
        var parameters = AllTasks;
        if (updatedMin is { } since)
            parameters = new(AllTasks, StringComparer.Ordinal)
            {
                ["showDeleted"] = "true",
                ["updatedMin"] = GoogleTime.Write(since),
            };
        var address = TasksAddress(list, parameters);
        var tasks = new List<TaskItem>();
        var first = await PageAsync(grant, address, cancellationToken);
        await ForEachPageAsync(grant, address, first, Add, cancellationToken);
        return ([.. tasks.OrderBy(task => task.Position, StringComparer.Ordinal)], first.AnsweredAt ?? clock.GetUtcNow());

        void Add(JsonItems page) =>
            tasks.AddRange(Read(page, TasksJson.Default.ListTaskItem, TasksJson.Default.TaskItem, grant).Select(keep));
    }

    private Uri TasksAddress(string list, IReadOnlyDictionary<string, string?> parameters) => With(
        http.At(QueryHelpers.AddQueryString(TaskPath(list), parameters)), "maxResults", "100");

    private static Uri With(Uri address, string parameter, string value) =>
        new(QueryHelpers.AddQueryString(address.AbsoluteUri, parameter, value));

    /// <summary>Every page, in memory.</summary>
    private async Task<IReadOnlyList<JsonItems>> PagesAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        var first = await PageAsync(grant, address, cancellationToken);
        if (first.NextPageToken is null)
            return [first];
        var pages = new List<JsonItems>();
        long bytes = 0;
        await ForEachPageAsync(grant, address, first, Add, cancellationToken);
        return pages;

        void Add(JsonItems page)
        {
            pages.Add(page);
            if ((bytes += page.Array.Length) > MaxBytes)
                throw new ProblemException(Problem.Invalid(
                    "The list is larger than 32 MB. Ask for a part of it, for example with updatedMin or showCompleted=false."));
        }
    }

    /// <summary>Takes the pages one after another. Page tokens that repeat or never end are a failure of the provider.</summary>
    private async Task ForEachPageAsync(
        GrantKey grant, Uri address, JsonItems first, Action<JsonItems> take, CancellationToken cancellationToken)
    {
        take(first);
        if (first.NextPageToken is null)
            return;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeoutForPages);
        try
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var next = first.NextPageToken; next is not null;)
            {
                if (!seen.Add(next) || seen.Count >= MaxPages)
                    throw ProviderException.Unavailable(grant.Connector);
                var page = await PageAsync(grant, With(address, "pageToken", next), timeout.Token);
                take(page);
                next = page.NextPageToken;
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    private async Task<JsonItems> PageAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        using var request = new ProviderRequest(grant, HttpMethod.Get, address);
        using var response = await http.SendAsync(request, cancellationToken);
        try
        {
            return JsonItems.Parse(ByteOrderMark.Skip(response.Bytes().AsMemory())) with { AnsweredAt = response.Headers.Date };
        }
        catch (Exception e) when (ProviderClient.IsUnreadable(e))
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

    private IReadOnlyList<T> Read<T>(JsonItems page, JsonTypeInfo<List<T>> all, JsonTypeInfo<T> one, GrantKey grant)
        where T : class
    {
        if (page.Array.IsEmpty)
            return [];
        try
        {
            if (JsonSerializer.Deserialize(page.Array.Span, all) is { } items && !items.Exists(item => item is null))
                return items;
        }
        catch (Exception e) when (ProviderClient.IsUnreadable(e))
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
        catch (Exception e) when (ProviderClient.IsUnreadable(e))
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }
}
