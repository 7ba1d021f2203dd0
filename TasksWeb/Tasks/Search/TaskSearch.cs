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
            .SelectMany(one => HitsIn(one, terms, withCompleted))
            .OrderBy(hit => hit.Task.IsCompleted).ThenBy(hit => hit.Rank)];

    private static IEnumerable<SearchHit> HitsIn(ListWithTasks one, SearchTerms terms, bool withCompleted)
    {
        foreach (var task in one.Tasks)
        {
            if (!task.Deleted && (withCompleted || !task.IsCompleted) && terms.Rank(task.Title, task.Notes) is { } rank)
                yield return new SearchHit(one.List, task, rank);
        }
    }
}

/// <param name="Rank"><see cref="SearchTerms.Rank"/></param>
public sealed record SearchHit(TaskList List, TaskItem Task, int Rank);
