using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

public sealed class TasksPagesController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <summary>How long a page waits for lists to be read to their end. Then it shows what there is of them.</summary>
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
        var column = await ColumnAsync(list, from, RowRange.OnListPage, show, LayoutSection.List, isPage: true, select);
        return View("Index", new TasksPage(column.Layout, [column]));
    }

    /// <summary>The navigation, which a phone shows as a page.</summary>
    [HttpGet("/tasks/lists")]
    public async Task<IActionResult> Lists() => View("Lists", new ListsPage(await LayoutAsync(LayoutSection.None)));

    /// <summary>What a browser shows instead of a page that it has not kept while there is no network.</summary>
    [HttpGet("/tasks/offline")]
    public async Task<IActionResult> Offline() => View("Offline", new ListsPage(await LayoutAsync(LayoutSection.None)));

    /// <summary>The numbers of the sidebar, for scripts; only lists that are not cached are read.</summary>
    [HttpGet("/tasks/counts")]
    public async Task<TaskCounts?> Counts()
    {
        var lists = await Store.ListTaskListsAsync(Grant, Aborted);
        await Store.ReadAllAsync(Grant, lists, Aborted, isCacheEnough: true);
        return CountsNow();
    }

    /// <summary>One column, for scripts that refresh it. While it is a part of the list, they ask again.</summary>
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
        string list, int from, int length, string? show, LayoutSection section, bool isPage = false, bool select = false)
    {
        var layout = await LayoutAsync(section, section == LayoutSection.List ? list : null) with { Selects = select };
        var found = await ListOfAsync(layout, list);
        var range = new RowRange(Math.Max(0, from), Math.Clamp(length, 1, RowRange.Max)) { Show = show };
        var read = Store.GetAsync(Grant, list, Aborted);
        await WaitAsync(read);
        if (Store.FindCached(Grant, list) is null)
            await Task.WhenAny(read, Store.WaitForPartAsync(Grant, list));
        // Which rows come later is known at the end only; and what is cached is no news to a script.
        if (read.IsFaulted || from > 0 || (!isPage && Store.FindPart(Grant, list) is null))
            await read;
        return ColumnOf(layout, found, read, range);
    }

    /// <summary>What there is of a list: all of it, else what was cached, else what has been read so far.</summary>
    private ListColumn ColumnOf(TasksLayout layout, TaskList list, Task<ListSnapshot> read, RowRange range)
    {
        // First: it may be read in this moment, and then the script asks once more.
        var isLate = !read.IsCompleted;
        var snapshot = read.IsCompletedSuccessfully
            ? read.Result
            : Store.FindCached(Grant, list.Id) ?? Store.FindPart(Grant, list.Id);
        return new ListColumn(layout, list, snapshot?.Rows(list), range)
        {
            IsLate = isLate,
            CountSoFar = snapshot?.CountSoFar,
        };
    }

    private async Task WaitAsync(Task read)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(Aborted);
        await Task.WhenAny(read, Task.Delay(MaxWait, wait.Token));
        await wait.CancelAsync();
    }

    /// <summary>Every list as a column. A late one shows its cached rows or none, and a script fetches it later.</summary>
    private async Task<IReadOnlyList<ListColumn>> ColumnsAsync(TasksLayout layout)
    {
        var reads = Store.GetAll(Grant, layout.Lists, Aborted);
        await WaitAsync(Task.WhenAll(reads));
        // If Google responds for no list, the page says so; if for some, the others' columns do.
        var allFailed = reads.All(read => read.IsFaulted);
        var columns = new List<ListColumn>(reads.Count);
        foreach (var (index, (list, read)) in layout.Lists.Zip(reads).Index())
        {
            if (read.IsFaulted && allFailed)
                await read;
            var range = new RowRange(0, layout.Lists.Count <= RowRange.FewLists || index < RowRange.InView
                ? RowRange.OnBoard
                : RowRange.OutOfView);
            var column = ColumnOf(layout, list, read, range);
            columns.Add(column with { HasFailed = read.IsFaulted && column.Rows is null });
        }
        return columns;
    }
}
