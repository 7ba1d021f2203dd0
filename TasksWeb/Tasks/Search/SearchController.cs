using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

public sealed class SearchController(
    PersonTasks store, AllTasksQuery allTasks, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    [HttpGet("/tasks/print")]
    public async Task<IActionResult> Print()
    {
        var view = TaskView.Of(Request.Query);
        var all = await allTasks.ReadCompletelyAsync(Grant, view.List, Aborted);
        var layout = await LayoutAsync(LayoutSection.None);
        var lists = all
            .Select(one => (one.List, Rows: view.Apply(one.Rows, layout.Day.Today).Open))
            .Where(one => one.Rows.Count > 0);
        return View("Print", new PrintPage(layout, view, [.. lists])
        {
            Whole = (list, tasks) => allTasks.WithNotesAsync(Grant, list, tasks, Aborted),
        });
    }

    [HttpGet("/tasks/search")]
    public async Task<IActionResult> Search(string? q = null, bool completed = false, string? list = null)
    {
        var all = await allTasks.ReadAsync(Grant, Aborted);
        var layout = LayoutOf(all, LayoutSection.Search);
        var hits = TaskSearch.Find(all, new SearchTerms(q), completed, NullIfEmpty(list));
        return View("Search", new SearchPage(layout, q ?? "", completed, list, hits)
        {
            SearchedInPart = [.. all.Where(one => one.HasCutNotes).Select(one => one.List)],
        });
    }

    /// <summary>Tasks, lists and actions for the palette, which asks while a person types.</summary>
    [HttpGet("/tasks/search/results")]
    public async Task<IActionResult> Results(string? q = null, bool completed = false)
    {
        var lists = await Store.ListTaskListsAsync(Grant, Aborted);
        var all = await Store.ReadAllAsync(Grant, lists, Aborted, isCacheEnough: true);
        var terms = new SearchTerms(q);
        var hits = TaskSearch.Find(all, terms, completed, list: null).Take(PaletteResults.MaxTasks);
        var layout = LayoutOf(lists, LayoutSection.Search);
        return PartialView("_Results", new PaletteResults(layout, q?.Trim() ?? "", terms, [.. hits], all));
    }

    private TasksLayout LayoutOf(IReadOnlyList<ListWithTasks> all, LayoutSection section) =>
        LayoutOf([.. all.Select(one => one.List)], section);
}
