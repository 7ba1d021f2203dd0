using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Operations;
using TasksWeb.Resources;
using TasksWeb.Tasks.Snapshots;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

/// <summary>One form for many tasks.</summary>
public sealed class BulkFormsController(
    GoogleTasksClient google, TaskSnapshots snapshots, TimeProvider clock, IStringLocalizer<Strings> words)
    : DeskController(google, snapshots, clock, words)
{
    private const int Most = 500;
    private const int SideBySide = 4;

    /// <summary>Does one thing with all of them.</summary>
    /// <param name="pick">Each a list's id and a task's, parted by a slash.</param>
    /// <param name="todo"><c>complete</c>, <c>reopen</c>, <c>delete</c>, <c>restore</c>, <c>move</c> (to the list <paramref name="to"/>) or <c>due</c>.</param>
    [HttpPost("/tasks/bulk")]
    public async Task<IActionResult> Bulk(
        [FromForm] string[]? pick, [FromForm] string? todo, [FromForm] string? to, [FromForm] string? due, [FromForm] string? returnUrl)
    {
        var picked = (pick ?? []).Select(TaskPick.Parse).ToList();
        if (picked.Count is 0 or > Most)
            throw new ProblemException(Operations.Problem.Invalid(Words["Tasks.Bulk.None", Most]));
        var draft = new TaskDraft { Due = due };
        if (!draft.DueIsReadable)
            throw new ProblemException(Operations.Problem.Invalid(Words["Tasks.DueUnreadable"]));
        return todo switch
        {
            "complete" => await ChangeAsync(picked, new TaskChange { Status = "completed" }, "Tasks.Bulk.Completed", "reopen", returnUrl),
            "reopen" => await ChangeAsync(picked, new TaskChange { Status = "needsAction" }, "Tasks.Bulk.Reopened", "complete", returnUrl),
            "restore" => await ChangeAsync(picked, new TaskChange { Deleted = false }, "Tasks.Bulk.Restored", back: null, returnUrl),
            "due" => await ChangeAsync(picked, new TaskChange { Due = draft.CleanDue }, "Tasks.Bulk.Dated", back: null, returnUrl),
            "delete" => await DeleteAsync(picked, returnUrl),
            "move" when !string.IsNullOrEmpty(to) => await MoveAsync(picked, to, returnUrl),
            _ => throw new ProblemException(Operations.Problem.Invalid(Words["Tasks.Bulk.Unknown"])),
        };
    }

    private async Task<IActionResult> ChangeAsync(List<TaskPick> picked, TaskChange change, string message, string? back, string? returnUrl)
    {
        await ForEachAsync(picked, (pick, cancellationToken) => Google.ChangeTaskAsync(Grant, pick.List, pick.Task, change, etag: null, cancellationToken));
        return Done(new Receipt(Words[message, picked.Count], back is null ? null : UndoOf(picked, back)), returnUrl);
    }

    private async Task<IActionResult> DeleteAsync(List<TaskPick> picked, string? returnUrl)
    {
        await ForEachAsync(picked, (pick, cancellationToken) => Google.DeleteTaskAsync(Grant, pick.List, pick.Task, etag: null, cancellationToken));
        return Done(new Receipt(Words["Tasks.Bulk.Deleted", picked.Count], UndoOf(picked, "restore")), returnUrl);
    }

    /// <summary>One after the other, so that they arrive in the order they had. What stands under a picked task goes with it.</summary>
    private async Task<IActionResult> MoveAsync(List<TaskPick> picked, string to, string? returnUrl)
    {
        var moves = new TaskMoves(Google, Grant);
        string? previous = null;
        foreach (var group in picked.Where(pick => pick.List != to).GroupBy(pick => pick.List, StringComparer.Ordinal))
        {
            var tasks = await TasksOfAsync(group.Key);
            var ids = group.Select(pick => pick.Task).ToHashSet(StringComparer.Ordinal);
            foreach (var task in tasks.Where(task => ids.Contains(task.Id) && !(task.Parent is not null && ids.Contains(task.Parent))))
            {
                var place = new TaskPlace(Parent: null, task.IsCompleted ? null : previous) { List = to };
                var moved = await moves.MoveAsync(tasks, group.Key, task.Id, place, Aborted);
                previous = task.IsCompleted ? previous : moved.Id;
            }
        }
        return Done(new Receipt(Words["Tasks.Bulk.Moved", picked.Count], Undo: null), returnUrl);
    }

    private async Task ForEachAsync(List<TaskPick> picked, Func<TaskPick, CancellationToken, Task> change) => await Parallel.ForEachAsync(
        picked, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = Aborted },
        async (pick, cancellationToken) => await change(pick, cancellationToken));

    private FormAction UndoOf(List<TaskPick> picked, string todo) =>
        Undo("/tasks/bulk", [new FormField("todo", todo), .. picked.Select(pick => new FormField("pick", pick.ToString()))]);
}

/// <summary>One task among many, as a form names it: <c>list/task</c>.</summary>
public sealed record TaskPick(string List, string Task)
{
    /// <exception cref="ProblemException">It names no task.</exception>
    public static TaskPick Parse(string text) => text.Split('/') is [{ Length: > 0 } list, { Length: > 0 } task]
        ? new TaskPick(list, task)
        : throw new ProblemException(Problem.Invalid("pick: a list's id and a task's, parted by a slash."));

    public override string ToString() => $"{List}/{Task}";
}
