using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Transfer;

internal sealed class ImportRun(
    GoogleTasksClient google, PersonTasks store, GrantKey grant, TimeProvider clock, bool skipExisting)
{
    /// <summary>Browsers and proxies wait at least a minute.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(20);

    private readonly long _startedAt = clock.GetTimestamp();
    private readonly List<ImportedTask> _imported = [];
    private readonly List<RefusedTask> _refused = [];
    private readonly List<(string Id, DateTimeOffset? CompletedAt)> _toComplete = [];
    private IReadOnlyList<TaskList>? _lists;
    private int _existing;

    public async Task<ImportReport> RunAsync(IReadOnlyList<ListToImport> lists, CancellationToken cancellationToken)
    {
        Interruption? interruption = null;
        try
        {
            foreach (var list in lists)
                await ImportListAsync(list, cancellationToken);
        }
        catch (ImportTimeoutException)
        {
            interruption = Interruption.TooLong;
        }
        catch (ProviderException e) when (e.Kind is ProviderFailureKind.RateLimited)
        {
            interruption = Interruption.RateLimited;
        }
        // Before the first task, a failure ends the request.
        catch (Exception e) when (_imported.Count > 0
            && e is TokenFailureException or ProviderException { Kind: not ProviderFailureKind.Rejected })
        {
            interruption = Interruption.Unavailable;
        }
        var remaining = lists.Sum(list => list.Tasks.Count) - _imported.Count - _existing - _refused.Count;
        return new ImportReport(_imported, _existing, _refused, remaining, interruption);
    }

    private async Task ImportListAsync(ListToImport source, CancellationToken cancellationToken)
    {
        var list = source.Into ?? await FindOrInsertListAsync(source.Title, cancellationToken);
        IReadOnlyList<TaskItem> present =
            skipExisting
                ? (await google.ListTasksAsync(grant, list.Id, updatedMin: null, NotesRoom.Cut, cancellationToken)).Tasks
                : [];
        var existing = new ExistingTasks(present);
        TaskItem? top = null;
        string? previousSubtask = null;
        var previous = present.LastOrDefault(
            task => task is { Parent: null, IsCompleted: false, Hidden: false, AssignmentInfo: null })?.Id;
        foreach (var task in source.Tasks)
        {
            if (task.Level == 0)
            {
                top = await ImportAsync(list, existing, task, parent: null, previous, cancellationToken);
                previous = top is { IsCompleted: false } ? top.Id : previous;
                previousSubtask = null;
            }
            else if (top is null)
            {
                _refused.Add(new RefusedTask(task.Title, Reason: null));
            }
            else
            {
                // Google has one level of subtasks; deeper ones become siblings.
                var subtask = await ImportAsync(list, existing, task, top.Id, previousSubtask, cancellationToken);
                previousSubtask = subtask is { IsCompleted: false } ? subtask.Id : previousSubtask;
            }
        }
        // Last, because a completed task accepts neither siblings nor subtasks.
        foreach (var (id, completedAt) in _toComplete)
        {
            CheckDuration();
            var change = new TaskChange { Status = "completed" };
            if (completedAt is not null)
                change = change with { Completed = completedAt };
            await store.PatchTaskAsync(grant, list.Id, id, change, etag: null, cancellationToken);
        }
        _toComplete.Clear();
    }

    private async Task<TaskList> FindOrInsertListAsync(string title, CancellationToken cancellationToken)
    {
        _lists ??= await google.ListTaskListsAsync(grant, cancellationToken);
        if (_lists.FirstOrDefault(list => list.Title == title) is { } found)
            return found;
        var inserted = await store.InsertTaskListAsync(grant, title, cancellationToken);
        _lists = [.. _lists, inserted];
        return inserted;
    }

    /// <returns>The new or existing task; null if it is refused.</returns>
    private async Task<TaskItem?> ImportAsync(
        TaskList list, ExistingTasks existing, PortableTask task, string? parent, string? previous,
        CancellationToken cancellationToken)
    {
        CheckDuration();
        if (!task.FitsGoogle)
        {
            _refused.Add(new RefusedTask(task.Title, Reason: null));
            return null;
        }
        var item = existing.Take(task, parent);
        if (item is not null)
        {
            _existing++;
        }
        else
        {
            try
            {
                item = await store.InsertTaskAsync(grant, list.Id, task.ToChange(), parent, previous, cancellationToken);
                _imported.Add(new ImportedTask(list, item));
            }
            catch (ProviderException e) when (e.Kind == ProviderFailureKind.Rejected)
            {
                _refused.Add(new RefusedTask(task.Title, e.ProviderMessage));
                return null;
            }
        }
        if (task.IsCompleted && !item.IsCompleted)
            _toComplete.Add((item.Id, task.Completed));
        return item;
    }

    private void CheckDuration()
    {
        if (clock.GetElapsedTime(_startedAt) > MaxDuration)
            throw new ImportTimeoutException();
    }

    private sealed class ImportTimeoutException : Exception;
}
