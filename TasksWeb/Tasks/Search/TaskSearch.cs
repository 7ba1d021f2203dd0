using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>
/// Finds tasks among all: open ones first, those whose titles match before those whose notes do, then in Google's order.
/// </summary>
public static class TaskSearch
{
    /// <param name="withCompleted">Completed and hidden ones too.</param>
    /// <param name="list">The id of the one list to look in; null = all.</param>
    public static IReadOnlyList<SearchHit> Find(
        IReadOnlyList<ListWithTasks> everything, SearchTerms terms, bool withCompleted, string? list) => terms.IsEmpty
        ? []
        : [.. everything
            .Where(one => list is null || one.List.Id == list)
            .SelectMany(one => one.Tasks, (one, task) => new SearchHit(one.List, task, terms.Rank(task.Title, task.Notes)))
            .Where(hit => hit.Rank is not null && !hit.Task.Deleted && (withCompleted || !hit.Task.IsCompleted))
            .OrderBy(hit => hit.Task.IsCompleted).ThenBy(hit => hit.Rank)];
}

/// <param name="Rank"><see cref="SearchTerms.Rank"/>; null if it is none.</param>
public sealed record SearchHit(TaskList List, TaskItem Task, int? Rank);
