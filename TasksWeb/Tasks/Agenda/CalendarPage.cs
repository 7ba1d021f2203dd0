using TasksWeb.Calendar;
using TasksWeb.Language;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Agenda;

/// <summary>The page <c>/tasks/calendar</c>: tasks by the day they are due, and events beside them.</summary>
/// <param name="Focus">A day of the month or week that is shown.</param>
/// <param name="Days">Whole weeks, from Monday.</param>
public sealed record CalendarPage(TasksLayout Layout, bool IsWeek, DateOnly Focus, IReadOnlyList<CalendarDay> Days)
    : TasksLayoutPage(Layout)
{
    public const int MaxPerDay = 4;

    private const int DaysOfWeek = 7;

    /// <summary>A day of the month or week before (-1) or after (1).</summary>
    public DateOnly Step(int direction) => IsWeek ? Focus.AddDays(DaysOfWeek * direction) : Focus.AddMonths(direction);

    public static (DateOnly First, DateOnly Last) RangeOf(bool isWeek, DateOnly focus)
    {
        var first = MondayOf(isWeek ? focus : new DateOnly(focus.Year, focus.Month, 1));
        var last = isWeek ? focus : new DateOnly(focus.Year, focus.Month, DateTime.DaysInMonth(focus.Year, focus.Month));
        return (first, MondayOf(last).AddDays(DaysOfWeek - 1));
    }

    public static IReadOnlyList<CalendarDay> DaysOf(
        IReadOnlyList<ListWithTasks> lists, IReadOnlyList<CalendarEvent>? events, ReaderDay reader, DateOnly first, DateOnly last)
    {
        var tasks = lists
            .SelectMany(one => one.Tasks.Where(task => task.DueDate >= first && task.DueDate <= last)
                .Select(task => new TaskRow(task, one.List, Depth: 0, OpenSubtasks: 0)))
            .ToLookup(row => row.Task.DueDate!.Value);
        var eventsByDay = (events ?? []).ToLookup(one => one.Start.Date ?? reader.DateOf(one.Start.DateTime ?? default));
        return
        [
            .. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).Select(day => new CalendarDay(
                day, [.. tasks[day].OrderBy(row => row.Task.IsCompleted)], [.. eventsByDay[day]])),
        ];
    }

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % DaysOfWeek));
}

/// <param name="Tasks">Open ones first.</param>
/// <param name="Events">Those that begin on this day, in order of time.</param>
public sealed record CalendarDay(DateOnly Day, IReadOnlyList<TaskRow> Tasks, IReadOnlyList<CalendarEvent> Events);
