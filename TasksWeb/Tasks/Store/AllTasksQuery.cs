using TasksWeb.GoogleTasks;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

/// <summary>All lists of a person with all their tasks.</summary>
public sealed class AllTasksQuery(TaskStore snapshots)
{
    /// <summary>In Google's order; completed and hidden tasks included.</summary>
    public async Task<IReadOnlyList<ListWithTasks>> ReadAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var lists = await snapshots.ListsAsync(grant, cancellationToken);
        var read = await Task.WhenAll(snapshots.GetAll(grant, lists, cancellationToken));
        return [.. lists.Select((list, i) => new ListWithTasks(list, read[i].Tasks))];
    }
}

public sealed record ListWithTasks(TaskList List, IReadOnlyList<TaskItem> Tasks);
