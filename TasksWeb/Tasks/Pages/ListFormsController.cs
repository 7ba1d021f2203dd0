using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <summary>The forms of lists: make, rename, clear, delete.</summary>
public sealed class ListFormsController(
    TaskStore store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpPost("/tasks/lists")]
    public async Task<IActionResult> Create([FromForm] string? title)
    {
        var list = await Store.CreateListAsync(Grant, TitleFrom(title), Aborted);
        return Done(new Receipt(Words["Tasks.List.Created", Quoted(list)], Undo($"{TaskText.PathOf(list)}/delete")), TaskText.PathOf(list));
    }

    [HttpGet("/tasks/{list}/settings")]
    public async Task<IActionResult> Settings(string list) => View("ListSettings", await PageAsync(list));

    [HttpPost("/tasks/{list}/rename")]
    public async Task<IActionResult> Rename(string list, [FromForm] string? title, [FromForm] string? returnUrl)
    {
        var before = ListOf(await DeskAsync(DeskPlace.List, list), list);
        var after = await Store.RenameListAsync(Grant, list, TitleFrom(title), etag: null, Aborted);
        return Done(
            new Receipt(
                Words["Tasks.List.Renamed", Quoted(after)],
                Undo($"{TaskText.PathOf(after)}/rename", new FormField("title", before.Title))),
            returnUrl ?? TaskText.PathOf(after));
    }

    [HttpPost("/tasks/{list}/clear")]
    public async Task<IActionResult> Clear(string list)
    {
        var page = await PageAsync(list);
        await Store.ClearAsync(Grant, list, Aborted);
        return Done(new Receipt(Words["Tasks.List.Cleared", page.Rows.Completed.Count], Undo: null), TaskText.PathOf(page.List));
    }

    [HttpGet("/tasks/{list}/delete")]
    public async Task<IActionResult> ConfirmDeletion(string list) => View("ListDeletion", await PageAsync(list));

    [HttpPost("/tasks/{list}/delete")]
    public async Task<IActionResult> Delete(string list)
    {
        var gone = ListOf(await DeskAsync(DeskPlace.List, list), list);
        await Store.DeleteListAsync(Grant, list, etag: null, Aborted);
        return Done(new Receipt(Words["Tasks.List.Deleted", Quoted(gone)], Undo: null), "/tasks");
    }

    private async Task<ListPage> PageAsync(string list)
    {
        var desk = await DeskAsync(DeskPlace.List, list);
        var found = ListOf(desk, list);
        return new ListPage(desk, found, TaskTree.Rows(found, await TasksOfAsync(list)));
    }

    private string TitleFrom(string? title)
    {
        var clean = (title ?? "").ReplaceLineEndings(" ").Trim();
        if (PlainText.IsBlank(clean))
            throw new Errors.ProblemException(Errors.Problem.Invalid(Words["Tasks.List.TitleMissing"]));
        return TaskLimits.LengthOf(clean) is var length && length <= TaskLimits.Title
            ? clean
            : throw new Errors.ProblemException(
                Errors.Problem.Invalid(Words["Tasks.TitleTooLong", length, TaskLimits.Title]));
    }
}
