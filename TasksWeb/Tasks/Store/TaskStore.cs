using TasksWeb.GoogleTasks;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// A user's lists and tasks, cached and shared by all open tabs. A snapshot younger than three seconds is served as it is; for an
/// older one Google is asked for the changes since, usually in one call. Our own writes are in it when they return. Failures are
/// those of <see cref="GoogleTasksClient"/>; a failed read keeps the last snapshot.
/// </summary>
public sealed partial class TaskStore(GoogleTasksClient google, TaskListCache cache, TokenVault vault)
{
    /// <summary>Google may show a change a little later than the time it was made at.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>An older snapshot is read in full.</summary>
    private static readonly TimeSpan MaxDeltaAge = TimeSpan.FromMinutes(30);

    /// <summary>After so many tasks, reading on waits for a slot (<see cref="TaskListCache.LongListSlots"/>).</summary>
    private const int LongList = 2_000;

    /// <summary>Every task list, in Google's order.</summary>
    public async Task<IReadOnlyList<TaskList>> ListTaskListsAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var user = await GetUserAsync(grant, cancellationToken);
        return await user.Lists.GetAsync(
            async _ =>
            {
                var lists = await google.ListTaskListsAsync(grant, CancellationToken.None);
                user.RemoveAllExcept(lists);
                return lists;
            },
            cancellationToken);
    }

    /// <summary>One list with its tasks, at most a few seconds old.</summary>
    public async Task<ListSnapshot> GetAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        var user = await GetUserAsync(grant, cancellationToken);
        return await user.Of(list).GetAsync(last => LoadAsync(grant, user, list, last), cancellationToken);
    }

    /// <summary>The tasks of a list from Google, bypassing the cache, page by page and in no order.</summary>
    /// <param name="keep">What is kept of each task.</param>
    public IAsyncEnumerable<TaskPart> ReadWithNotesAsync(
        GrantKey grant, string list, Func<TaskItem, TaskItem> keep, CancellationToken cancellationToken) =>
        google.ReadTasksAsync(grant, list, updatedMin: null, keep, cancellationToken);

    /// <summary>
    /// Starts reading these lists and returns one task for each, in the same order. A page shows those that have arrived and asks
    /// for the others later, which costs no further call.
    /// </summary>
    public IReadOnlyList<Task<ListSnapshot>> GetAll(
        GrantKey grant, IReadOnlyList<TaskList> lists, CancellationToken cancellationToken) =>
        [.. lists.Select(list => GetAsync(grant, list.Id, cancellationToken))];

    /// <summary>The task with its whole notes, read from Google if only their beginning is in memory.</summary>
    public async Task<TaskItem> WithNotesAsync(
        GrantKey grant, string list, TaskItem task, CancellationToken cancellationToken) =>
        task.AreNotesCut ? await google.GetTaskAsync(grant, list, task.Id, cancellationToken) : task;

    /// <summary>The last snapshot, however old, without a call; null if there is none.</summary>
    public ListSnapshot? FindCached(GrantKey grant, string list) => cache.Find(grant)?.Find(list);

    /// <summary>
    /// The first tasks of a list that is being read, to be shown and for nothing else; null: none has arrived, or it is not read.
    /// </summary>
    public ListSnapshot? FindPart(GrantKey grant, string list) => cache.Find(grant)?.FindPart(list);

    /// <summary>Completes when there is a part of the list, or nobody reads it.</summary>
    public Task WaitForPartAsync(GrantKey grant, string list) =>
        cache.Find(grant)?.WaitForPartAsync(list) ?? Task.CompletedTask;

    /// <summary>The last lists, however old, without a call; null if there are none.</summary>
    public IReadOnlyList<TaskList>? FindCachedLists(GrantKey grant) => cache.Find(grant)?.Lists.Value;

    /// <summary>
    /// What is cached, however old, and read only if nothing is: for a write, which finds out by itself what has changed since.
    /// </summary>
    public async Task<ListSnapshot> GetCachedAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        var user = await GetUserAsync(grant, cancellationToken);
        return user.Find(list) ?? await GetAsync(grant, list, cancellationToken);
    }

    /// <summary>Without a usable grant, nothing cached is shown, and it is removed.</summary>
    private async ValueTask<UserSnapshots> GetUserAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var token = await vault.GetAccessTokenAsync(grant, default, cancellationToken);
        if (token.Failure is { } failure)
        {
            if (failure.Kind is TokenFailureKind.NoTokens or TokenFailureKind.ReauthorizationRequired)
                cache.Forget(grant);
            throw new TokenFailureException(failure);
        }
        return cache.GetOrAdd(grant);
    }

    private async Task<ListSnapshot> LoadAsync(GrantKey grant, UserSnapshots user, string list, ListSnapshot? last)
    {
        await user.LoadSlots.WaitAsync();
        try
        {
            using var room = new NotesRoom(user, list);
            return room.Settle((last is null ? null : await SynchronizeAsync(grant, list, last, room))
                ?? await ReadInFullAsync(grant, user, list, room));
        }
        finally
        {
            user.LoadSlots.Release();
            cache.UpdateSize(grant, user);
        }
    }

    /// <returns>Null if the list must be read in full.</returns>
    private async Task<ListSnapshot?> SynchronizeAsync(GrantKey grant, string list, ListSnapshot last, NotesRoom room)
    {
        if (last.ReadAt - last.FullyReadAt > MaxDeltaAge)
            return null;
        var changed = await google.ListTasksAsync(grant, list, last.ReadAt - Overlap, room.Keep, CancellationToken.None);
        return DeltaSync.Apply(last, changed.Tasks) is { } tasks
            ? last.With(tasks, changed.At)
            : null;
    }

    private async Task<ListSnapshot> ReadInFullAsync(GrantKey grant, UserSnapshots user, string list, NotesRoom room)
    {
        room.Clear();
        var (tasks, first, reading) = (new List<TaskItem>(), new FirstTasks(), user.Of(list));
        DateTimeOffset? at = null;
        var (isOnePage, hasSlot) = (true, false);
        try
        {
            await foreach (var page in google.ReadTasksAsync(grant, list, updatedMin: null, room.Keep, CancellationToken.None))
            {
                tasks.AddRange(page.Tasks);
                at ??= page.At;
                first.Add(page.Tasks);
                isOnePage &= page.IsLast;
                if (!page.IsLast && reading.Value is null)
                    reading.ShowPart(first.ToSnapshot(at.Value));
                if (hasSlot || page.IsLast || tasks.Count < LongList)
                    continue;
                await cache.LongListSlots.WaitAsync();
                hasSlot = true;
            }
        }
        finally
        {
            if (hasSlot)
                cache.LongListSlots.Release();
        }
        // A change between two pages, by another app too, shifts positions: those of the pages do not fit together, and the list
        // is read once more.
        var isConsistent = isOnePage || !(reading.HasMutations || tasks.Exists(task => task.Updated > at));
        return new([.. GoogleTasksClient.InOrder(tasks)], at!.Value, isConsistent ? at.Value : DateTimeOffset.MinValue);
    }
}
