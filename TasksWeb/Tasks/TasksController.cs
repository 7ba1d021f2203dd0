using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

/// <summary>The JSON API of task lists and tasks.</summary>
[ApiController]
[Authorize]
[Route("api/tasklists")]
public sealed class TasksController(GoogleTasksClient google) : ControllerBase
{
    private GrantKey Grant => User.GrantFor(GoogleTasksClient.Connector);

    /// <summary>Every task of a list, ordered by position, as an array. Google's query parameters pass through.</summary>
    [HttpGet("{list}/tasks")]
    public async Task<IReadOnlyList<JsonElement>> Tasks(string list)
    {
        Response.Headers.CacheControl = "no-store";
        return await google.TasksAsJsonAsync(Grant, list, TasksQuery.PassThrough(Request.Query), HttpContext.RequestAborted);
    }
}
