using TasksWeb.GoogleTasks;
using TasksWeb.Language;

namespace TasksWeb.Tasks.Layout;

/// <summary>A page of the desk: it has the lists beside it. The layout is <c>Views/Tasks/_Desk.cshtml</c>.</summary>
public abstract record TasksLayoutPage(Desk Desk);

/// <summary>What stands around every page of tasks.</summary>
/// <param name="Lists">Every list of the person, in Google's order.</param>
/// <param name="Place">Which of the desk's places is open.</param>
/// <param name="Selected">The id of the open list; null elsewhere.</param>
/// <param name="Day">The reader's day.</param>
public sealed record Desk(IReadOnlyList<TaskList> Lists, DeskPlace Place, string? Selected, ReaderDay Day)
{
    private const int Tones = 6;

    /// <summary>What the address asks to be shown, and in what order.</summary>
    public TaskView View { get; init; } = TaskView.Usual;

    /// <summary>Whether rows have boxes to tick, for what is done with many of them.</summary>
    public bool Selects { get; init; }

    private readonly Dictionary<string, int> _tones = Lists.Select((list, index) => (list.Id, Tone: index % Tones))
        .DistinctBy(pair => pair.Id, StringComparer.Ordinal)
        .ToDictionary(pair => pair.Id, pair => pair.Tone, StringComparer.Ordinal);

    /// <summary>A list keeps its tone in the navigation, on the board and on its own page.</summary>
    public int ToneOf(string list) => _tones.GetValueOrDefault(list);
}

/// <summary>The places that the navigation leads to.</summary>
public enum DeskPlace
{
    /// <summary>All lists side by side.</summary>
    Board,

    /// <summary>One list, or something of it.</summary>
    List,
    UpNext,
    Search,

    /// <summary>Somewhere the navigation does not name.</summary>
    Elsewhere,
}
