using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Layout;

/// <summary>Which tasks a page shows and in what order, as its address says: every view is a link.</summary>
/// <param name="List">The id of the one list shown on a page of all; null = all.</param>
public sealed record TaskView(TaskOrder Order, TaskFilter Filter, string? List)
{
    public static readonly TaskView Usual = new(TaskOrder.Google, TaskFilter.All, List: null);

    private const string OrderKey = "sort";
    private const string FilterKey = "filter";
    private const string ListKey = "list";

    /// <summary>As a reader of this language looks titles up: box 2 before box 10.</summary>
    public static IComparer<string> ByTitle => StringComparer.Create(
        CultureInfo.CurrentUICulture,
        CompareOptions.IgnoreCase | CompareOptions.IgnoreWidth | CompareOptions.IgnoreKanaType | CompareOptions.NumericOrdering);

    /// <summary>What is not known counts as not said: an old link still leads somewhere.</summary>
    public static TaskView Of(IQueryCollection query) => new(
        Named<TaskOrder>(query[OrderKey]), Named<TaskFilter>(query[FilterKey]),
        query[ListKey].ToString() is { Length: > 0 } list ? list : null);

    public bool IsUsual => Order == TaskOrder.Google && Filter == TaskFilter.All;

    /// <summary>The same view at another path.</summary>
    /// <param name="more">What else the address says: name and value.</param>
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

    /// <summary>The rows of one list as this view has them.</summary>
    public TaskRows Apply(TaskRows rows, DateOnly today)
    {
        if (IsUsual)
            return rows;
        if (Filter == TaskFilter.Completed)
            return rows with { Open = Sorted([.. rows.Open.Where(row => row.Task.IsCompleted), .. rows.Completed, .. rows.Hidden]), Completed = [], Hidden = [] };
        return rows with { Open = Sorted(Passing(rows.Open, today)) };
    }

    /// <summary>A subtask whose parent is not shown stands for itself.</summary>
    private List<TaskRow> Passing(IReadOnlyList<TaskRow> rows, DateOnly today)
    {
        if (Filter == TaskFilter.All)
            return [.. rows];
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var passing = new List<TaskRow>();
        foreach (var row in rows.Where(row => Passes(row.Task, today)))
        {
            shown.Add(row.Task.Id);
            passing.Add(row.Task.Parent is { } parent && shown.Contains(parent) ? row : row with { Depth = 0 });
        }
        return passing;
    }

    public bool Passes(TaskItem task, DateOnly today) => Filter switch
    {
        TaskFilter.Dated => !task.IsCompleted && task.Due is not null,
        TaskFilter.Undated => !task.IsCompleted && task.Due is null,
        TaskFilter.Overdue => !task.IsCompleted && task.DueDate < today,
        TaskFilter.Completed => task.IsCompleted,
        _ => true,
    };

    /// <summary>Brothers and sisters are put in order; subtasks stay under their parents.</summary>
    private List<TaskRow> Sorted(List<TaskRow> rows)
    {
        if (Order == TaskOrder.Google)
            return rows;
        var at = 0;
        return Families(rows, ref at, 0);
    }

    private List<TaskRow> Families(List<TaskRow> rows, ref int at, int depth)
    {
        var families = new List<List<TaskRow>>();
        while (at < rows.Count && rows[at].Depth >= depth)
        {
            var family = new List<TaskRow> { rows[at++] };
            family.AddRange(Families(rows, ref at, family[0].Depth + 1));
            families.Add(family);
        }
        var ordered = Order == TaskOrder.Date
            ? families.OrderBy(family => family[0].Task.Due ?? DateTimeOffset.MaxValue)
            : families.OrderBy(family => family[0].Task.Title, ByTitle);
        return [.. ordered.SelectMany(family => family)];
    }

    private static T Named<T>(string? name)
        where T : struct, Enum =>
        Enum.GetValues<T>().FirstOrDefault(value => NameOf(value) == name);

    /// <summary>As the address has it.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum =>
        value.ToString().ToLowerInvariant();
}

public enum TaskOrder
{
    /// <summary>The order people give their tasks by hand.</summary>
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
