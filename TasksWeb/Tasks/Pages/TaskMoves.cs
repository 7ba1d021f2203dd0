using System.Net;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Pages;

/// <param name="Parent">The parent's id; null at the top level.</param>
/// <param name="Previous">The id of the sibling before; null = first.</param>
public sealed record TaskPlace(string? Parent, string? Previous)
{
    public static readonly TaskPlace First = new(null, null);

    /// <summary>The id of another list; null = the same list.</summary>
    public string? List { get; init; }
}

/// <summary>Moves of a task: up, down, in, out, and with all its subtasks into another list.</summary>
internal sealed class TaskMoves(PersonTasks store, GrantKey grant)
{
    /// <summary>Google accepts neither assigned nor completed tasks as parents.</summary>
    public static bool CanHaveSubtasks(TaskItem task) => task is { AssignmentInfo: null, IsCompleted: false, Hidden: false };

    /// <summary>Where to move a task so that it is back in its current place.</summary>
    public static TaskPlace PlaceOf(IReadOnlyList<TaskItem> tasks, TaskItem task)
    {
        var siblings = SiblingsOf(tasks, task);
        return new(task.Parent, IndexOf(siblings, task) is var index and > 0 ? siblings[index - 1].Id : null);
    }

    /// <summary>The place one step away; null if there is none.</summary>
    public static TaskPlace? Step(IReadOnlyList<TaskItem> tasks, TaskItem task, MoveStep step)
    {
        var siblings = SiblingsOf(tasks, task);
        var index = IndexOf(siblings, task);
        switch (step)
        {
            case MoveStep.Up when index > 0:
                return new TaskPlace(task.Parent, index > 1 ? siblings[index - 2].Id : null);
            case MoveStep.Down when index >= 0 && index < siblings.Count - 1:
                return new TaskPlace(task.Parent, siblings[index + 1].Id);
            case MoveStep.Indent when index > 0 && task.AssignmentInfo is null && CanHaveSubtasks(siblings[index - 1])
                && !tasks.Any(other => other.Parent == task.Id):
                var parent = siblings[index - 1].Id;
                return new TaskPlace(parent, tasks.LastOrDefault(other => other.Parent == parent && !other.IsCompleted)?.Id);
            case MoveStep.Outdent when task.Parent is not null:
                return new TaskPlace(tasks.FirstOrDefault(other => other.Id == task.Parent)?.Parent, task.Parent);
            default:
                return null;
        }
    }

    public async Task<TaskItem> MoveAsync(
        IReadOnlyList<TaskItem> tasks, string list, string task, TaskPlace place, CancellationToken cancellationToken)
    {
        var moved = await store.MoveTaskAsync(grant, list, task, place.Parent, place.Previous, place.List, cancellationToken);
        if (place.List is null)
            return moved;
        // Google may move subtasks along, and may give a task another id in another list; neither is documented.
        var newIds = new Dictionary<string, string>(StringComparer.Ordinal) { [task] = moved.Id };
        var previous = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var subtask in TaskTree.Subtrees(tasks, new HashSet<string>(StringComparer.Ordinal) { task }).Below)
        {
            if (!newIds.TryGetValue(subtask.Parent!, out var parent))
                continue;
            try
            {
                var sibling = subtask.IsCompleted ? null : previous.GetValueOrDefault(parent);
                var followed = await store.MoveTaskAsync(
                    grant, list, subtask.Id, parent, sibling, place.List, cancellationToken);
                newIds[subtask.Id] = followed.Id;
                if (!subtask.IsCompleted)
                    previous[parent] = followed.Id;
            }
            catch (ProviderException e) when (e.Status == HttpStatusCode.NotFound)
            {
                // Google has moved it along.
            }
        }
        return moved;
    }

    private static int IndexOf(List<TaskItem> siblings, TaskItem task) => siblings.FindIndex(other => other.Id == task.Id);

    private static List<TaskItem> SiblingsOf(IReadOnlyList<TaskItem> tasks, TaskItem task) =>
        [.. tasks.Where(other => other.Parent == task.Parent && (!other.IsCompleted || other.Id == task.Id) && !other.Hidden)];
}

public enum MoveStep
{
    Up,
    Down,

    /// <summary>Below the task above.</summary>
    Indent,

    /// <summary>Out of its parent.</summary>
    Outdent,
}
