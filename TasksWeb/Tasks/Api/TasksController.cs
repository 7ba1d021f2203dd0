using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Api;

/// <summary>The JSON API of tasks.</summary>
[ApiController]
[Authorize]
[Route("api/tasklists")]
[RequestSizeLimit(TaskBody.MaxBytes)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class TasksController(GoogleTasksClient google, TaskStore store) : ControllerBase
{
    private GrantKey Grant => User.GrantFor(GoogleTasksClient.Connector);

    /// <summary>Every task of a list, ordered by position, as an array. Google's query parameters pass through.</summary>
    [HttpGet("{list}/tasks")]
    public async Task<IReadOnlyList<JsonElement>> Tasks(string list)
    {
        return await google.TasksAsJsonAsync(Grant, list, TasksQuery.PassThrough(Request.Query), HttpContext.RequestAborted);
    }
    /// <summary>A new task, first of its siblings unless <c>previous</c> and <c>parent</c> say otherwise.</summary>
    [HttpPost("{list}/tasks")]
    public async Task<IResult> Create(string list)
    {
        TasksQuery.Check(Request.Query, "parent", "previous");
        var task = await store.CreateTaskAsync(
            Grant, list, await TaskBody.ReadChangeAsync(Request), Asked("parent"), Asked("previous"), HttpContext.RequestAborted);
        return TaskAnswer.Created(this, task, list);
    }

    [HttpGet("{list}/tasks/{task}")]
    public async Task<IResult> Get(string list, string task)
    {
        TasksQuery.Check(Request.Query);
        return TaskAnswer.Of(this, await google.GetTaskAsync(Grant, list, task, HttpContext.RequestAborted));
    }

    /// <summary>Changes the members that are sent; null clears one.</summary>
    [HttpPatch("{list}/tasks/{task}")]
    public async Task<IResult> Change(string list, string task)
    {
        TasksQuery.Check(Request.Query);
        var change = await TaskBody.ReadChangeAsync(Request);
        return TaskAnswer.Of(
            this,
            await store.ChangeTaskAsync(Grant, list, task, change, TaskAnswer.IfMatch(Request), HttpContext.RequestAborted));
    }

    [HttpDelete("{list}/tasks/{task}")]
    public async Task<IResult> Delete(string list, string task)
    {
        TasksQuery.Check(Request.Query);
        await store.DeleteTaskAsync(Grant, list, task, TaskAnswer.IfMatch(Request), HttpContext.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>
    /// Moves a task with what stands under it: under <c>parent</c>, after <c>previous</c>, into <c>destinationTasklist</c>.
    /// </summary>
    [HttpPost("{list}/tasks/{task}/move")]
    public async Task<IResult> Move(string list, string task)
    {
        TasksQuery.Check(Request.Query, "parent", "previous", "destinationTasklist");
        return TaskAnswer.Of(this, await store.MoveTaskAsync(
            Grant, list, task, Asked("parent"), Asked("previous"), Asked("destinationTasklist"), HttpContext.RequestAborted));
    }

    private string? Asked(string parameter) => TasksQuery.Value(Request.Query, parameter);
}
