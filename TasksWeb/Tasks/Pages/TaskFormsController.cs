using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.QuickAdd;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <summary>A task's own page, and the forms of tasks: add, edit, complete, delete.</summary>
public sealed class TaskFormsController(
    TaskStore store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <summary>One line, with a date in words if there is one.</summary>
    [HttpPost("/tasks/{list}/tasks")]
    public async Task<IActionResult> Add(
        string list, [FromForm] string? title, [FromForm] string? parent, [FromForm] string? previous,
        [FromForm] string? returnUrl)
    {
        var read = QuickAddParser.Parse(
            title ?? "",
            new QuickAddContext(ReaderDay.Of(Request, Clock).Today, DateOrder.IsDayFirst(Request), []) { ReadsLists = false });
        var draft = new TaskDraft { Title = read.Title };
        if (ComplaintAbout(draft) is { } complaint)
            throw new ProblemException(Errors.Problem.Invalid(complaint));
        if (PlainText.IsBlank(draft.CleanTitle))
            throw new ProblemException(Errors.Problem.Invalid(Words["Tasks.TitleMissing"]));
        var task = await Store.CreateTaskAsync(
            Grant, list, read.Due is { } due ? new TaskChange { Title = draft.CleanTitle, Due = due } : new TaskChange { Title = draft.CleanTitle }, NullIfEmpty(parent), NullIfEmpty(previous), Aborted);
        return Done(new Receipt(Words["Tasks.Done.Added", Quoted(task)], Undo($"{PathOf(list, task.Id)}/delete")), returnUrl);
    }

    [HttpGet("/tasks/{list}/{task}")]
    public async Task<IActionResult> One(string list, string task)
    {
        var place = await FindAsync(list, task);
        return Page(place, TaskDraft.Of(place.Row.Task));
    }

    /// <summary>The form of that page alone, for scripts that open it in the row.</summary>
    [HttpGet("/tasks/{list}/{task}/form")]
    public async Task<IActionResult> Form(string list, string task)
    {
        var place = await FindAsync(list, task);
        return PartialView("_TaskForm", PageOf(place, TaskDraft.Of(place.Row.Task)));
    }

    [HttpPost("/tasks/{list}/{task}")]
    public async Task<IActionResult> Save(string list, string task, [FromForm] TaskDraft draft, [FromForm] string? returnUrl)
    {
        var place = await FindAsync(list, task);
        if (ComplaintAbout(draft) is { } complaint)
            return Page(place, draft, complaint);
        var before = place.Row.Task;
        var after = before;
        if (!draft.Says(before))
        {
            // A change of place alone changes the etag too; what counts is whether the words are still those that were read.
            if (draft.Base != TaskDraft.Digest(before))
                return Conflict(place, draft);
            try
            {
                after = await Store.ChangeTaskAsync(Grant, list, task, ChangeOf(draft), before.Etag, Aborted);
            }
            catch (TaskConflictException)
            {
                return Conflict(await FindAsync(list, task), draft);
            }
        }

        FormField[] back =
        [
            new("title", before.Title), new("notes", before.Notes ?? ""), new("due", TaskDraft.Of(before).Due!), new("base", TaskDraft.Digest(after)),
        ];
        var target = draft.ToList is { Length: > 0 } other && other != list ? other : null;
        if (target is not null || (draft.Parent is { } parent && parent != (before.Parent ?? "")))
        {
            // Whoever chooses another list on the form may have left a parent of the old one in it.
            var isParentThere = target is null || (await TasksOfAsync(target)).Any(candidate => candidate.Id == draft.Parent);
            var to = new TaskPlace(isParentThere ? NullIfEmpty(draft.Parent) : null, NullIfEmpty(draft.Previous)) { List = target };
            var stood = before.IsCompleted ? new TaskPlace(null, null) : TaskMoves.PlaceOf(place.Tasks, before);
            var moved = await new TaskMoves(Store, Grant).MoveAsync(place.Tasks, list, before.Id, to, Aborted);
            var now = PathOf(target ?? list, moved.Id);
            return Done(
                new Receipt(
                    Words["Tasks.Done.Saved", Quoted(moved)],
                    Undo(now, [.. back, new("toList", list), new("parent", stood.Parent ?? ""), new("previous", stood.Previous ?? "")])),
                now);
        }
        return Done(new Receipt(Words["Tasks.Done.Saved", Quoted(after)], Undo(PathOf(list, task), back)), returnUrl ?? PathOf(list, task));
    }

    [HttpPost("/tasks/{list}/{task}/complete")]
    public async Task<IActionResult> Complete(string list, string task, [FromForm] bool below, [FromForm] string? returnUrl)
    {
        var tasks = await TasksOfAsync(list);
        var open = Below(tasks, task).Where(child => !child.IsCompleted).ToList();
        foreach (var child in below ? open : [])
            await SetStatusAsync(list, child.Id, isCompleted: true);
        var done = await SetStatusAsync(list, task, isCompleted: true);
        var fields = below ? open.Select(child => new FormField("with", child.Id)).ToArray() : [];
        return Done(
            new Receipt(Words["Tasks.Done.Completed", Quoted(done)], Undo($"{PathOf(list, task)}/reopen", fields))
            {
                Next = below || open.Count == 0
                    ? null
                    : new FormAction(
                        Words["Tasks.Done.CompleteBelow", open.Count], $"{PathOf(list, task)}/complete", [new("below", "true")]),
            },
            returnUrl);
    }

    /// <param name="with">Subtasks that were completed along with it.</param>
    [HttpPost("/tasks/{list}/{task}/reopen")]
    public async Task<IActionResult> Reopen(string list, string task, [FromForm] string[]? with, [FromForm] string? returnUrl)
    {
        var open = await SetStatusAsync(list, task, isCompleted: false);
        foreach (var child in with ?? [])
            await SetStatusAsync(list, child, isCompleted: false);
        return Done(new Receipt(Words["Tasks.Done.Reopened", Quoted(open)], Undo($"{PathOf(list, task)}/complete")), returnUrl);
    }

    [HttpPost("/tasks/{list}/{task}/due")]
    public async Task<IActionResult> SetDue(string list, string task, [FromForm] string? due, [FromForm] string? returnUrl)
    {
        var draft = new TaskDraft { Due = due };
        if (!draft.DueIsReadable)
            throw new ProblemException(Errors.Problem.Invalid(Words["Tasks.DueUnreadable"]));
        var before = (await FindAsync(list, task)).Row.Task;
        var after = await Store.ChangeTaskAsync(Grant, list, task, new TaskChange { Due = draft.CleanDue }, etag: null, Aborted);
        return Done(
            new Receipt(Words["Tasks.Done.Saved", Quoted(after)], Undo($"{PathOf(list, task)}/due", new FormField("due", TaskDraft.Of(before).Due!))), returnUrl);
    }

    [HttpGet("/tasks/{list}/{task}/delete")]
    public async Task<IActionResult> ConfirmDeletion(string list, string task)
    {
        var place = await FindAsync(list, task);
        return View("TaskDeletion", new TaskDeletionPage(place.Desk, place.Row, Below(place.Tasks, task).Count()));
    }

    [HttpPost("/tasks/{list}/{task}/delete")]
    public async Task<IActionResult> Delete(string list, string task, [FromForm] string? returnUrl)
    {
        var tasks = await TasksOfAsync(list);
        var gone = tasks.FirstOrDefault(candidate => candidate.Id == task)
            ?? throw new ProblemException(Errors.Problem.NotFound);
        var below = Below(tasks, task).Select(child => new FormField("with", child.Id)).ToArray();
        await Store.DeleteTaskAsync(Grant, list, task, etag: null, Aborted);
        return Done(
            new Receipt(Words["Tasks.Done.Deleted", Quoted(gone)], Undo($"{PathOf(list, task)}/restore", below)), returnUrl);
    }

    /// <summary>Google keeps what was deleted for a while; the mark is taken off again.</summary>
    /// <param name="with">What went along with it.</param>
    [HttpPost("/tasks/{list}/{task}/restore")]
    public async Task<IActionResult> Restore(string list, string task, [FromForm] string[]? with, [FromForm] string? returnUrl)
    {
        var back = await Store.ChangeTaskAsync(Grant, list, task, new TaskChange { Deleted = false }, etag: null, Aborted);
        foreach (var child in with ?? [])
            await Store.ChangeTaskAsync(Grant, list, child, new TaskChange { Deleted = false }, etag: null, Aborted);
        return Done(new Receipt(Words["Tasks.Done.Restored", Quoted(back)], Undo: null), returnUrl);
    }

    private Task<TaskItem> SetStatusAsync(string list, string task, bool isCompleted) => Store.ChangeTaskAsync(
        Grant, list, task, new TaskChange { Status = isCompleted ? "completed" : "needsAction" }, etag: null, Aborted);

    private static TaskChange ChangeOf(TaskDraft draft) => new()
    {
        Title = draft.CleanTitle,
        Notes = draft.CleanNotes,
        Due = draft.CleanDue,
    };

    private async Task<Place> FindAsync(string list, string task)
    {
        var desk = await DeskAsync(DeskPlace.List, list);
        var found = ListOf(desk, list);
        var tasks = await TasksOfAsync(list);
        var rows = TaskTree.Rows(found, tasks);
        var row = rows.All.FirstOrDefault(candidate => candidate.Task.Id == task)
            ?? throw new ProblemException(Errors.Problem.NotFound);
        return new Place(desk, row, rows, tasks);
    }

    private ViewResult Page(Place place, TaskDraft draft, string? complaint = null, bool isConflict = false)
    {
        if (complaint is not null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        return View("Task", PageOf(place, draft) with { Complaint = complaint, IsConflict = isConflict });
    }

    private static TaskPage PageOf(Place place, TaskDraft draft)
    {
        var id = place.Row.Task.Id;
        return new TaskPage(
            place.Desk, place.Row, draft,
            [.. place.Tasks.Where(other => other.Parent is null && TaskMoves.MayHold(other) && other.Id != id)],
            [.. place.Rows.All.Where(row => row.Task.Parent == id)]);
    }

    /// <summary>
    /// Both versions are shown, and the form keeps what was written: saved again, it replaces what is there now.
    /// </summary>
    private ViewResult Conflict(Place place, TaskDraft draft)
    {
        if (WantsJson)
            throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "conflict"));
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page(place, draft with { Etag = place.Row.Task.Etag, Base = TaskDraft.Digest(place.Row.Task) }, isConflict: true);
    }

    private string? ComplaintAbout(TaskDraft draft) =>
        TaskLimits.LengthOf(draft.CleanTitle) is var title
            && title > TaskLimits.Title ? Words["Tasks.TitleTooLong", title, TaskLimits.Title]
        : TaskLimits.LengthOf(draft.CleanNotes) is var notes
            && notes > TaskLimits.Notes ? Words["Tasks.NotesTooLong", notes, TaskLimits.Notes]
        : !draft.DueIsReadable ? Words["Tasks.DueUnreadable"]
        : (string?)null;

    private static IEnumerable<TaskItem> Below(IReadOnlyList<TaskItem> tasks, string task) =>
        tasks.Where(other => other.Parent == task);

    private static string PathOf(string list, string task) => $"/tasks/{Uri.EscapeDataString(list)}/{Uri.EscapeDataString(task)}";

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed record Place(Desk Desk, TaskRow Row, TaskRows Rows, IReadOnlyList<TaskItem> Tasks);
}
