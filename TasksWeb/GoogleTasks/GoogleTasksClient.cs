using System.Runtime.CompilerServices;
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

    /// <summary>For all pages of a list together, without what is done with them in between: 200 take a while.</summary>
    private static readonly TimeSpan TimeoutForPages = TimeSpan.FromMinutes(3);

    private static readonly Dictionary<string, string?> AllTasks = new(StringComparer.Ordinal)
    {
        ["showCompleted"] = "true",
        ["showHidden"] = "true",
        ["showAssigned"] = "true",
    };

    private readonly Uri _taskLists = http.At("tasks/v1/users/@me/lists?maxResults=1000");

    /// <summary>Every task list in Google's order, as the JSON that Google sent.</summary>
    /// <param name="write">Writes the pages; their memory is used again afterwards.</param>
    public async Task WriteTaskListsAsync(
        GrantKey grant, Action<IReadOnlyList<JsonItems>> write, CancellationToken cancellationToken)
    {
        var first = await http.SendAsync(new ProviderRequest(grant, HttpMethod.Get, _taskLists), ReadFirst, cancellationToken);
        if (first.NextPageToken is not null)
            write(await PagesAsync(grant, _taskLists, first, cancellationToken));

        JsonItems ReadFirst(HttpResponseMessage response)
        {
            var page = JsonItems.Read(response);
            if (page.NextPageToken is not null)
                return page.Detach();
            // Most people have one page: it is not copied.
            write([page]);
            return default;
        }
    }

    /// <summary>Every task list in Google's order.</summary>
    public async Task<IReadOnlyList<TaskList>> ListTaskListsAsync(GrantKey grant, CancellationToken cancellationToken) =>
        [.. (await AllPagesAsync(grant, _taskLists, cancellationToken))
            .SelectMany(page => Read(page, TasksJson.Default.TaskList, static list => list, grant))];

    /// <summary>Every task of a list ordered by position, as the JSON that Google sent.</summary>
    /// <param name="list">The list's id, or <c>@default</c>.</param>
    /// <param name="parameters">The query parameters of <c>tasks.list</c>.</param>
    public async Task<IReadOnlyList<JsonElement>> ListTasksAsJsonAsync(
        GrantKey grant, string list, IReadOnlyDictionary<string, string?> parameters, CancellationToken cancellationToken)
    {
        var pages = await AllPagesAsync(grant, TasksAddress(list, parameters), cancellationToken);
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
    /// <param name="keep">What is kept of each task, so that no more than one is in memory whole.</param>
    public async Task<(IReadOnlyList<TaskItem> Tasks, DateTimeOffset At)> ListTasksAsync(
        GrantKey grant, string list, DateTimeOffset? updatedMin, Func<TaskItem, TaskItem> keep,
        CancellationToken cancellationToken)
    {
        var tasks = new List<TaskItem>();
        DateTimeOffset? at = null;
        await foreach (var page in ReadTasksAsync(grant, list, updatedMin, keep, cancellationToken))
        {
            at ??= page.At;
            tasks.AddRange(page.Tasks);
        }
        return (InOrder(tasks), at ?? clock.GetUtcNow());
    }

    /// <summary>The same page by page, as Google answers: in no order.</summary>
    /// <inheritdoc cref="ListTasksAsync(GrantKey, string, DateTimeOffset?, Func{TaskItem, TaskItem}, CancellationToken)"/>
    public async IAsyncEnumerable<TaskPart> ReadTasksAsync(
        GrantKey grant, string list, DateTimeOffset? updatedMin, Func<TaskItem, TaskItem> keep,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parameters = AllTasks;
        if (updatedMin is { } since)
            parameters = new(AllTasks, StringComparer.Ordinal)
            {
                ["showDeleted"] = "true",
                ["updatedMin"] = GoogleTime.Write(since),
            };
        var pages = PagesAsync(grant, TasksAddress(list, parameters), ReadPart, static page => page.Next, cancellationToken);
        await foreach (var (part, _) in pages)
            yield return part;

        (TaskPart Part, string? Next) ReadPart(HttpResponseMessage response)
        {
            var page = JsonItems.Read(response);
            var tasks = Read(page, TasksJson.Default.TaskItem, keep, grant);
            return (new(tasks, page.AnsweredAt ?? clock.GetUtcNow(), IsLast: page.NextPageToken is null), page.NextPageToken);
        }
    }

    /// <summary>Siblings in Google's order, each once: one that moves while pages are read can be on two of them.</summary>
    public static IReadOnlyList<TaskItem> InOrder(IReadOnlyList<TaskItem> tasks) =>
        [.. tasks.DistinctBy(task => task.Id, StringComparer.Ordinal).OrderBy(task => task.Position, StringComparer.Ordinal)];

    private Uri TasksAddress(string list, IReadOnlyDictionary<string, string?> parameters) => With(
        http.At(QueryHelpers.AddQueryString(TaskPath(list), parameters)), "maxResults", "100");

    private static Uri With(Uri address, string parameter, string value) =>
        new(QueryHelpers.AddQueryString(address.AbsoluteUri, parameter, value));

    private static JsonItems ReadDetached(HttpResponseMessage response) => JsonItems.Read(response).Detach();

    /// <summary>Every page, in memory.</summary>
    private async Task<IReadOnlyList<JsonItems>> AllPagesAsync(GrantKey grant, Uri address, CancellationToken cancellationToken)
    {
        var first = await PageAsync(grant, address, ReadDetached, cancellationToken);
        return first.NextPageToken is null ? [first] : await PagesAsync(grant, address, first, cancellationToken);
    }

    private async Task<IReadOnlyList<JsonItems>> PagesAsync(
        GrantKey grant, Uri address, JsonItems first, CancellationToken cancellationToken)
    {
        var pages = new List<JsonItems>();
        long bytes = 0;
        var following = PagesAsync(grant, address, ReadDetached, static page => page.NextPageToken, cancellationToken, first);
        await foreach (var page in following)
        {
            pages.Add(page);
            if ((bytes += page.Array.Length) > MaxBytes)
                throw new ProblemException(Problem.Invalid(
                    "The list is larger than 32 MB. Ask for a part of it, for example with updatedMin or showCompleted=false."));
        }
        return pages;
    }

    /// <summary>The pages one after another. Page tokens that repeat or never end are a failure of the provider.</summary>
    /// <param name="read">Reads a page from its response.</param>
    /// <param name="nextOf">The token of the page after it.</param>
    /// <param name="first">The first page, if it has been read.</param>
    private async IAsyncEnumerable<T> PagesAsync<T>(
        GrantKey grant, Uri address, Func<HttpResponseMessage, T> read, Func<T, string?> nextOf,
        [EnumeratorCancellation] CancellationToken cancellationToken, T? first = null)
        where T : struct
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reading = TimeSpan.Zero;
        var page = first ?? await PageAsync(grant, address, read, cancellationToken);
        yield return page;
        while (nextOf(page) is { } next)
        {
            if (!seen.Add(next) || seen.Count >= MaxPages || reading > TimeoutForPages)
                throw ProviderException.Unavailable(grant.Connector);
            var startedAt = clock.GetTimestamp();
            page = await PageAsync(grant, With(address, "pageToken", next), read, cancellationToken);
            reading += clock.GetElapsedTime(startedAt);
            yield return page;
        }
    }

    private Task<T> PageAsync<T>(
        GrantKey grant, Uri address, Func<HttpResponseMessage, T> read, CancellationToken cancellationToken) =>
        http.SendAsync(new ProviderRequest(grant, HttpMethod.Get, address), read, cancellationToken);

    private List<T> Read<T>(JsonItems page, JsonTypeInfo<T> type, Func<T, T> keep, GrantKey grant)
        where T : class
    {
        if (page.Array.IsEmpty)
            return [];
        try
        {
            return ReadAll(page.Array.Span, type, keep);
        }
        catch (Exception e) when (ProviderClient.IsUnreadable(e))
        {
            // One of them: it is left out.
            return [.. grant.ReadEach(ReadRaw(page, grant), type, logger).Select(keep)];
        }
    }

    private static List<T> ReadAll<T>(ReadOnlySpan<byte> array, JsonTypeInfo<T> type, Func<T, T> keep)
        where T : class
    {
        var items = new List<T>();
        var reader = new Utf8JsonReader(array);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(keep(JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("An item is null.")));
        return items;
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
