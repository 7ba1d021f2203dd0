using TasksWeb.Calendar;
using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tasks.Agenda;

/// <summary>The pages <c>/tasks/today</c> and <c>/tasks/next</c>.</summary>
/// <param name="Only">The key of the one group to show, in pages; null = the first rows of all groups.</param>
/// <param name="From">The first row of that group, counted from 0.</param>
public sealed record AgendaPage(
    TasksLayout Layout, IReadOnlyList<AgendaGroup> Groups, TaskView View, string? Only, int From) : TasksLayoutPage(Layout)
{
    public const int RowsPerGroup = 50;
    public const int RowsPerPage = 200;

    /// <summary>Today's events in order of time; null if Google Calendar is not connected or does not answer.</summary>
    public IReadOnlyList<CalendarEvent>? Events { get; init; }

    public bool IsToday => Layout.Section == LayoutSection.Today;
}
