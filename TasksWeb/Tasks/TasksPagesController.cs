using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Operations;
using TasksWeb.SignIn;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

/// <summary>The pages of task lists, rendered on the server.</summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class TasksPagesController(GoogleTasksClient google) : Controller
{
    /// <summary>Lists read side by side; more would trip Google's limit per user.</summary>
    private const int SideBySide = 8;

    private GrantKey Grant => User.GrantFor(GoogleTasksClient.Connector);

    [HttpGet("/tasks")]
    public async Task<IActionResult> All()
    {
        var lists = await google.ListsAsync(Grant, HttpContext.RequestAborted);
        return Page(new TasksPage(lists, await ReadAsync(lists), Selected: null));
    }

    [HttpGet("/tasks/{list}")]
    public async Task<IActionResult> One(string list)
    {
        var lists = await google.ListsAsync(Grant, HttpContext.RequestAborted);
        var shown = lists.Where(candidate => candidate.Id == list).ToList();
        if (shown.Count == 0)
            throw new ProblemException(Operations.Problem.NotFound);
        return Page(new TasksPage(lists, await ReadAsync(shown), list));
    }

    private ViewResult Page(TasksPage page) => View("~/Views/Tasks/Index.cshtml", page);

    private async Task<IReadOnlyList<ListOnPage>> ReadAsync(IReadOnlyList<TaskList> lists)
    {
        var read = new ListOnPage[lists.Count];
        await Parallel.ForAsync(
            0, lists.Count, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = HttpContext.RequestAborted },
            async (i, cancellationToken) =>
                read[i] = new ListOnPage(lists[i], TaskTree.Build(await google.TasksAsync(Grant, lists[i].Id, cancellationToken))));
        return read;
    }
}
