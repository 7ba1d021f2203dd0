using TasksWeb.GoogleTasks;
using TasksWeb.Language;

namespace TasksWeb.Tasks.Layout;

/// <summary>A page inside the layout <c>Views/Tasks/_TasksLayout.cshtml</c>, which shows the lists beside it.</summary>
public abstract record TasksLayoutPage(TasksLayout Layout);

/// <param name="Lists">Every list of the user, in Google's order.</param>
/// <param name="Selected">The id of the open list; null if none is.</param>
public sealed record TasksLayout(IReadOnlyList<TaskList> Lists, LayoutSection Section, string? Selected, ReaderDay Day)
{
    private const int Colors = 12;

    private readonly Dictionary<string, int> _colors = Lists
        .Select((list, index) => KeyValuePair.Create(list.Id, index % Colors))
        .DistinctBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <summary>The order and filter that the address asks for.</summary>
    public TaskView View { get; init; } = TaskView.Default;

    /// <summary>Whether rows have checkboxes for bulk actions.</summary>
    public bool Selects { get; init; }

    /// <summary>The tasks whose subtasks are folded away: <see cref="FoldedTasks"/>.</summary>
    public IReadOnlySet<string> Folded { get; init; } = FoldedTasks.None;

    /// <summary>A list has the same color in the navigation, on the board and on its own page.</summary>
    public int ColorIndexOf(string list) => _colors.GetValueOrDefault(list);
}

public enum LayoutSection
{
    Board,
    List,
    Today,
    Next,
    Calendar,
    Search,
    None,
}
