using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>What <c>/tasks/next</c> shows.</summary>
/// <param name="Only">The one group shown whole, in stretches; null = the beginnings of all.</param>
/// <param name="From">The first row of it, counted from 0.</param>
public sealed record UpNextPage(Desk Desk, IReadOnlyList<UpNextGroup> Groups, TaskView View, UpNextTime? Only, int From)
    : TasksLayoutPage(Desk)
{
    public const int Beginning = 50;
    public const int Stretch = 200;
}

/// <summary>What <c>/tasks/print</c> shows: whole lists, those with nothing to show left out.</summary>
public sealed record PrintPage(Desk Desk, TaskView View, IReadOnlyList<(TaskList List, IReadOnlyList<TaskRow> Rows)> Lists)
    : TasksLayoutPage(Desk);

/// <summary>What <c>/tasks/search</c> shows.</summary>
public sealed record SearchPage(Desk Desk, string Query, bool WithCompleted, string? List, IReadOnlyList<SearchHit> Hits)
    : TasksLayoutPage(Desk)
{
    /// <summary>More are counted, not shown: a person would rather type one letter more.</summary>
    public const int MaxShown = 50;

    public SearchTerms Terms { get; } = new(Query);
}

/// <summary>One task found, as <c>Views/Tasks/_Hit.cshtml</c> shows it; without one, the form that scripts fill in.</summary>
public sealed record HitOnPage(SearchHit? Hit, SearchTerms Terms, Desk Desk);

/// <summary>The choices of order and filter above a page of tasks (<c>Views/Tasks/_ViewBar.cshtml</c>).</summary>
public sealed record ViewBar(Desk Desk, TaskView View, string Path, IReadOnlyList<TaskFilter> Filters, bool ChoosesList);
