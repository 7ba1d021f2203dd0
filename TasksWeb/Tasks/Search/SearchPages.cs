using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>The page <c>/tasks/print</c>: whole lists, without empty ones.</summary>
public sealed record PrintPage(
    TasksLayout Layout, TaskView View, IReadOnlyList<(TaskList List, IReadOnlyList<TaskRow> Rows)> Lists)
    : TasksLayoutPage(Layout)
{
    /// <summary>Gives tasks of a list, in their order, what is not in memory.</summary>
    public required Func<TaskList, IReadOnlyList<TaskItem>, IAsyncEnumerable<TaskItem>> Whole { get; init; }
}

public sealed record SearchPage(
    TasksLayout Layout, string Query, bool WithCompleted, string? List, IReadOnlyList<SearchHit> Hits)
    : TasksLayoutPage(Layout)
{
    public const int MaxShown = 50;

    public SearchTerms Terms { get; } = new(Query);

    /// <summary>Lists of whose long notes only the beginning was searched.</summary>
    public IReadOnlyList<TaskList> SearchedInPart { get; init; } = [];
}

/// <summary>What the palette shows for these words: <c>Views/Tasks/_Results.cshtml</c>.</summary>
public sealed record PaletteResults(
    TasksLayout Layout, string Query, SearchTerms Terms, IReadOnlyList<SearchHit> Hits, IReadOnlyList<ListWithTasks> All)
{
    public const int MaxTasks = 8;
    public const int MaxLists = 6;
}

/// <summary>One hit in <c>Views/Tasks/_Hit.cshtml</c>.</summary>
public sealed record HitOnPage(SearchHit Hit, SearchTerms Terms, TasksLayout Layout);

/// <summary>The order and filter of a page of tasks (<c>Views/Tasks/_ViewBar.cshtml</c>).</summary>
public sealed record ViewBar(
    TasksLayout Layout, TaskView View, string Path, IReadOnlyList<TaskFilter> Filters, bool ChoosesList);
