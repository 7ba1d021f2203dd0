using System.Security.Cryptography;
using System.Text;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

/// <summary>What <c>/tasks</c> and <c>/tasks/{list}</c> show.</summary>
/// <param name="Columns">The lists shown with their tasks: all of them, or the one asked for.</param>
public sealed record TasksPage(Desk Desk, IReadOnlyList<ListColumn> Columns) : TasksLayoutPage(Desk);

/// <summary>One list with a stretch of its rows; <c>Views/Tasks/_ListColumn.cshtml</c> shows it.</summary>
/// <param name="Rows">All its rows; null while Google's answer is still under way.</param>
/// <param name="Stretch">Which of the open ones are shown.</param>
public sealed record ListColumn(Desk Desk, TaskList List, TaskRows? Rows, RowStretch Stretch)
{
    /// <summary>As the desk's view has them.</summary>
    public TaskRows? Rows { get; } = Rows is null ? null : Desk.View.Apply(Rows, Desk.Day.Today);

    /// <summary>Its newest rows are still under way.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether the list has the page for itself.</summary>
    public bool IsAlone => Desk.Selected == List.Id;
}

/// <summary>Which rows of a list are shown: so many from one on, and what else a person asked for.</summary>
/// <param name="From">The first row, counted from 0.</param>
/// <param name="Length">At most so many.</param>
public sealed record RowStretch(int From, int Length)
{
    public const int OnBoard = 20;
    public const int OnListPage = 100;
    public const int More = 50;

    /// <summary>What a script may ask for at once: a list that was scrolled to its end.</summary>
    public const int Most = 20_000;

    /// <summary><c>completed</c>, <c>hidden</c>, both with a comma between, or nothing.</summary>
    public string? Show { get; init; }
    public bool ShowsCompleted => Shows("completed");
    public bool ShowsHidden => Shows("hidden");

    private bool Shows(string kind) => Show?.Split(',').Contains(kind, StringComparer.Ordinal) == true;
}

/// <summary>One row as <c>Views/Tasks/_TaskRow.cshtml</c> shows it.</summary>
public sealed record RowOnPage(TaskRow Row, Desk Desk)
{
    /// <summary>Whether the row says which list it is of: where several lists are mixed.</summary>
    public bool NamesList { get; init; }

    /// <summary>Changes whenever the row would be shown otherwise; scripts keep rows that stay the same.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Row.Task.Etag} {Row.Task.Position} {Row.Depth} {Desk.Day.Today:O}")).AsSpan(0, 4));
}
