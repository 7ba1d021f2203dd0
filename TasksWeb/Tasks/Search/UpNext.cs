using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>The open tasks of all lists, grouped by when they are due. Weeks end on Sunday, as in quick add.</summary>
public static class UpNext
{
    /// <param name="view">Chooses the list, the filter and the order within groups, which is by date by default.</param>
    public static IReadOnlyList<UpNextGroup> Groups(IEnumerable<ListWithTasks> lists, TaskView view, DateOnly today) =>
    [
        .. lists
            .Where(one => view.List is null || one.List.Id == view.List)
            .SelectMany(one => TaskTree.Rows(one.List, one.Tasks).Open)
            .Where(row => !row.Task.IsCompleted
                && (view.Filter == TaskFilter.Completed || view.Matches(row.Task, today)))
            .GroupBy(row => TimeOf(row.Task.DueDate, today))
            .OrderBy(group => group.Key)
            .Select(group => new UpNextGroup(group.Key, view.Order == TaskOrder.Title
                ? [.. group.OrderBy(row => row.Task.Title, TaskView.ByTitle)]
                : [.. group.OrderBy(row => row.Task.Due)])),
    ];

    private static UpNextTime TimeOf(DateOnly? due, DateOnly today)
    {
        var endOfWeek = today.DayNumber + (7 - (int)today.DayOfWeek) % 7;
        return due switch
        {
            null => UpNextTime.NoDate,
            { } day when day < today => UpNextTime.Overdue,
            { } day when day == today => UpNextTime.Today,
            { } day when day.DayNumber <= endOfWeek => UpNextTime.ThisWeek,
            _ => UpNextTime.Later,
        };
    }
}

/// <param name="Rows">By date, then in Google's order.</param>
public sealed record UpNextGroup(UpNextTime Time, IReadOnlyList<TaskRow> Rows);

public enum UpNextTime
{
    Overdue,
    Today,
    ThisWeek,
    Later,
    NoDate,
}
