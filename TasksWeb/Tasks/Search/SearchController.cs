using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

public sealed class SearchController(
    TaskStore store, AllTasksQuery allTasks, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <param name="from">Its first row, counted from 0.</param>
    [HttpGet("/tasks/next")]
    public async Task<IActionResult> Next(string? only = null, int from = 0)
    {
        var all = await allTasks.ReadAsync(Grant, Aborted);
        var view = TaskView.Of(Request.Query);
        var layout = LayoutOf(all, LayoutSection.UpNext);
        var groups = UpNext.Groups(all, view, layout.Day.Today);
        var group = Enum.GetValues<UpNextTime>().Cast<UpNextTime?>()
            .FirstOrDefault(time => TaskView.NameOf(time!.Value) == only);
        return View("Next", new UpNextPage(layout, groups, view, group, Math.Max(0, from)));
    }

    [HttpGet("/tasks/print")]
    public async Task<IActionResult> Print()
    {
        var view = TaskView.Of(Request.Query);
        var all = await allTasks.ReadWithNotesAsync(Grant, view.List, Aborted)
            ?? throw Invalid(Words["Transfer.Error.NotesTooLong"]);
        var layout = await LayoutAsync(LayoutSection.None);
        var lists = all
            .Select(one => (one.List, Rows: view.Apply(TaskTree.Rows(one.List, one.Tasks), layout.Day.Today).Open))
            .Where(one => one.Rows.Count > 0);
        return View("Print", new PrintPage(layout, view, [.. lists]));
    }

    [HttpGet("/tasks/search")]
    public async Task<IActionResult> Search(string? q = null, bool completed = false, string? list = null)
    {
        var all = await allTasks.ReadAsync(Grant, Aborted);
        var layout = LayoutOf(all, LayoutSection.Search);
        var hits = TaskSearch.Find(all, new SearchTerms(q), completed, NullIfEmpty(list));
        return View("Search", new SearchPage(layout, q ?? "", completed, list, hits));
    }

    [HttpGet("/tasks/search/index")]
    public async Task<SearchIndex> Index()
    {
        var all = await allTasks.ReadAsync(Grant, Aborted);
        return SearchIndex.Of(all, LayoutOf(all, LayoutSection.Search), Words);
    }

    private TasksLayout LayoutOf(IReadOnlyList<ListWithTasks> all, LayoutSection section) =>
        new([.. all.Select(one => one.List)], section, Selected: null, Day);
}
