using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// The verbs for one list or task. What exceeds <see cref="TaskLimits"/> is an <c>invalid_request</c> before anything is sent. An etag
/// makes a change depend on the version that was read; null changes whatever is there.
/// </summary>
public sealed partial class GoogleTasksClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>A new list; it stands last.</summary>
    public async Task<TaskList> CreateListAsync(GrantKey grant, string title, CancellationToken cancellationToken)
    {
        if (snapshots.Find(grant)?.Lists.Known is { } known)
            TaskLimits.CheckRoom("list", known.Count, TaskLimits.Lists, "lists");
        var list = await SendAsync(
            grant, HttpMethod.Post, ListPath(), TitleBody(title), etag: null, TasksJson.Default.TaskList, cancellationToken);
        snapshots.ListsChanged(grant);
        return list;
    }

    /// <param name="list">The list's id; <c>@default</c> is one.</param>
    public async Task<TaskList> RenameListAsync(GrantKey grant, string list, string title, string? etag, CancellationToken cancellationToken)
    {
        var renamed = await SendAsync(
            grant, HttpMethod.Patch, ListPath(list), TitleBody(title), etag, TasksJson.Default.TaskList, cancellationToken);
        snapshots.ListsChanged(grant);
        return renamed;
    }

    /// <summary>Deletes a list with its tasks, and of those assigned in Docs or Chat the originals. Google refuses it for the default list.</summary>
    public async Task DeleteListAsync(GrantKey grant, string list, string? etag, CancellationToken cancellationToken)
    {
        await SendAsync(grant, HttpMethod.Delete, ListPath(list), body: null, etag, cancellationToken);
        snapshots.ListRemoved(grant, list);
    }

    public async Task<TaskItem> GetTaskAsync(GrantKey grant, string list, string task, CancellationToken cancellationToken) => await SendAsync(
        grant, HttpMethod.Get, TaskPath(list, task), body: null, etag: null, TasksJson.Default.TaskItem, cancellationToken);

    /// <summary>A new task.</summary>
    /// <param name="parent">The task it shall stand under; null = the top level.</param>
    /// <param name="previous">The sibling it shall stand after; null = first.</param>
    public async Task<TaskItem> CreateTaskAsync(
        GrantKey grant, string list, TaskChange task, string? parent, string? previous, CancellationToken cancellationToken)
    {
        task.Check();
        CheckRoom(grant, list, parent);
        var created = await SendAsync(
            grant, HttpMethod.Post, WithPlace(TaskPath(list), parent, previous), task.ToJson(), etag: null, TasksJson.Default.TaskItem,
            cancellationToken);
        snapshots.Placed(grant, list, created, previous);
        return created;
    }

    /// <summary>Changes what the change says and nothing else.</summary>
    /// <exception cref="TaskConflictException">The task is another version than this etag's.</exception>
    public async Task<TaskItem> ChangeTaskAsync(
        GrantKey grant, string list, string task, TaskChange change, string? etag, CancellationToken cancellationToken)
    {
        change.Check();
        var changed = await WithConflictAsync(grant, list, task, () => SendAsync(
            grant, HttpMethod.Patch, TaskPath(list, task), change.ToJson(), etag, TasksJson.Default.TaskItem, cancellationToken), cancellationToken);
        if (changed.Deleted)
            snapshots.Removed(grant, list, task);
        else
            snapshots.Changed(grant, list, changed);
        return changed;
    }

    /// <summary>Deletes a task; one assigned in Docs or Chat disappears there too.</summary>
    /// <exception cref="TaskConflictException">The task is another version than this etag's.</exception>
    public async Task DeleteTaskAsync(GrantKey grant, string list, string task, string? etag, CancellationToken cancellationToken)
    {
        await WithConflictAsync(
            grant, list, task, () => SendAsync(grant, HttpMethod.Delete, TaskPath(list, task), body: null, etag, cancellationToken), cancellationToken);
        snapshots.Removed(grant, list, task);
    }

    /// <summary>Moves a task within its list or into another one.</summary>
    /// <param name="parent">The task it shall stand under; null = the top level.</param>
    /// <param name="previous">The sibling it shall stand after; null = first.</param>
    /// <param name="destinationList">The other list; null = the same.</param>
    public async Task<TaskItem> MoveTaskAsync(
        GrantKey grant, string list, string task, string? parent, string? previous, string? destinationList, CancellationToken cancellationToken)
    {
        var path = WithPlace(TaskPath(list, task) + "/move", parent, previous);
        if (destinationList is not null)
            path = QueryHelpers.AddQueryString(path, "destinationTasklist", destinationList);
        CheckRoom(grant, destinationList ?? list, parent);
        var moved = await WithConflictAsync(grant, list, task, () => SendAsync(
            grant, HttpMethod.Post, path, body: null, etag: null, TasksJson.Default.TaskItem, cancellationToken), cancellationToken);
        if (destinationList is null || destinationList == list)
            snapshots.Placed(grant, list, moved, previous);
        else
            snapshots.MovedOver(grant, list, destinationList, task, moved, previous);
        return moved;
    }

    /// <summary>Hides every completed task of a list; nothing is deleted.</summary>
    public async Task ClearAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        await SendAsync(grant, HttpMethod.Post, $"tasks/v1/lists/{Segment(list)}/clear", body: null, etag: null, cancellationToken);
        snapshots.Cleared(grant, list);
    }

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
        using var response = await http.SendAsync(request, cancellationToken);
        return response.Bytes();
    }

    /// <summary>Of what is known: a list that nobody has read yet is left to Google.</summary>
    private void CheckRoom(GrantKey grant, string list, string? parent)
    {
        if (snapshots.Find(grant) is not { } person || person.Known(list) is not { } known)
            return;
        TaskLimits.CheckRoom("list", person.TaskCount, TaskLimits.Tasks, "tasks in all lists");
        TaskLimits.CheckRoom("list", known.Tasks.Count(task => !task.Hidden), TaskLimits.TasksPerList, "tasks in a list");
        if (parent is not null)
            TaskLimits.CheckRoom("parent", known.Tasks.Count(task => task.Parent == parent), TaskLimits.Subtasks, "subtasks under a task");
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
