using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Agenda;

/// <summary>The open tasks of all lists by the day they are due, for the pages Today and Next 7 days.</summary>
public static class AgendaGroups
{
    /// <summary>Overdue, today and tomorrow; groups without tasks are left out.</summary>
    public static IReadOnlyList<AgendaGroup> Today(IEnumerable<ListWithTasks> lists, TaskView view, DateOnly today) =>
    [
        .. Grouped(lists, view, due => due < today ? AgendaTime.Overdue : due <= today.AddDays(1) ? AgendaTime.Day : null),
    ];

    /// <summary>Each of the next seven days, then what is later and what has no date.</summary>
    public static IReadOnlyList<AgendaGroup> Week(IEnumerable<ListWithTasks> lists, TaskView view, DateOnly today) =>
    [
        .. Grouped(lists, view, due => due is null ? AgendaTime.NoDate
            : due < today ? null
            : due < today.AddDays(TaskCounts.DaysAhead) ? AgendaTime.Day : AgendaTime.Later),
    ];

    private static IEnumerable<AgendaGroup> Grouped(
        IEnumerable<ListWithTasks> lists, TaskView view, Func<DateOnly?, AgendaTime?> timeOf) => lists
        .Where(one => view.List is null || one.List.Id == view.List)
        .SelectMany(one => one.Rows.Open)
        .Where(row => !row.Task.IsCompleted && timeOf(row.Task.DueDate) is not null)
        .GroupBy(row => timeOf(row.Task.DueDate) is { } time && time == AgendaTime.Day ? (time, row.Task.DueDate)
            : (timeOf(row.Task.DueDate)!.Value, null))
        .OrderBy(group => group.Key.Item1).ThenBy(group => group.Key.Item2)
        .Select(group => new AgendaGroup(group.Key.Item1, group.Key.Item2, view.Order == TaskOrder.Title
            ? [.. group.OrderBy(row => row.Task.Title, TaskView.ByTitle)]
            : [.. group.OrderBy(row => row.Task.Due)]));
}

/// <param name="Day">Set for <see cref="AgendaTime.Day"/>.</param>
/// <param name="Rows">By date, then in Google's order.</param>
public sealed record AgendaGroup(AgendaTime Time, DateOnly? Day, IReadOnlyList<TaskRow> Rows)
{
    /// <summary>For addresses and ids: the day, or the name of the time.</summary>
    public string Key => Day is { } day ? TaskText.Iso(day) : TaskView.NameOf(Time);
}

public enum AgendaTime
{
    Overdue,
    Day,
    Later,
    NoDate,
}
