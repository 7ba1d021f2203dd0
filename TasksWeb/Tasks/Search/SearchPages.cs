using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <param name="Only">The one group to show, in pages; null = the first rows of all groups.</param>
/// <param name="From">The first row of that group, counted from 0.</param>
public sealed record UpNextPage(
    TasksLayout Layout, IReadOnlyList<UpNextGroup> Groups, TaskView View, UpNextTime? Only, int From)
    : TasksLayoutPage(Layout)
{
    public const int RowsPerGroup = 50;
    public const int RowsPerPage = 200;
}

/// <summary>The page <c>/tasks/print</c>: whole lists, without empty ones.</summary>
public sealed record PrintPage(
    TasksLayout Layout, TaskView View, IReadOnlyList<(TaskList List, IReadOnlyList<TaskRow> Rows)> Lists)
    : TasksLayoutPage(Layout);

public sealed record SearchPage(
    TasksLayout Layout, string Query, bool WithCompleted, string? List, IReadOnlyList<SearchHit> Hits)
    : TasksLayoutPage(Layout)
{
    public const int MaxShown = 50;

    public SearchTerms Terms { get; } = new(Query);
}

/// <summary>One hit in <c>Views/Tasks/_Hit.cshtml</c>; null = the template that scripts fill in.</summary>
public sealed record HitOnPage(SearchHit? Hit, SearchTerms Terms, TasksLayout Layout);

/// <summary>The order and filter of a page of tasks (<c>Views/Tasks/_ViewBar.cshtml</c>).</summary>
public sealed record ViewBar(
    TasksLayout Layout, TaskView View, string Path, IReadOnlyList<TaskFilter> Filters, bool ChoosesList);
