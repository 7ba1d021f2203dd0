using System.Security.Cryptography;
using System.Text;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <summary>The pages <c>/tasks</c> and <c>/tasks/{list}</c>.</summary>
public sealed record TasksPage(TasksLayout Layout, IReadOnlyList<ListColumn> Columns) : TasksLayoutPage(Layout);

/// <summary>The page <c>/tasks/lists</c>.</summary>
public sealed record ListsPage(TasksLayout Layout) : TasksLayoutPage(Layout);

/// <summary>One list in <c>Views/Tasks/_ListColumn.cshtml</c>.</summary>
/// <param name="Rows">All its rows; null while Google has not answered.</param>
/// <param name="Range">Which of the open rows are shown.</param>
public sealed record ListColumn(TasksLayout Layout, TaskList List, TaskRows? Rows, RowRange Range)
{
    public TaskRows? Rows { get; } = Rows is null ? null : Layout.View.Apply(Rows, Layout.Day.Today);

    /// <summary>Whether newer rows are still being read.</summary>
    public bool IsLate { get; init; }

    /// <summary>How many tasks have been read, if these are the rows that came first; else null.</summary>
    public int? CountSoFar { get; init; }

    /// <summary>Whether the order and the number of the rows are not known yet.</summary>
    public bool IsPart => CountSoFar is not null;

    /// <summary>Whether Google did not answer for this list; a script asks again.</summary>
    public bool HasFailed { get; init; }

    public bool IsAlone => Layout.Selected == List.Id;
}

public sealed record RowRange(int From, int Length)
{
    public const int OnBoard = 20;

    /// <summary>With more lists, only the first show so many rows; scripts load those of a list that comes into view.</summary>
    public const int FewLists = 8;
    public const int InView = 3;
    public const int OutOfView = 2;
    public const int OnListPage = 100;
    public const int More = 50;

    /// <summary>The most rows that a script may request at once: a list that was scrolled to its end.</summary>
    public const int Max = 20_000;

    /// <summary>Also shown: <c>completed</c>, <c>hidden</c>, or both, separated by a comma.</summary>
    public string? Show { get; init; }
    public bool ShowsCompleted => Shows("completed");
    public bool ShowsHidden => Shows("hidden");

    private bool Shows(string kind) => Show?.Split(',').Contains(kind, StringComparer.Ordinal) == true;
}

/// <summary>One row in <c>Views/Tasks/_TaskRows.cshtml</c>.</summary>
public sealed record RowOnPage(TaskRow Row, TasksLayout Layout)
{
    /// <summary>Whether the row names its list, on pages that mix several.</summary>
    public bool NamesList { get; init; }

    /// <summary>Whether the row says when it is due; a page of one day says it once.</summary>
    public bool NamesDay { get; init; } = true;

    public const int MaxLinks = 2;

    /// <summary>Changes with the content of the row, so that scripts can keep unchanged rows.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Row.Task.Etag} {Row.Depth} {Row.CompletedSubtasks} {Row.Subtasks} {Layout.Day.Today:O}"))
        .AsSpan(0, 4));
}
