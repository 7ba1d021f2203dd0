using TasksWeb.GoogleTasks;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

public sealed class AllTasksQuery(TaskStore store)
{
    /// <summary>All lists with all their tasks in Google's order, completed and hidden ones included.</summary>
    public async Task<IReadOnlyList<ListWithTasks>> ReadAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var lists = await store.ListTaskListsAsync(grant, cancellationToken);
        var snapshots = await Task.WhenAll(store.GetAll(grant, lists, cancellationToken));
        return [.. lists.Select((list, i) => new ListWithTasks(list, snapshots[i].Tasks))];
    }
}

public sealed record ListWithTasks(TaskList List, IReadOnlyList<TaskItem> Tasks);
