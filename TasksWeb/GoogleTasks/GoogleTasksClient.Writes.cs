using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// The verbs for one list or task. What exceeds <see cref="TaskLimits"/> is an <c>invalid_request</c> before anything is sent. An etag
/// makes a change depend on the version that was read; null changes whatever is there.
/// </summary>
public sealed partial class GoogleTasksClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>Creates a list; it is the last one.</summary>
    public Task<TaskList> CreateListAsync(GrantKey grant, string title, CancellationToken cancellationToken) =>
        SendAsync(grant, HttpMethod.Post, ListPath(), TitleBody(title), etag: null, TasksJson.Default.TaskList, cancellationToken);

    /// <param name="list">The list's id, or <c>@default</c>.</param>
    public Task<TaskList> RenameListAsync(
        GrantKey grant, string list, string title, string? etag, CancellationToken cancellationToken) =>
        SendAsync(grant, HttpMethod.Patch, ListPath(list), TitleBody(title), etag, TasksJson.Default.TaskList, cancellationToken);

    /// <summary>
    /// Deletes a list with its tasks, and the originals of those assigned in Docs or Chat. Google refuses it for the default list.
    /// </summary>
    public Task DeleteListAsync(GrantKey grant, string list, string? etag, CancellationToken cancellationToken) =>
        SendAsync(grant, HttpMethod.Delete, ListPath(list), body: null, etag, cancellationToken);

    public Task<TaskItem> GetTaskAsync(GrantKey grant, string list, string task, CancellationToken cancellationToken) =>
        SendAsync(
            grant, HttpMethod.Get, TaskPath(list, task), body: null, etag: null, TasksJson.Default.TaskItem, cancellationToken);

    /// <summary>A new task.</summary>
    /// <param name="parent">The task it shall stand under; null = the top level.</param>
    /// <param name="previous">The sibling it shall stand after; null = first.</param>
    public Task<TaskItem> CreateTaskAsync(
        GrantKey grant, string list, TaskChange task, string? parent, string? previous, CancellationToken cancellationToken)
    {
        task.Check();
        return SendAsync(
            grant, HttpMethod.Post, WithPlace(TaskPath(list), parent, previous), task.ToJson(), etag: null,
            TasksJson.Default.TaskItem, cancellationToken);
    }

    /// <summary>Changes what the change says and nothing else.</summary>
    /// <exception cref="TaskConflictException">The task is another version than this etag's.</exception>
    public Task<TaskItem> ChangeTaskAsync(
        GrantKey grant, string list, string task, TaskChange change, string? etag, CancellationToken cancellationToken)
    {
        change.Check();
        return WithConflictAsync(
            grant, list, task,
            () => SendAsync(
                grant, HttpMethod.Patch, TaskPath(list, task), change.ToJson(), etag, TasksJson.Default.TaskItem,
                cancellationToken),
            cancellationToken);
    }

    /// <summary>Deletes a task; one assigned in Docs or Chat disappears there too.</summary>
    /// <exception cref="TaskConflictException">The task is another version than this etag's.</exception>
    public Task DeleteTaskAsync(GrantKey grant, string list, string task, string? etag, CancellationToken cancellationToken) =>
        WithConflictAsync(
            grant, list, task,
            () => SendAsync(grant, HttpMethod.Delete, TaskPath(list, task), body: null, etag, cancellationToken),
            cancellationToken);

    /// <summary>Moves a task within its list or into another one.</summary>
    /// <param name="parent">The task it shall stand under; null = the top level.</param>
    /// <param name="previous">The sibling it shall stand after; null = first.</param>
    /// <param name="destinationList">The other list; null = the same.</param>
    public Task<TaskItem> MoveTaskAsync(
        GrantKey grant, string list, string task, string? parent, string? previous, string? destinationList,
        CancellationToken cancellationToken)
    {
        var path = WithPlace(TaskPath(list, task) + "/move", parent, previous);
        if (destinationList is not null)
            path = QueryHelpers.AddQueryString(path, "destinationTasklist", destinationList);
        return WithConflictAsync(
            grant, list, task,
            () => SendAsync(
                grant, HttpMethod.Post, path, body: null, etag: null, TasksJson.Default.TaskItem, cancellationToken),
            cancellationToken);
    }

    /// <summary>Hides every completed task of a list; nothing is deleted.</summary>
    public Task ClearAsync(GrantKey grant, string list, CancellationToken cancellationToken) => SendAsync(
        grant, HttpMethod.Post, $"tasks/v1/lists/{Segment(list)}/clear", body: null, etag: null, cancellationToken);

    /// <summary>Whoever meets a conflict is told what the task is now.</summary>
    private async Task<T> WithConflictAsync<T>(
        GrantKey grant, string list, string task, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (ProviderException e) when (e.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            throw new TaskConflictException(await CurrentAsync(grant, list, task, cancellationToken), e);
        }
    }

    private async Task<TaskItem?> CurrentAsync(GrantKey grant, string list, string task, CancellationToken cancellationToken)
    {
        try
        {
            return await GetTaskAsync(grant, list, task, cancellationToken) is { Deleted: false } current ? current : null;
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    private async Task<T> SendAsync<T>(
        GrantKey grant, HttpMethod method, string path, byte[]? body, string? etag, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        grant.Read(await SendAsync(grant, method, path, body, etag, cancellationToken), type);

    private async Task<byte[]> SendAsync(
        GrantKey grant, HttpMethod method, string path, byte[]? body, string? etag, CancellationToken cancellationToken)
    {
        using var request = grant.Request(method, new Uri(http.BaseAddress!, path));
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.Bytes();
    }

    private static byte[] TitleBody(string title)
    {
        TaskLimits.CheckText("title", title, TaskLimits.Title);
        return new TaskChange { Title = title }.ToJson();
    }

    private static string ListPath(string? list = null) =>
        "tasks/v1/users/@me/lists" + (list is null ? "" : "/" + Segment(list));

    private static string TaskPath(string list, string? task = null) =>
        $"tasks/v1/lists/{Segment(list)}/tasks" + (task is null ? "" : "/" + Segment(task));

    /// <summary>An id as one segment of a path: never one that leads to another place.</summary>
    private static string Segment(string id) =>
        id is "" or "." or ".." ? throw new ProblemException(Problem.NotFound) : Uri.EscapeDataString(id);

    private static string WithPlace(string path, string? parent, string? previous)
    {
        if (parent is not null)
            path = QueryHelpers.AddQueryString(path, "parent", parent);
        return previous is null ? path : QueryHelpers.AddQueryString(path, "previous", previous);
    }
}
