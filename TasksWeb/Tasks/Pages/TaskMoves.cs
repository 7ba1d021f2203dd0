using System.Net;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Pages;

/// <summary>Where a task stands or shall stand.</summary>
/// <param name="Parent">The task it stands under; null at the top level.</param>
/// <param name="Previous">The task it comes after; null = first.</param>
public sealed record TaskPlace(string? Parent, string? Previous)
{
    /// <summary>The list, if it is another one.</summary>
    public string? List { get; init; }
}

/// <summary>
/// Moves of tasks as people think of them: up, down, under, out, and into another list with all that stands under them.
/// </summary>
internal sealed class TaskMoves(TaskStore store, GrantKey grant)
{
    /// <summary>Google takes neither assigned nor finished tasks as parents.</summary>
    public static bool MayHold(TaskItem task) => task is { AssignmentInfo: null, IsCompleted: false, Hidden: false };

    /// <summary>Where the task stands now, so that it can be put back.</summary>
    public static TaskPlace PlaceOf(IReadOnlyList<TaskItem> tasks, TaskItem task) =>
        new(
            task.Parent,
            Siblings(tasks, task) is var siblings && siblings.IndexOf(task) is var at and > 0 ? siblings[at - 1].Id : null);

    /// <summary>The place one step further; null where there is none.</summary>
    public static TaskPlace? Step(IReadOnlyList<TaskItem> tasks, TaskItem task, MoveStep step)
    {
        var siblings = Siblings(tasks, task);
        var at = siblings.IndexOf(task);
        switch (step)
        {
            case MoveStep.Up when at > 0:
                return new TaskPlace(task.Parent, at > 1 ? siblings[at - 2].Id : null);
            case MoveStep.Down when at >= 0 && at < siblings.Count - 1:
                return new TaskPlace(task.Parent, siblings[at + 1].Id);
            case MoveStep.In when at > 0 && task.AssignmentInfo is null && MayHold(siblings[at - 1])
                && !tasks.Any(other => other.Parent == task.Id):
                var parent = siblings[at - 1].Id;
                return new TaskPlace(parent, tasks.LastOrDefault(other => other.Parent == parent && !other.IsCompleted)?.Id);
            case MoveStep.Out when task.Parent is not null:
                return new TaskPlace(tasks.FirstOrDefault(other => other.Id == task.Parent)?.Parent, task.Parent);
            default:
                return null;
        }
    }

    /// <summary>Moves it, and what stands under it.</summary>
    /// <param name="tasks">Its list, in the order of positions.</param>
    public async Task<TaskItem> MoveAsync(
        IReadOnlyList<TaskItem> tasks, string list, string task, TaskPlace place, CancellationToken cancellationToken)
    {
        var moved = await store.MoveTaskAsync(grant, list, task, place.Parent, place.Previous, place.List, cancellationToken);
        if (place.List is null)
            return moved;
        string? previous = null;
        foreach (var child in tasks.Where(other => other.Parent == task))
        {
            try
            {
                var below = new TaskPlace(moved.Id, child.IsCompleted ? null : previous) { List = place.List };
                var followed = await MoveAsync(tasks, list, child.Id, below, cancellationToken);
                previous = child.IsCompleted ? previous : followed.Id;
            }
            catch (ProviderException e) when (e.Status == HttpStatusCode.NotFound)
            {
                // It went along with its parent by itself: whether Google does that is not documented.
            }
        }
        return moved;
    }

    private static List<TaskItem> Siblings(IReadOnlyList<TaskItem> tasks, TaskItem task) =>
        [.. tasks.Where(other => other.Parent == task.Parent && (!other.IsCompleted || other.Id == task.Id) && !other.Hidden)];
}

/// <summary>One step of a task in its list.</summary>
public enum MoveStep
{
    Up,
    Down,

    /// <summary>Under the task above.</summary>
    In,

    /// <summary>Out of the task it stands under.</summary>
    Out,
}
