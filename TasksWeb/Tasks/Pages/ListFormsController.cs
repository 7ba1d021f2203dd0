using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

public sealed class ListFormsController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpPost("/tasks/lists")]
    public async Task<IActionResult> Create([FromForm] string? title, [FromForm] string? account)
    {
        var chosen = Store.FindAccounts(Grant).FirstOrDefault(one => one.Grant.Account == account && account is not null);
        var list = await Store.InsertTaskListAsync(chosen?.Grant ?? ChosenGrant, CheckedTitle(title), Aborted);
        var path = TaskText.PathOf(list);
        return Done(Words["Tasks.List.Created", Quoted(list)], Undo($"{path}/delete"), TaskText.PageOf(list));
    }

    [HttpGet("/tasks/{list}/settings")]
    public async Task<IActionResult> Settings(string list) => View("ListSettings", await PageAsync(list));

    [HttpPost("/tasks/{list}/rename")]
    public async Task<IActionResult> Rename(string list, [FromForm] string? title)
    {
        var before = await ListOfAsync(await LayoutAsync(LayoutSection.List, list), list);
        var after = await Store.PatchTaskListAsync(Grant, list, CheckedTitle(title), etag: null, Aborted);
        var path = TaskText.PathOf(after);
        return Done(
            Words["Tasks.List.Renamed", Quoted(after)], Undo($"{path}/rename", new FormField("title", before.Title)),
            ReturnUrl ?? path);
    }

    /// <param name="color">The index of a color; empty = the one that its place gives it.</param>
    [HttpPost("/tasks/{list}/color")]
    public async Task<IActionResult> Color(string list, [FromForm] string? color)
    {
        var found = await ListOfAsync(await LayoutAsync(LayoutSection.List, list), list);
        ListColors.Choose(HttpContext, found.Id, ListColors.IndexOf(color));
        return Redirect(Foundation.ReturnUrl.Local(ReturnUrl ?? TaskText.PageOf(found)));
    }

    [HttpPost("/tasks/{list}/clear")]
    public async Task<IActionResult> Clear(string list)
    {
        var page = await PageAsync(list);
        await Store.ClearAsync(Grant, list, Aborted);
        return Done(Words.Plural("Tasks.List.Cleared", page.Rows.Completed.Count), undo: null, TaskText.PathOf(page.List));
    }

    [HttpGet("/tasks/{list}/delete")]
    public async Task<IActionResult> ConfirmDeletion(string list) => View("ListDeletion", await PageAsync(list));

    [HttpPost("/tasks/{list}/delete")]
    public async Task<IActionResult> Delete(string list)
    {
        var deleted = await ListOfAsync(await LayoutAsync(LayoutSection.List, list), list);
        await Store.DeleteTaskListAsync(Grant, list, etag: null, Aborted);
        return Done(Words["Tasks.List.Deleted", Quoted(deleted)], undo: null, "/tasks");
    }

    private async Task<ListPage> PageAsync(string list)
    {
        var layout = await LayoutAsync(LayoutSection.List, list);
        var found = await ListOfAsync(layout, list);
        return new ListPage(layout, found, TaskTree.Rows(found, await TasksOfAsync(list)));
    }

    private string CheckedTitle(string? title)
    {
        var clean = (title ?? "").ReplaceLineEndings(" ").Trim();
        if (PlainText.IsBlank(clean))
            throw Invalid(Words["Tasks.List.TitleMissing"]);
        return LengthErrorIn(clean) is { } error ? throw Invalid(error) : clean;
    }
}
