using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;
using TasksWeb.Tasks.Turns;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Api;

/// <summary>The JSON API of task lists and tasks. <c>If-Match</c> and <c>ETag</c> are Google's.</summary>
[ApiController]
[Authorize]
[Route("api/tasklists")]
[RequestSizeLimit(TaskBody.MaxBytes)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class TasksController(GoogleTasksClient google, TaskStore store, SessionGrants grants)
    : ControllerBase, IAsyncActionFilter
{
    private GrantKey Grant { get; set; }

    private CancellationToken Aborted => HttpContext.RequestAborted;

    private string? IfMatch => TaskResult.IfMatch(Request);

    /// <summary>Every operation is for one account.</summary>
    [NonAction]
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        Grant = await grants.GetAsync(HttpContext, GoogleTasksClient.Connector);
        await next();
    }

    [HttpPost]
    public async Task<IResult> InsertList()
    {
        TasksQuery.Check(Request.Query);
        var list = await store.InsertTaskListAsync(Grant, await TaskBody.ReadTitleAsync(Request), Aborted);
        return TaskResult.Of(this, list, StatusCodes.Status201Created);
    }

    [HttpPatch("{list}")]
    public async Task<IResult> PatchList(string list)
    {
        TasksQuery.Check(Request.Query);
        var title = await TaskBody.ReadTitleAsync(Request);
        return TaskResult.Of(this, await store.PatchTaskListAsync(Grant, list, title, IfMatch, Aborted));
    }

    [HttpDelete("{list}")]
    public async Task<IResult> DeleteList(string list)
    {
        TasksQuery.Check(Request.Query);
        await store.DeleteTaskListAsync(Grant, list, IfMatch, Aborted);
        return TypedResults.NoContent();
    }

    /// <summary>Hides the completed tasks of a list.</summary>
    [HttpPost("{list}/clear")]
    public async Task<IResult> Clear(string list)
    {
        TasksQuery.Check(Request.Query);
        await store.ClearAsync(Grant, list, Aborted);
        return TypedResults.NoContent();
    }

    /// <summary>Every task of a list, ordered by position, as an array. Google's query parameters pass through.</summary>
    [HttpGet("{list}/tasks")]
    [ServiceFilter<WholeListTurns>]
    public Task<IReadOnlyList<JsonElement>> List(string list) =>
        google.ListTasksAsJsonAsync(Grant, list, TasksQuery.PassThrough(Request.Query), Aborted);

    /// <summary>A new task: the first of its siblings, or after <c>previous</c>; below <c>parent</c>.</summary>
    [HttpPost("{list}/tasks")]
    public async Task<IResult> Insert(string list)
    {
        TasksQuery.Check(Request.Query, "parent", "previous");
        var change = await TaskBody.ReadChangeAsync(Request);
        var task = await store.InsertTaskAsync(
            Grant, list, change, Parameter("parent"), Parameter("previous"), Aborted);
        Response.Headers.Location = $"/api/tasklists/{Uri.EscapeDataString(list)}/tasks/{Uri.EscapeDataString(task.Id)}"
            + (Grant.Account is { } account ? $"?{SessionGrants.Parameter}={account}" : "");
        return TaskResult.Of(this, task, StatusCodes.Status201Created);
    }

    [HttpGet("{list}/tasks/{task}")]
    public async Task<IResult> Get(string list, string task)
    {
        TasksQuery.Check(Request.Query);
        return TaskResult.Of(this, await google.GetTaskAsync(Grant, list, task, Aborted));
    }

    /// <summary>Changes the members that are sent; null clears one.</summary>
    [HttpPatch("{list}/tasks/{task}")]
    public async Task<IResult> Patch(string list, string task)
    {
        TasksQuery.Check(Request.Query);
        var change = await TaskBody.ReadChangeAsync(Request);
        return TaskResult.Of(this, await store.PatchTaskAsync(Grant, list, task, change, IfMatch, Aborted));
    }

    [HttpDelete("{list}/tasks/{task}")]
    public async Task<IResult> Delete(string list, string task)
    {
        TasksQuery.Check(Request.Query);
        await store.DeleteTaskAsync(Grant, list, task, IfMatch, Aborted);
        return TypedResults.NoContent();
    }

    /// <summary>Moves a task with its subtasks below <c>parent</c>, after <c>previous</c>, to another list.</summary>
    [HttpPost("{list}/tasks/{task}/move")]
    public async Task<IResult> Move(string list, string task)
    {
        TasksQuery.Check(Request.Query, "parent", "previous", "destinationTasklist");
        return TaskResult.Of(this, await store.MoveTaskAsync(
            Grant, list, task, Parameter("parent"), Parameter("previous"), Parameter("destinationTasklist"), Aborted));
    }

    private string? Parameter(string name) => TasksQuery.Value(Request.Query, name);
}
