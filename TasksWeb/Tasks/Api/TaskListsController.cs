using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Api;

/// <summary>The JSON API's writes of lists. <c>If-Match</c> and <c>ETag</c> are Google's.</summary>
[ApiController]
[Authorize]
[Route("api/tasklists")]
[RequestSizeLimit(TaskBody.MaxBytes)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class TaskListsController(TaskStore store) : ControllerBase
{
    private GrantKey Grant => User.GrantFor(GoogleTasksClient.Connector);

    [HttpPost]
    public async Task<IResult> Create()
    {
        TasksQuery.Check(Request.Query);
        var list = await store.CreateListAsync(Grant, await TaskBody.ReadTitleAsync(Request), HttpContext.RequestAborted);
        return TaskAnswer.Created(this, list);
    }

    [HttpPatch("{list}")]
    public async Task<IResult> Rename(string list)
    {
        TasksQuery.Check(Request.Query);
        var title = await TaskBody.ReadTitleAsync(Request);
        return TaskAnswer.Of(
            this, await store.RenameListAsync(Grant, list, title, TaskAnswer.IfMatch(Request), HttpContext.RequestAborted));
    }

    [HttpDelete("{list}")]
    public async Task<IResult> Delete(string list)
    {
        TasksQuery.Check(Request.Query);
        await store.DeleteListAsync(Grant, list, TaskAnswer.IfMatch(Request), HttpContext.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>Hides the completed tasks of a list.</summary>
    [HttpPost("{list}/clear")]
    public async Task<IResult> Clear(string list)
    {
        TasksQuery.Check(Request.Query);
        await store.ClearAsync(Grant, list, HttpContext.RequestAborted);
        return TypedResults.NoContent();
    }
}
