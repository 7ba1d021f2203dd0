using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Layout;

/// <summary>A page inside the layout <c>Views/Tasks/_TasksLayout.cshtml</c>, which shows the lists beside it.</summary>
public abstract record TasksLayoutPage(TasksLayout Layout);

/// <param name="Lists">Every list of the user, in Google's order.</param>
/// <param name="Selected">The id of the open list; null if none is.</param>
public sealed record TasksLayout(IReadOnlyList<TaskList> Lists, LayoutSection Section, string? Selected, ReaderDay Day)
{
    private Dictionary<string, int>? _colors;

    /// <summary>The order and filter that the address asks for.</summary>
    public TaskView View { get; init; } = TaskView.Default;

    /// <summary>Whether rows have checkboxes for bulk actions.</summary>
    public bool Selects { get; init; }

    /// <summary>The tasks whose subtasks are folded away: <see cref="FoldedTasks"/>.</summary>
    public IReadOnlySet<string> Folded { get; init; } = FoldedTasks.None;

    /// <summary>The Google accounts whose lists these are.</summary>
    public IReadOnlyList<TaskAccount> Accounts { get; init; } = [];

    /// <summary>The account of a list, where there are several; null: there is one.</summary>
    public string? AccountOf(TaskList list) => Accounts.Count < 2
        ? null
        : Accounts.FirstOrDefault(account => account.Grant.Account == AccountLists.AccountOf(list.Id))?.Label;

    /// <summary>The title of a list with its account, where several could have lists of the same title.</summary>
    public string NameOf(TaskList list, IStringLocalizer<Strings> words) =>
        TaskText.TitleOf(list, words) + (AccountOf(list) is { } account ? $" ({account})" : "");

    /// <summary>What the person has chosen.</summary>
    public ListColors ChosenColors { private get; init; } = ListColors.None;

    /// <summary>A list has the same color in the navigation, on the board and on its own page.</summary>
    public int ColorIndexOf(string list) => (_colors ??= ReadColors()).GetValueOrDefault(list);

    /// <summary>Once for a list: a choice is found by a digest, and a page asks for every row.</summary>
    private Dictionary<string, int> ReadColors() => Lists
        .Select((list, index) => KeyValuePair.Create(list.Id, ChosenColors.Find(list.Id) ?? index % ListColors.Count))
        .DistinctBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
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
