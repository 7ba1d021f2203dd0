using TasksWeb.GoogleTasks;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// What pages read: a person's lists as they were read a moment ago, shared by all their open tabs. A snapshot younger than three
/// seconds is served as it is; an older one is brought up to date by asking Google what has changed since, which costs one call
/// where little has. Writes through <see cref="GoogleTasksClient"/> are in the snapshot when they return; those of others are
/// seen by the next increment. Failures are those of the client; what was read before stays (<see cref="Known"/>).
/// </summary>
public sealed partial class TaskStore(GoogleTasksClient google, TaskListCache cache, TokenVault vault)
{
    /// <summary>Changes may become visible a little after the time they bear.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>So old a snapshot is read from beginning to end, whatever increments have said.</summary>
    private static readonly TimeSpan WholeAgain = TimeSpan.FromMinutes(30);

    /// <summary>Every task list, in Google's order.</summary>
    public async Task<IReadOnlyList<TaskList>> ListsAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var person = await EnterAsync(grant, cancellationToken);
        return await person.Lists.GetAsync(
            async _ =>
            {
                var lists = await google.ListsAsync(grant, CancellationToken.None);
                person.Keep(lists);
                return lists;
            },
            cancellationToken);
    }

    /// <summary>One list with its tasks, a few seconds old at most.</summary>
    public async Task<ListSnapshot> GetAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        var person = await EnterAsync(grant, cancellationToken);
        return await person.Of(list).GetAsync(known => ReadAsync(grant, person, list, known), cancellationToken);
    }

    /// <summary>
    /// Begins to read these lists, side by side as many as Google likes, and returns at once: one task for each, in the same
    /// order. A page shows those that have arrived and comes back for the rest, which costs no further call.
    /// </summary>
    public IReadOnlyList<Task<ListSnapshot>> GetAll(
        GrantKey grant, IReadOnlyList<TaskList> lists, CancellationToken cancellationToken) =>
        [.. lists.Select(list => GetAsync(grant, list.Id, cancellationToken))];

    /// <summary>What was read last, however old, without asking anybody; null when nothing was.</summary>
    public ListSnapshot? Known(GrantKey grant, string list) => cache.Find(grant)?.Known(list);

    /// <summary>Whoever has lost the grant sees nothing of what it has read.</summary>
    private async ValueTask<PersonSnapshots> EnterAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var token = await vault.GetAccessTokenAsync(grant, default, cancellationToken);
        if (token.Failure is { } failure)
        {
            if (failure.Kind is TokenFailureKind.NoTokens or TokenFailureKind.ReauthorizationRequired)
                cache.Forget(grant);
            throw new TokenFailureException(failure);
        }
        return cache.Of(grant);
    }

    private async Task<ListSnapshot> ReadAsync(GrantKey grant, PersonSnapshots person, string list, ListSnapshot? known)
    {
        await person.Turns.WaitAsync();
        try
        {
            var snapshot = known is null ? null : await BroughtUpToDateAsync(grant, list, known);
            return snapshot ?? await WholeAsync(grant, list);
        }
        finally
        {
            person.Turns.Release();
            cache.Weigh(grant, person);
        }
    }

    /// <summary>Null: it has to be read from beginning to end.</summary>
    private async Task<ListSnapshot?> BroughtUpToDateAsync(GrantKey grant, string list, ListSnapshot known)
    {
        if (known.ReadAt - known.WholeAt > WholeAgain)
            return null;
        var changed = await google.ReadTasksAsync(grant, list, known.ReadAt - Overlap, CancellationToken.None);
        return DeltaSync.Apply(known, [.. changed.Tasks.Select(ListSnapshot.Lean)]) is { } tasks
            ? known.With(tasks, changed.At)
            : null;
    }

    private async Task<ListSnapshot> WholeAsync(GrantKey grant, string list)
    {
        var read = await google.ReadTasksAsync(grant, list, updatedMin: null, CancellationToken.None);
        return new ListSnapshot(list, [.. read.Tasks.Select(ListSnapshot.Lean)], read.At, read.At);
    }
}
