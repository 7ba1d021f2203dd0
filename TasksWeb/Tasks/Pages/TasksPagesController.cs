using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <summary>The pages of task lists, rendered on the server, and the pieces of them that scripts fetch later.</summary>
public sealed class TasksPagesController(
    TaskStore store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <summary>So long a board waits for lists that nobody has read yet; then it shows what has arrived.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    [HttpGet("/tasks")]
    public async Task<IActionResult> All(bool select = false)
    {
        var desk = (await DeskAsync(DeskPlace.Board, selected: null)) with { Selects = select };
        return View("Index", new TasksPage(desk, await ColumnsAsync(desk, new RowStretch(0, RowStretch.OnBoard))));
    }

    /// <param name="from">The first row, counted from 0: the next page of a long list, for browsers without scripts.</param>
    /// <param name="show"><c>completed</c> or <c>hidden</c>: what is shown besides.</param>
    [HttpGet("/tasks/{list}")]
    public async Task<IActionResult> One(string list, int from = 0, string? show = null, bool select = false)
    {
        var column = await ColumnAsync(list, from, RowStretch.OnListPage, show, DeskPlace.List, select);
        return View("Index", new TasksPage(column.Desk, [column]));
    }

    /// <summary>One column of the board, for scripts that fetch it anew.</summary>
    /// <param name="length">So many rows as are on the page already.</param>
    [HttpGet("/tasks/{list}/column")]
    public async Task<IActionResult> Column(string list, int length = RowStretch.OnBoard, string? show = null, bool alone = false) => PartialView(
        "_ListColumn",
        await ColumnAsync(list, 0, length, show, alone ? DeskPlace.List : DeskPlace.Board));

    /// <summary>The next rows of a list, for scripts that fetch them when they are scrolled to.</summary>
    [HttpGet("/tasks/{list}/rows")]
    public async Task<IActionResult> Rows(string list, int from = 0) =>
        PartialView("_Rows", await ColumnAsync(list, from, RowStretch.More, show: null, DeskPlace.Board));

    private async Task<ListColumn> ColumnAsync(string list, int from, int length, string? show, DeskPlace place, bool select = false)
    {
        var desk = (await DeskAsync(place, place == DeskPlace.List ? list : null)) with { Selects = select };
        var shown = ListOf(desk, list);
        var stretch = new RowStretch(Math.Max(0, from), Math.Clamp(length, 1, RowStretch.Most)) { Show = show };
        return new ListColumn(desk, shown, (await Store.GetAsync(Grant, list, Aborted)).Rows(shown), stretch);
    }

    /// <summary>Every list of the desk as a column. One that is still under way has the rows that were read before, or none, and is fetched when it has
    /// arrived.</summary>
    private async Task<IReadOnlyList<ListColumn>> ColumnsAsync(Desk desk, RowStretch stretch)
    {
        var readings = Store.GetAll(Grant, desk.Lists, Aborted);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Aborted);
        await Task.WhenAny(Task.WhenAll(readings), Task.Delay(Patience, patience.Token));
        await patience.CancelAsync();
        var columns = new List<ListColumn>(desk.Lists.Count);
        foreach (var (list, reading) in desk.Lists.Zip(readings))
        {
            var snapshot = reading.IsCompleted ? await reading : Store.Known(Grant, list.Id);
            columns.Add(new ListColumn(desk, list, snapshot?.Rows(list), stretch) { IsLate = !reading.IsCompleted });
        }
        return columns;
    }
}
