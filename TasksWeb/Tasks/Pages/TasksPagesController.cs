using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

public sealed class TasksPagesController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <summary>How long the board waits for lists that are not cached.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(600);

    [HttpGet("/tasks")]
    public async Task<IActionResult> All(bool select = false)
    {
        var layout = await LayoutAsync(LayoutSection.Board) with { Selects = select };
        return View("Index", new TasksPage(layout, await ColumnsAsync(layout)));
    }

    /// <param name="from">The first row, counted from 0: pages of a long list, for browsers without scripts.</param>
    /// <param name="show"><see cref="RowRange.Show"/></param>
    [HttpGet("/tasks/{list}")]
    public async Task<IActionResult> One(string list, int from = 0, string? show = null, bool select = false)
    {
        var column = await ColumnAsync(list, from, RowRange.OnListPage, show, LayoutSection.List, select);
        return View("Index", new TasksPage(column.Layout, [column]));
    }

    /// <summary>The places and lists, which a phone shows as a page.</summary>
    [HttpGet("/tasks/lists")]
    public async Task<IActionResult> Lists() => View("Lists", new ListsPage(await LayoutAsync(LayoutSection.None)));

    /// <summary>What a browser shows in place of a page that it does not keep while the network is away.</summary>
    [HttpGet("/tasks/offline")]
    public async Task<IActionResult> Offline() => View("Offline", new ListsPage(await LayoutAsync(LayoutSection.None)));

    /// <summary>The numbers of the sidebar, for scripts; only lists that are not cached are read.</summary>
    [HttpGet("/tasks/counts")]
    public async Task<TaskCounts?> Counts()
    {
        var lists = await Store.ListTaskListsAsync(Grant, Aborted);
        await Task.WhenAll(lists.Select(list => Store.GetCachedAsync(Grant, list.Id, Aborted)));
        return CountsNow();
    }

    /// <summary>One column, for scripts that refresh it.</summary>
    [HttpGet("/tasks/{list}/column")]
    public async Task<IActionResult> Column(
        string list, int length = RowRange.OnBoard, string? show = null, bool alone = false) =>
        PartialView(
            "_ListColumn",
            await ColumnAsync(list, from: 0, length, show, alone ? LayoutSection.List : LayoutSection.Board));

    /// <summary>Further rows of a list, for scripts that scroll.</summary>
    [HttpGet("/tasks/{list}/rows")]
    public async Task<IActionResult> Rows(string list, int from = 0) =>
        PartialView("_Rows", await ColumnAsync(list, from, RowRange.More, show: null, LayoutSection.Board));

    private async Task<ListColumn> ColumnAsync(
        string list, int from, int length, string? show, LayoutSection section, bool select = false)
    {
        var layout = await LayoutAsync(section, section == LayoutSection.List ? list : null) with { Selects = select };
        var found = ListOf(layout, list);
        var range = new RowRange(Math.Max(0, from), Math.Clamp(length, 1, RowRange.Max)) { Show = show };
        return new ListColumn(layout, found, (await Store.GetAsync(Grant, list, Aborted)).Rows(found), range);
    }

    /// <summary>Every list as a column. A late one shows its cached rows or none, and a script fetches it again.</summary>
    private async Task<IReadOnlyList<ListColumn>> ColumnsAsync(TasksLayout layout)
    {
        var reads = Store.GetAll(Grant, layout.Lists, Aborted);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(Aborted);
        await Task.WhenAny(Task.WhenAll(reads), Task.Delay(MaxWait, wait.Token));
        await wait.CancelAsync();
        // If Google answers for no list, the page says so; for some, their columns do.
        var allFailed = reads.All(read => read.IsFaulted);
        var columns = new List<ListColumn>(reads.Count);
        foreach (var (index, (list, read)) in layout.Lists.Zip(reads).Index())
        {
            var hasFailed = read.IsFaulted && !allFailed;
            var snapshot = read.IsCompleted && !hasFailed ? await read : Store.FindCached(Grant, list.Id);
            var range = new RowRange(0, layout.Lists.Count <= RowRange.FewLists || index < RowRange.InView
                ? RowRange.OnBoard
                : RowRange.OutOfView);
            columns.Add(new ListColumn(layout, list, snapshot?.Rows(list), range)
            {
                IsLate = !read.IsCompleted,
                HasFailed = hasFailed && snapshot is null,
            });
        }
        return columns;
    }
}
