using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Pages;

public sealed class TaskFormsController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpGet("/tasks/{list}/{task}")]
    public async Task<IActionResult> One(string list, string task)
    {
        var place = await FindAsync(list, task);
        return Page(place, TaskDraft.Of(place.Row.Task));
    }

    /// <summary>The form with the subtasks, for scripts that open it in the row or on a sheet.</summary>
    [HttpGet("/tasks/{list}/{task}/form")]
    public async Task<IActionResult> Form(string list, string task)
    {
        var place = await FindAsync(list, task);
        return PartialView("_TaskSheet", PageOf(place, TaskDraft.Of(place.Row.Task)));
    }

    [HttpPost("/tasks/{list}/{task}")]
    public async Task<IActionResult> Save(string list, string task, [FromForm] TaskDraft draft)
    {
        var place = await FindAsync(list, task);
        if (ErrorIn(draft) is { } error)
            return Page(place, draft, error);
        var (before, after) = (place.Row.Task, place.Row.Task);
        if (!draft.Matches(before))
        {
            // A move changes the etag, but not the digest, and is no conflict.
            if (draft.Base != TaskDraft.Digest(before))
                return Conflict(place, draft);
            try
            {
                var change = new TaskChange { Title = draft.CleanTitle, Notes = draft.CleanNotes, Due = draft.CleanDue };
                after = await Store.PatchTaskAsync(Grant, list, task, change, before.Etag, Aborted);
            }
            catch (ProviderException e) when (e.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
            {
                return Conflict(await FindAsync(list, task), draft);
            }
        }

        var path = TaskText.PathOf(list, task);
        var to = ReturnUrl ?? path;
        List<FormField> undo =
        [
            new("title", before.Title), new("notes", before.Notes ?? ""), new("due", TaskDraft.DueOf(before)),
            new("base", TaskDraft.Digest(after)),
        ];
        var otherList = draft.ToList != list ? NullIfEmpty(draft.ToList) : null;
        if (otherList is not null || (draft.Parent is { } parent && parent != (before.Parent ?? "")))
        {
            var previousPlace = before.IsCompleted ? TaskPlace.First : TaskMoves.PlaceOf(place.Tasks, before);
            after = await MoveAsync(place, draft, otherList);
            path = TaskText.PathOf(otherList ?? list, after.Id);
            to = path;
            undo.AddRange([
                new("toList", list), new("parent", previousPlace.Parent ?? ""), new("previous", previousPlace.Previous ?? "")]);
        }
        return Done(Words["Tasks.Done.Saved", Quoted(after)], Undo(path, [.. undo]), to, task: after.Id);
    }

    /// <summary>The title alone, changed where the rest of the task is not known.</summary>
    /// <param name="before">The title that was read.</param>
    [HttpPost("/tasks/{list}/{task}/rename")]
    public async Task<IActionResult> Rename(string list, string task, [FromForm] string? title, [FromForm] string? before)
    {
        var place = await FindAsync(list, task);
        var current = place.Row.Task;
        var draft = TaskDraft.Of(current) with { Title = title };
        if (ErrorIn(draft) is { } error)
            throw Invalid(error);
        if (draft.CleanTitle == current.Title)
            return Done(Words["Tasks.Saved"]);
        if ((before ?? "").Trim() != current.Title.Trim())
            return Conflict(place, draft);
        var renamed = await PatchAsync(list, task, new TaskChange { Title = draft.CleanTitle });
        var undo = Undo(
            $"{TaskText.PathOf(list, task)}/rename", new FormField("title", current.Title), new("before", renamed.Title));
        return Done(Words["Tasks.Done.Saved", Quoted(renamed)], undo, TaskText.PathOf(list, task));
    }

    private async Task<TaskItem> MoveAsync(Place place, TaskDraft draft, string? otherList)
    {
        // The form may still name a parent of the old list.
        var hasParent = otherList is null || (await TasksOfAsync(otherList)).Any(candidate => candidate.Id == draft.Parent);
        var parent = hasParent ? NullIfEmpty(draft.Parent) : null;
        return await new TaskMoves(Store, Grant).MoveAsync(
            place.Tasks, place.Row.List.Id, place.Row.Task.Id,
            new TaskPlace(parent, NullIfEmpty(draft.Previous)) { List = otherList }, Aborted);
    }

    /// <param name="below">Whether its open subtasks are completed too.</param>
    [HttpPost("/tasks/{list}/{task}/complete")]
    public async Task<IActionResult> Complete(string list, string task, [FromForm] bool below)
    {
        var path = TaskText.PathOf(list, task);
        var open = (await TasksWithAsync(list, task)).Where(child => child.Parent == task && !child.IsCompleted)
            .Select(child => child.Id).ToList();
        var change = new TaskChange { Status = "completed" };
        if (below)
            await PatchEachAsync(list, open, change);
        var completed = await PatchAsync(list, task, change);
        var next = below || open.Count == 0
            ? null
            : new FormAction(Words["Tasks.Done.CompleteBelow", open.Count], $"{path}/complete", [new("below", "true")]);
        return Done(
            Words["Tasks.Done.Completed", Quoted(completed)], Undo($"{path}/reopen", below ? With(open) : []), next: next);
    }

    /// <param name="with">The ids of subtasks that were completed with it.</param>
    [HttpPost("/tasks/{list}/{task}/reopen")]
    public async Task<IActionResult> Reopen(string list, string task, [FromForm] string[]? with)
    {
        var change = new TaskChange { Status = "needsAction" };
        var reopened = await PatchAsync(list, task, change);
        await PatchEachAsync(list, with ?? [], change);
        return Done(Words["Tasks.Done.Reopened", Quoted(reopened)], Undo($"{TaskText.PathOf(list, task)}/complete"));
    }

    [HttpPost("/tasks/{list}/{task}/due")]
    public async Task<IActionResult> SetDue(string list, string task, [FromForm] string? due)
    {
        var draft = new TaskDraft { Due = due };
        if (!draft.IsDueValid)
            throw Invalid(Words["Tasks.DueUnreadable"]);
        var before = TaskOf(await TasksWithAsync(list, task), task);
        var after = await PatchAsync(list, task, new TaskChange { Due = draft.CleanDue });
        var undo = Undo($"{TaskText.PathOf(list, task)}/due", new FormField("due", TaskDraft.DueOf(before)));
        return Done(Words["Tasks.Done.Saved", Quoted(after)], undo);
    }

    [HttpGet("/tasks/{list}/{task}/delete")]
    public async Task<IActionResult> ConfirmDeletion(string list, string task)
    {
        var place = await FindAsync(list, task);
        return View(
            "TaskDeletion", new TaskDeletionPage(place.Layout, place.Row, place.Tasks.Count(child => child.Parent == task)));
    }

    [HttpPost("/tasks/{list}/{task}/delete")]
    public async Task<IActionResult> Delete(string list, string task)
    {
        var tasks = await TasksOfAsync(list);
        if (IsUncertain && tasks.All(other => other.Id != task))
            return Done(Words["Tasks.Saved"]);
        var deleted = TaskOf(tasks, task);
        var below = tasks.Where(child => child.Parent == task).Select(child => child.Id);
        await Store.DeleteTaskAsync(Grant, list, task, etag: null, Aborted);
        var undo = Undo($"{TaskText.PathOf(list, task)}/restore", With(below));
        return Done(Words["Tasks.Done.Deleted", Quoted(deleted)], undo);
    }

    /// <summary>Google keeps deleted tasks for a while.</summary>
    /// <param name="with">The ids of subtasks that were deleted with it.</param>
    [HttpPost("/tasks/{list}/{task}/restore")]
    public async Task<IActionResult> Restore(string list, string task, [FromForm] string[]? with)
    {
        var change = new TaskChange { Deleted = false };
        var restored = await PatchAsync(list, task, change);
        await PatchEachAsync(list, with ?? [], change);
        return Done(Words["Tasks.Done.Restored", Quoted(restored)]);
    }

    private static FormField[] With(IEnumerable<string> subtasks) =>
        [.. subtasks.Select(subtask => new FormField("with", subtask))];

    private async Task PatchEachAsync(string list, IEnumerable<string> tasks, TaskChange change)
    {
        foreach (var task in tasks)
            await PatchAsync(list, task, change);
    }

    private async Task<Place> FindAsync(string list, string task)
    {
        var layout = await LayoutAsync(LayoutSection.List, list);
        var found = await ListOfAsync(layout, list);
        var tasks = await TasksOfAsync(list);
        var rows = TaskTree.Rows(found, tasks);
        var row = rows.All.FirstOrDefault(candidate => candidate.Task.Id == task)
            ?? throw new ProblemException(Errors.Problem.NotFound);
        row = row with { Task = await Store.WithNotesAsync(Grant, list, row.Task, Aborted) };
        return new Place(layout, row, rows, tasks);
    }

    private ViewResult Page(Place place, TaskDraft draft, string? error = null, bool isConflict = false)
    {
        if (error is not null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        return View("Task", PageOf(place, draft) with { Error = error, IsConflict = isConflict });
    }

    private static TaskPage PageOf(Place place, TaskDraft draft)
    {
        var (id, parent) = (place.Row.Task.Id, place.Row.Task.Parent);
        return new TaskPage(
            place.Layout, place.Row, draft,
            [.. place.Tasks.Where(other => other.Id == parent
                || (other.Parent is null && TaskMoves.CanHaveSubtasks(other) && other.Id != id))],
            [.. place.Rows.All.Where(row => row.Task.Parent == id)]);
    }

    /// <summary>Shows both versions. The form keeps the reader's, and saving it again replaces the current one.</summary>
    private ViewResult Conflict(Place place, TaskDraft draft)
    {
        if (WantsJson)
            throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "conflict"));
        var current = place.Row.Task;
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page(place, draft with { Base = TaskDraft.Digest(current) }, isConflict: true);
    }

    private string? ErrorIn(TaskDraft draft) =>
        LengthErrorIn(draft.CleanTitle, draft.CleanNotes) ?? (draft.IsDueValid ? null : Words["Tasks.DueUnreadable"].Value);

    private sealed record Place(TasksLayout Layout, TaskRow Row, TaskRows Rows, IReadOnlyList<TaskItem> Tasks);
}
