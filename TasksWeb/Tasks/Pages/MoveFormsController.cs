using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <summary>The forms that give a task another place.</summary>
public sealed class MoveFormsController(
    TaskStore store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpPost("/tasks/{list}/{task}/up")]
    public Task<IActionResult> Up(string list, string task, [FromForm] string? returnUrl) =>
        StepAsync(list, task, MoveStep.Up, returnUrl);

    [HttpPost("/tasks/{list}/{task}/down")]
    public Task<IActionResult> Down(string list, string task, [FromForm] string? returnUrl) =>
        StepAsync(list, task, MoveStep.Down, returnUrl);

    [HttpPost("/tasks/{list}/{task}/indent")]
    public Task<IActionResult> Indent(string list, string task, [FromForm] string? returnUrl) =>
        StepAsync(list, task, MoveStep.In, returnUrl);

    [HttpPost("/tasks/{list}/{task}/outdent")]
    public Task<IActionResult> Outdent(string list, string task, [FromForm] string? returnUrl) =>
        StepAsync(list, task, MoveStep.Out, returnUrl);

    /// <summary>To any place: under a task, after a task, into another list.</summary>
    [HttpPost("/tasks/{list}/{task}/move")]
    public async Task<IActionResult> Move(
        string list, string task, [FromForm] string? to, [FromForm] string? parent, [FromForm] string? previous,
        [FromForm] string? returnUrl)
    {
        var (tasks, item) = await FindAsync(list, task);
        var place = new TaskPlace(NullIfEmpty(parent), NullIfEmpty(previous)) { List = to == list ? null : NullIfEmpty(to) };
        return await MoveAsync(tasks, list, item, place, returnUrl);
    }

    private async Task<IActionResult> StepAsync(string list, string task, MoveStep step, string? returnUrl)
    {
        var (tasks, item) = await FindAsync(list, task);
        // Already where the step leads: nothing to say against it, nothing to do.
        return TaskMoves.Step(tasks, item, step) is { } place
            ? await MoveAsync(tasks, list, item, place, returnUrl)
            : Done(new Receipt(Words["Tasks.Done.NoStep", Quoted(item)], Undo: null), returnUrl);
    }

    private async Task<IActionResult> MoveAsync(
        IReadOnlyList<TaskItem> tasks, string list, TaskItem item, TaskPlace place, string? returnUrl)
    {
        var before = TaskMoves.PlaceOf(tasks, item);
        var moved = await new TaskMoves(Store, Grant).MoveAsync(tasks, list, item.Id, place, Aborted);
        var now = place.List ?? list;
        var back = Undo(
            $"/tasks/{Uri.EscapeDataString(now)}/{Uri.EscapeDataString(moved.Id)}/move",
            new("to", list), new("parent", before.Parent ?? ""), new("previous", before.Previous ?? ""));
        return Done(new Receipt(Words["Tasks.Done.Moved", Quoted(moved)], back), returnUrl);
    }

    private async Task<(IReadOnlyList<TaskItem> Tasks, TaskItem Item)> FindAsync(string list, string task)
    {
        var tasks = await TasksOfAsync(list);
        return (
            tasks, tasks.FirstOrDefault(other => other.Id == task) ?? throw new ProblemException(Errors.Problem.NotFound));
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
