using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// Calls for one list or task. Text beyond <see cref="TaskLimits"/> is an <c>invalid_request</c> before anything is sent. With an
/// etag, a write applies to that version only and otherwise fails with 409 or 412; null applies to any version.
/// </summary>
public sealed partial class GoogleTasksClient
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json", "utf-8");

    public Task<TaskList> InsertTaskListAsync(GrantKey grant, string title, CancellationToken cancellationToken) => SendAsync(
        grant, HttpMethod.Post, ListPath(), TitleBody(title), etag: null, TasksJson.Default.TaskList, cancellationToken);

    public Task<TaskList> PatchTaskListAsync(
        GrantKey grant, string list, string title, string? etag, CancellationToken cancellationToken) =>
        SendAsync(grant, HttpMethod.Patch, ListPath(list), TitleBody(title), etag, TasksJson.Default.TaskList, cancellationToken);

    /// <summary>
    /// Deletes a list with its tasks, and the originals of those assigned in Docs or Chat. Google refuses the default list.
    /// </summary>
    public Task DeleteTaskListAsync(GrantKey grant, string list, string? etag, CancellationToken cancellationToken) =>
        SendAsync(grant, HttpMethod.Delete, ListPath(list), body: null, etag, cancellationToken);

    public Task<TaskItem> GetTaskAsync(GrantKey grant, string list, string task, CancellationToken cancellationToken) =>
        SendAsync(
            grant, HttpMethod.Get, TaskPath(list, task), body: null, etag: null, TasksJson.Default.TaskItem, cancellationToken);

    /// <param name="parent">The parent task; null = top level.</param>
    /// <param name="previous">The sibling before it; null = first.</param>
    public Task<TaskItem> InsertTaskAsync(
        GrantKey grant, string list, TaskChange task, string? parent, string? previous, CancellationToken cancellationToken) =>
        SendAsync(
            grant, HttpMethod.Post, WithPlace(TaskPath(list), parent, previous), task.ToJson(), etag: null,
            TasksJson.Default.TaskItem, cancellationToken);

    public Task<TaskItem> PatchTaskAsync(
        GrantKey grant, string list, string task, TaskChange change, string? etag, CancellationToken cancellationToken) =>
        SendAsync(
            grant, HttpMethod.Patch, TaskPath(list, task), change.ToJson(), etag, TasksJson.Default.TaskItem, cancellationToken);

    /// <summary>Deletes a task, and the original of one assigned in Docs or Chat.</summary>
    public Task DeleteTaskAsync(
        GrantKey grant, string list, string task, string? etag, CancellationToken cancellationToken) =>
        SendAsync(grant, HttpMethod.Delete, TaskPath(list, task), body: null, etag, cancellationToken);

    /// <inheritdoc cref="InsertTaskAsync"/>
    /// <param name="destinationList">The list to move it to; null = it stays in its list.</param>
    public Task<TaskItem> MoveTaskAsync(
        GrantKey grant, string list, string task, string? parent, string? previous, string? destinationList,
        CancellationToken cancellationToken)
    {
        var path = WithPlace(TaskPath(list, task) + "/move", parent, previous);
        if (destinationList is not null)
            path = QueryHelpers.AddQueryString(path, "destinationTasklist", destinationList);
        return SendAsync(
            grant, HttpMethod.Post, path, body: null, etag: null, TasksJson.Default.TaskItem, cancellationToken);
    }

    /// <summary>Hides every completed task of a list; nothing is deleted.</summary>
    public Task ClearAsync(GrantKey grant, string list, CancellationToken cancellationToken) => SendAsync(
        grant, HttpMethod.Post, $"tasks/v1/lists/{Segment(list)}/clear", body: null, etag: null, cancellationToken);

    private Task<T> SendAsync<T>(
        GrantKey grant, HttpMethod method, string path, byte[]? body, string? etag, JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class =>
        http.SendAsync(Request(grant, method, path, body, etag), type, cancellationToken);

    /// <summary>For calls that answer nothing.</summary>
    private Task<HttpStatusCode> SendAsync(
        GrantKey grant, HttpMethod method, string path, byte[]? body, string? etag, CancellationToken cancellationToken) =>
        http.SendAsync(Request(grant, method, path, body, etag), static answer => answer.StatusCode, cancellationToken);

    private ProviderRequest Request(GrantKey grant, HttpMethod method, string path, byte[]? body, string? etag)
    {
        var request = new ProviderRequest(grant, method, http.At(path));
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = JsonType } };
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        return request;
    }

    private static byte[] TitleBody(string title) => new TaskChange { Title = title }.ToJson();

    private static string ListPath(string? list = null) =>
        "tasks/v1/users/@me/lists" + (list is null ? "" : "/" + Segment(list));

    private static string TaskPath(string list, string? task = null) =>
        $"tasks/v1/lists/{Segment(list)}/tasks" + (task is null ? "" : "/" + Segment(task));

    /// <summary>An id as one path segment; one that would change the path does not exist.</summary>
    private static string Segment(string id) =>
        id is "" or "." or ".." ? throw new ProblemException(Problem.NotFound) : Uri.EscapeDataString(id);

    private static string WithPlace(string path, string? parent, string? previous)
    {
        if (parent is not null)
            path = QueryHelpers.AddQueryString(path, "parent", parent);
        return previous is null ? path : QueryHelpers.AddQueryString(path, "previous", previous);
    }
}
