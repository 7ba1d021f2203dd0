using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Pages;

/// <summary>One form for many tasks.</summary>
public sealed class BulkFormsController(
    TaskStore store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    private const int Most = 500;
    private const int SideBySide = 4;

    /// <summary>Does one thing with all of them.</summary>
    /// <param name="pick">Each a list's id and a task's, parted by a slash.</param>
    /// <param name="todo">
    /// <c>complete</c>, <c>reopen</c>, <c>delete</c>, <c>restore</c>, <c>due</c>, <c>move</c> (into one list, in order) or <c>return</c> (each to its place).
    /// </param>
    /// <param name="to">The list; for <c>return</c> one for each pick, with <paramref name="parent"/> and <paramref name="previous"/>.</param>
    /// <param name="due">One date for all, or one for each pick; empty = none.</param>
    [HttpPost("/tasks/bulk")]
    public async Task<IActionResult> Bulk(
        [FromForm] string[]? pick, [FromForm] string? todo, [FromForm] string?[]? to, [FromForm] string?[]? parent, [FromForm] string?[]? previous,
        [FromForm] string?[]? due, [FromForm] string? returnUrl)
    {
        var picked = (pick ?? []).Select(TaskPick.Parse).ToList();
        if (picked.Count is 0 or > Most)
            throw new ProblemException(Errors.Problem.Invalid(Words["Tasks.Bulk.None", Most]));
        return todo switch
        {
            "complete" => await ChangeAsync(picked, new TaskChange { Status = "completed" }, "Tasks.Bulk.Completed", "reopen", returnUrl),
            "reopen" => await ChangeAsync(picked, new TaskChange { Status = "needsAction" }, "Tasks.Bulk.Reopened", "complete", returnUrl),
            "restore" => await ChangeAsync(picked, new TaskChange { Deleted = false }, "Tasks.Bulk.Restored", back: null, returnUrl),
            "due" when due is null or [_] || due.Length == picked.Count => await DateAsync(picked, due ?? [null], returnUrl),
            "delete" => await DeleteAsync(picked, returnUrl),
            "move" when to is [{ Length: > 0 } list] => await MoveAsync(picked, list, returnUrl),
            "return" when to?.Length == picked.Count && parent?.Length == picked.Count && previous?.Length == picked.Count =>
                await ReturnAsync(picked, [.. picked.Select((_, at) => new TaskPlace(parent[at], previous[at]) { List = to[at] })], returnUrl),
            _ => throw new ProblemException(Errors.Problem.Invalid(Words["Tasks.Bulk.Unknown"])),
        };
    }

    private async Task<IActionResult> ChangeAsync(List<TaskPick> picked, TaskChange change, string message, string? back, string? returnUrl)
    {
        await ForEachAsync(picked, (pick, cancellationToken) => Store.ChangeTaskAsync(Grant, pick.List, pick.Task, change, etag: null, cancellationToken));
        return Done(new Receipt(Words[message, picked.Count], back is null ? null : UndoOf(picked, back)), returnUrl);
    }

    /// <param name="dues">One for all, or one for each.</param>
    private async Task<IActionResult> DateAsync(List<TaskPick> picked, string?[] dues, string? returnUrl)
    {
        var drafts = dues.Select(due => new TaskDraft { Due = due }).ToList();
        if (!drafts.TrueForAll(draft => draft.DueIsReadable))
            throw new ProblemException(Errors.Problem.Invalid(Words["Tasks.DueUnreadable"]));
        var back = new List<FormField> { new("todo", "due") };
        foreach (var pick in picked)
        {
            var before = (await TasksOfAsync(pick.List)).FirstOrDefault(task => task.Id == pick.Task) ?? throw new ProblemException(Errors.Problem.NotFound);
            back.AddRange([new("pick", pick.ToString()), new("due", TaskDraft.Of(before).Due ?? "")]);
        }
        await ForEachAsync(picked.Select((pick, at) => (Pick: pick, Due: drafts[drafts.Count == 1 ? 0 : at].CleanDue)), (one, cancellationToken) =>
            Store.ChangeTaskAsync(Grant, one.Pick.List, one.Pick.Task, new TaskChange { Due = one.Due }, etag: null, cancellationToken));
        return Done(new Receipt(Words["Tasks.Bulk.Dated", picked.Count], Undo("/tasks/bulk", [.. back])), returnUrl);
    }

    /// <summary>
    /// What stands under a picked task goes, and comes back, with it. What was assigned in a document or a chat stays: it would go there
    /// too, which its own page says first.
    /// </summary>
    private async Task<IActionResult> DeleteAsync(List<TaskPick> picked, string? returnUrl)
    {
        var (gone, along, staying) = (new List<TaskPick>(), new List<TaskPick>(), 0);
        foreach (var group in picked.GroupBy(pick => pick.List, StringComparer.Ordinal))
        {
            var tasks = await TasksOfAsync(group.Key);
            var (heads, below) = TaskTree.Families(tasks, group.Select(pick => pick.Task).ToHashSet(StringComparer.Ordinal));
            staying += heads.RemoveAll(task => task.AssignmentInfo is not null);
            gone.AddRange(heads.Select(task => new TaskPick(group.Key, task.Id)));
            along.AddRange(below.Select(task => new TaskPick(group.Key, task.Id)));
        }
        if (gone.Count + staying == 0)
            throw new ProblemException(Errors.Problem.NotFound);
        await ForEachAsync(gone, DeleteAsync);
        string[] said =
        [
            .. gone.Count > 0 ? [Words["Tasks.Bulk.Deleted", picked.Count - staying].Value] : Array.Empty<string>(),
            .. staying > 0 ? [Words["Tasks.Bulk.Assigned", staying].Value] : Array.Empty<string>(),
        ];
        return Done(
            new Receipt(string.Join(' ', said), gone.Count + along.Count is > 0 and <= Most ? UndoOf([.. gone, .. along], "restore") : null), returnUrl);
    }

    private async Task DeleteAsync(TaskPick pick, CancellationToken cancellationToken)
    {
        try
        {
            await Store.DeleteTaskAsync(Grant, pick.List, pick.Task, etag: null, cancellationToken);
        }
        catch (ProviderException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            // Somebody was faster: it is gone, as it shall be.
        }
    }

    /// <summary>One after the other, so that they arrive in the order they had. What stands under a picked task goes with it.</summary>
    private async Task<IActionResult> MoveAsync(List<TaskPick> picked, string to, string? returnUrl)
    {
        var moves = new TaskMoves(Store, Grant);
        var back = new List<FormField> { new("todo", "return") };
        string? previous = null;
        foreach (var group in picked.Where(pick => pick.List != to).GroupBy(pick => pick.List, StringComparer.Ordinal))
        {
            var tasks = await TasksOfAsync(group.Key);
            var now = new Dictionary<string, string>(StringComparer.Ordinal);
            var ids = group.Select(pick => pick.Task).ToHashSet(StringComparer.Ordinal);
            foreach (var task in TaskTree.Families(tasks, ids).Heads)
            {
                // Google gives what is done neither a parent nor a sibling.
                var before = task.IsCompleted || task.Hidden ? new TaskPlace(null, null) : TaskMoves.PlaceOf(tasks, task);
                var place = new TaskPlace(Parent: null, task.IsCompleted ? null : previous) { List = to };
                var moved = await moves.MoveAsync(tasks, group.Key, task.Id, place, Aborted);
                previous = task.IsCompleted ? previous : moved.Id;
                now[task.Id] = moved.Id;
                back.AddRange([
                    new("pick", new TaskPick(to, moved.Id).ToString()), new("to", group.Key),
                    new("parent", NowOf(before.Parent, now) ?? ""), new("previous", NowOf(before.Previous, now) ?? "")]);
            }
        }
        return Done(new Receipt(Words["Tasks.Bulk.Moved", picked.Count], back.Count > 1 ? Undo("/tasks/bulk", [.. back]) : null), returnUrl);
    }

    /// <summary>Each to its own place, in this order: the place of one may be told by another that has been put there before.</summary>
    private async Task<IActionResult> ReturnAsync(List<TaskPick> picked, List<TaskPlace> places, string? returnUrl)
    {
        var moves = new TaskMoves(Store, Grant);
        var now = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (pick, place) in picked.Zip(places))
        {
            var there = place with { Parent = NowOf(place.Parent, now), Previous = NowOf(place.Previous, now) };
            now[pick.Task] = (await moves.MoveAsync(await TasksOfAsync(pick.List), pick.List, pick.Task, there, Aborted)).Id;
        }
        return Done(new Receipt(Words["Tasks.Bulk.Moved", picked.Count], Undo: null), returnUrl);
    }

    /// <summary>A task may have another id in another list.</summary>
    private static string? NowOf(string? task, Dictionary<string, string> now) => string.IsNullOrEmpty(task) ? null : now.GetValueOrDefault(task, task);

    private async Task ForEachAsync<T>(IEnumerable<T> picked, Func<T, CancellationToken, Task> change) => await Parallel.ForEachAsync(
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
