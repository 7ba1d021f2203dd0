using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

/// <summary>Writes go to the account of the list.</summary>
public sealed partial class PersonTasks
{
    /// <param name="grant">Of the account that gets the list.</param>
    /// <inheritdoc cref="TaskStore.InsertTaskListAsync"/>
    public async Task<TaskList> InsertTaskListAsync(GrantKey grant, string title, CancellationToken cancellationToken) =>
        AccountLists.Of(grant, await store.InsertTaskListAsync(grant, title, cancellationToken));

    /// <inheritdoc cref="TaskStore.PatchTaskListAsync"/>
    public async Task<TaskList> PatchTaskListAsync(
        GrantKey grant, string list, string title, string? etag, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return AccountLists.Of(its, await store.PatchTaskListAsync(its, id, title, etag, cancellationToken));
    }

    /// <inheritdoc cref="TaskStore.DeleteTaskListAsync"/>
    public Task DeleteTaskListAsync(GrantKey grant, string list, string? etag, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.DeleteTaskListAsync(its, id, etag, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.ClearAsync"/>
    public Task ClearAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.ClearAsync(its, id, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.InsertTaskAsync"/>
    public Task<TaskItem> InsertTaskAsync(
        GrantKey grant, string list, TaskChange task, string? parent, string? previous, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.InsertTaskAsync(its, id, task, parent, previous, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.FindAddedAsync"/>
    public Task<TaskItem?> FindAddedAsync(
        GrantKey grant, string list, TaskChange task, string? parent, DateTimeOffset since, IReadOnlySet<string> known,
        CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.FindAddedAsync(its, id, task, parent, since, known, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.PatchTaskAsync"/>
    public Task<TaskItem> PatchTaskAsync(
        GrantKey grant, string list, string task, TaskChange change, string? etag, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.PatchTaskAsync(its, id, task, change, etag, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.DeleteTaskAsync"/>
    public Task DeleteTaskAsync(GrantKey grant, string list, string task, string? etag, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.DeleteTaskAsync(its, id, task, etag, cancellationToken);
    }

    /// <summary>Google moves tasks between the lists of one account only; another destination is refused.</summary>
    /// <inheritdoc cref="TaskStore.MoveTaskAsync"/>
    public Task<TaskItem> MoveTaskAsync(
        GrantKey grant, string list, string task, string? parent, string? previous, string? destinationList,
        CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        var (others, destination) = AccountLists.Split(grant, destinationList ?? list);
        return others == its
            ? store.MoveTaskAsync(
                its, id, task, parent, previous, destinationList is null ? null : destination, cancellationToken)
            : throw new ProblemException(Problem.Invalid(words["Tasks.OtherAccount"]));
    }
}
