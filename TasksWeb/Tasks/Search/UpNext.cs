using TasksWeb.Language;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>What is to be done over all lists, by when. A week ends on Sunday, as in quick add.</summary>
public static class UpNext
{
    /// <param name="view">Chooses the list and the kind of task; its order holds within each group, where Google's means by
    /// date.</param>
    public static IReadOnlyList<UpNextGroup> Groups(IEnumerable<ListWithTasks> everything, TaskView view, DateOnly today) =>
    [
        .. everything
            .Where(one => view.List is null || one.List.Id == view.List)
            .SelectMany(one => TaskTree.Rows(one.List, one.Tasks).Open)
            .Where(row => !row.Task.IsCompleted && (view.Filter == TaskFilter.Completed || view.Passes(row.Task, today)))
            .GroupBy(row => TimeOf(row.Task.DueDate, today))
            .OrderBy(group => group.Key)
            .Select(group => new UpNextGroup(group.Key,
                [.. view.Order == TaskOrder.Title ? group.OrderBy(row => row.Task.Title, TaskView.ByTitle) : group.OrderBy(row => row.Task.Due)])),
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

/// <param name="Rows">By date; those of one date in Google's order.</param>
public sealed record UpNextGroup(UpNextTime Time, IReadOnlyList<TaskRow> Rows);

public enum UpNextTime
{
    Overdue,
    Today,
    ThisWeek,
    Later,
    NoDate,
}
