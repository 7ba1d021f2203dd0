using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>The pages over all lists: what is up next, and search.</summary>
[Authorize]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class SearchController(AllTasksQuery allTasks, TimeProvider clock, IStringLocalizer<Strings> words) : Controller
{
    /// <param name="only">The one group to show whole.</param>
    /// <param name="from">The first row of it, counted from 0.</param>
    [HttpGet("/tasks/next")]
    public async Task<IActionResult> Next(string? only = null, int from = 0)
    {
        var all = await ReadAsync();
        var view = TaskView.Of(Request.Query);
        var desk = DeskOf(all, DeskPlace.UpNext);
        var group = Enum.GetValues<UpNextTime>().Cast<UpNextTime?>().FirstOrDefault(time => TaskView.NameOf(time!.Value) == only);
        return View("Next", new UpNextPage(desk, UpNext.Groups(all, view, desk.Day.Today), view, group, Math.Max(0, from)));
    }

    /// <summary>For paper: everything at once.</summary>
    [HttpGet("/tasks/print")]
    public async Task<IActionResult> Print()
    {
        var all = await ReadAsync();
        var view = TaskView.Of(Request.Query);
        var desk = DeskOf(all, DeskPlace.Elsewhere);
        var lists = all
            .Where(one => view.List is null || one.List.Id == view.List)
            .Select(one => (one.List, Rows: view.Apply(TaskTree.Rows(one.List, one.Tasks), desk.Day.Today).Open))
            .Where(one => one.Rows.Count > 0);
        return View("Print", new PrintPage(desk, view, [.. lists]));
    }

    /// <param name="q">The words to look for.</param>
    /// <param name="completed">Completed tasks too.</param>
    /// <param name="list">The id of the one list to look in.</param>
    [HttpGet("/tasks/search")]
    public async Task<IActionResult> Search(string? q = null, bool completed = false, string? list = null)
    {
        var all = await ReadAsync();
        var desk = DeskOf(all, DeskPlace.Search);
        var hits = TaskSearch.Find(all, new SearchTerms(q), completed, list is { Length: > 0 } ? list : null);
        return View("Search", new SearchPage(desk, q ?? "", completed, list, hits));
    }

    /// <summary>What the browser searches in.</summary>
    [HttpGet("/tasks/search/index")]
    public async Task<SearchIndex> Index()
    {
        var all = await ReadAsync();
        return SearchIndex.Of(all, DeskOf(all, DeskPlace.Search), words);
    }

    private Task<IReadOnlyList<ListWithTasks>> ReadAsync() =>
        allTasks.ReadAsync(User.GrantFor(GoogleTasksClient.Connector), HttpContext.RequestAborted);

    private Desk DeskOf(IReadOnlyList<ListWithTasks> all, DeskPlace place) =>
        new([.. all.Select(one => one.List)], place, Selected: null, ReaderDay.Of(Request, clock));
}
