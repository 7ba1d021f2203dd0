using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Agenda;

public sealed class AgendaController(
    PersonTasks store, AllTasksQuery allTasks, EventReader events, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <param name="only">The key of the one group to show.</param>
    /// <param name="from">Its first row, counted from 0.</param>
    [HttpGet("/tasks/today")]
    public async Task<IActionResult> Today(string? only = null, int from = 0, bool select = false)
    {
        var today = Day.Today;
        var reading = events.ReadAsync(User, Day.Zone, today, today, Aborted);
        var page = await PageAsync(LayoutSection.Today, AgendaGroups.Today, only, from, select);
        return View("Agenda", page with { Events = await reading });
    }

    [HttpGet("/tasks/next")]
    public async Task<IActionResult> Next(string? only = null, int from = 0, bool select = false) =>
        View("Agenda", await PageAsync(LayoutSection.Next, AgendaGroups.Week, only, from, select));

    /// <param name="view"><c>week</c>, or the month.</param>
    /// <param name="day">A day of it as yyyy-MM-dd; today if it is none.</param>
    [HttpGet("/tasks/calendar")]
    public async Task<IActionResult> Calendar(string? view = null, string? day = null)
    {
        var reader = Day;
        var isWeek = view == "week";
        var isDay = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var focus)
            && focus.Year is > 1900 and < 9000;
        focus = isDay ? focus : reader.Today;
        var (first, last) = CalendarPage.RangeOf(isWeek, focus);
        var reading = events.ReadAsync(User, reader.Zone, first, last, Aborted);
        var all = await allTasks.ReadAsync(Grant, Aborted);
        var days = CalendarPage.DaysOf(all, await reading, reader, first, last);
        return View("Calendar", new CalendarPage(
            LayoutOf([.. all.Select(one => one.List)], LayoutSection.Calendar), isWeek, focus, days));
    }

    private async Task<AgendaPage> PageAsync(
        LayoutSection section, Func<IEnumerable<ListWithTasks>, TaskView, DateOnly, IReadOnlyList<AgendaGroup>> groupsOf,
        string? only, int from, bool select)
    {
        var all = await allTasks.ReadAsync(Grant, Aborted);
        var layout = LayoutOf([.. all.Select(one => one.List)], section) with { Selects = select };
        var groups = groupsOf(all, layout.View, layout.Day.Today);
        return new AgendaPage(
            layout, groups, layout.View, groups.Any(group => group.Key == only) ? only : null, Math.Max(0, from));
    }
}
