using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Layout;

/// <summary>Which tasks a page shows and in what order. It is part of the address, so every view is a link.</summary>
/// <param name="List">The id of the only list to show on a page of all lists; null = all.</param>
public sealed record TaskView(TaskOrder Order, TaskFilter Filter, string? List)
{
    public static readonly TaskView Default = new(TaskOrder.Google, TaskFilter.All, List: null);

    private const string OrderKey = "sort";
    private const string FilterKey = "filter";
    private const string ListKey = "list";

    /// <summary>Sorts titles for a reader of the current language: box 2 before box 10.</summary>
    public static IComparer<string> ByTitle => StringComparer.Create(
        CultureInfo.CurrentUICulture,
        CompareOptions.IgnoreCase | CompareOptions.IgnoreWidth | CompareOptions.IgnoreKanaType | CompareOptions.NumericOrdering);

    public bool IsDefault => Order == TaskOrder.Google && Filter == TaskFilter.All;

    /// <summary>Unknown values are ignored, so that old links keep working.</summary>
    public static TaskView Of(IQueryCollection query) => new(
        Parse<TaskOrder>(query[OrderKey]), Parse<TaskFilter>(query[FilterKey]),
        query[ListKey].ToString() is { Length: > 0 } list ? list : null);

    /// <summary>The address of this view at a path.</summary>
    public string At(string path, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (Order != TaskOrder.Google)
            query[OrderKey] = NameOf(Order);
        if (Filter != TaskFilter.All)
            query[FilterKey] = NameOf(Filter);
        if (List is not null)
            query[ListKey] = List;
        foreach (var (name, value) in more)
            query[name] = value;
        return QueryHelpers.AddQueryString(path, query);
    }

    public TaskRows Apply(TaskRows rows, DateOnly today) => Filter switch
    {
        TaskFilter.Completed => new(
            Sorted([.. rows.Open.Where(row => row.Task.IsCompleted), .. rows.Completed, .. rows.Hidden]), [], []),
        _ => rows with { Open = Sorted(Filtered(rows.Open, today)) },
    };

    /// <summary>A subtask whose parent is filtered out is shown at the top level.</summary>
    private IReadOnlyList<TaskRow> Filtered(IReadOnlyList<TaskRow> rows, DateOnly today)
    {
        if (Filter == TaskFilter.All)
            return rows;
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var filtered = new List<TaskRow>();
        foreach (var row in rows.Where(row => Matches(row.Task, today)))
        {
            shown.Add(row.Task.Id);
            filtered.Add(row.Task.Parent is { } parent && shown.Contains(parent) ? row : row with { Depth = 0 });
        }
        return filtered;
    }

    public bool Matches(TaskItem task, DateOnly today) => Filter switch
    {
        TaskFilter.Dated => !task.IsCompleted && task.Due is not null,
        TaskFilter.Undated => !task.IsCompleted && task.Due is null,
        TaskFilter.Overdue => !task.IsCompleted && task.DueDate < today,
        TaskFilter.Completed => task.IsCompleted,
        _ => true,
    };

    /// <summary>Siblings are sorted; subtasks stay below their parents.</summary>
    private IReadOnlyList<TaskRow> Sorted(IReadOnlyList<TaskRow> rows)
    {
        if (Order == TaskOrder.Google)
            return rows;
        var sorted = Order == TaskOrder.Date
            ? rows.OrderBy(row => row.Task.Due ?? DateTimeOffset.MaxValue)
            : rows.OrderBy(row => row.Task.Title, ByTitle);
        return
        [
            .. TaskTree.TopToBottom([.. sorted], row => row.Task.Id, row => row.Depth > 0 ? row.Task.Parent : null)
                .Select(entry => entry.Item),
        ];
    }

    private static T Parse<T>(string? name)
        where T : struct, Enum =>
        Enum.GetValues<T>().FirstOrDefault(value => NameOf(value) == name);

    public static string NameOf<T>(T value)
        where T : struct, Enum =>
        value.ToString().ToLowerInvariant();
}

public enum TaskOrder
{
    /// <summary>The order that people arrange by hand.</summary>
    Google,
    Date,
    Title,
}

public enum TaskFilter
{
    All,
    Dated,
    Undated,
    Overdue,
    Completed,
}
