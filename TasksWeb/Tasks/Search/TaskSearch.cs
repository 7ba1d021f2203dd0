using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>Searches all tasks. Open tasks come first, then matches in titles, then Google's order.</summary>
public static class TaskSearch
{
    public static IReadOnlyList<SearchHit> Find(
        IReadOnlyList<ListWithTasks> lists, SearchTerms terms, bool withCompleted, string? list) => terms.IsEmpty
        ? []
        : [.. lists
            .Where(one => list is null || one.List.Id == list)
            .SelectMany(one => one.Tasks, (one, task) => new SearchHit(one.List, task, terms.Rank(task.Title, task.Notes)))
            .Where(hit => hit.Rank is not null && !hit.Task.Deleted && (withCompleted || !hit.Task.IsCompleted))
            .OrderBy(hit => hit.Task.IsCompleted).ThenBy(hit => hit.Rank)];
}

/// <param name="Rank"><see cref="SearchTerms.Rank"/></param>
public sealed record SearchHit(TaskList List, TaskItem Task, int? Rank);
