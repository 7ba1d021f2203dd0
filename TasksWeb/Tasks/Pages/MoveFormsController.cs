using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

public sealed class MoveFormsController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpPost("/tasks/{list}/{task}/{step:regex(^(up|down|indent|outdent)$)}")]
    public async Task<IActionResult> Step(string list, string task, MoveStep step)
    {
        var tasks = await TasksWithAsync(list, task);
        var item = TaskOf(tasks, task);
        return TaskMoves.Step(tasks, item, step) is { } place
            ? await MoveAsync(tasks, list, item, place)
            : Done(Words["Tasks.Done.NoStep", Quoted(item)]);
    }

    /// <summary>Moves a task below another, after another, or into another list.</summary>
    [HttpPost("/tasks/{list}/{task}/move")]
    public async Task<IActionResult> Move(
        string list, string task, [FromForm] string? to, [FromForm] string? parent, [FromForm] string? previous)
    {
        var place = new TaskPlace(NullIfEmpty(parent), NullIfEmpty(previous)) { List = to == list ? null : NullIfEmpty(to) };
        var tasks = await TasksWithAsync(list, task);
        if (IsUncertain && place.List is { } other && (await TasksOfAsync(other)).Any(moved => moved.Id == task))
            return Done(Words["Tasks.Saved"], task: task);
        return await MoveAsync(tasks, list, TaskOf(tasks, task), place);
    }

    private async Task<IActionResult> MoveAsync(
        IReadOnlyList<TaskItem> tasks, string list, TaskItem item, TaskPlace place)
    {
        var before = TaskMoves.PlaceOf(tasks, item);
        var moved = await new TaskMoves(Store, Grant).MoveAsync(tasks, list, item.Id, place, Aborted);
        var undo = Undo(
            $"{TaskText.PathOf(place.List ?? list, moved.Id)}/move",
            new("to", list), new("parent", before.Parent ?? ""), new("previous", before.Previous ?? ""));
        return Done(Words["Tasks.Done.Moved", Quoted(moved)], undo, task: moved.Id);
    }
}
