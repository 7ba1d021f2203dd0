using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// The lists and tasks of all Google accounts of a person, for pages: <see cref="TaskStore"/> for the account that the id of a
/// list names (<see cref="AccountLists"/>). Every method takes the grant of the first account.
/// </summary>
public sealed partial class PersonTasks(TaskStore store, TaskAccounts accounts, IStringLocalizer<Strings> words)
{
    /// <summary>The accounts whose lists were read last.</summary>
    public IReadOnlyList<TaskAccount> FindAccounts(GrantKey grant) => accounts.FindKnown(grant);

    /// <exception cref="ProviderException">The lists of an account could not be read: what follows needs all of them.</exception>
    public void RequireAllAccounts(GrantKey grant)
    {
        if (FindAccounts(grant).Any(account => account.IsMissing))
            throw ProviderException.Unavailable(grant.Connector);
    }

    /// <summary>
    /// Every list, the first account's first. An account that cannot be read hides no other one; if none can, its failure is
    /// thrown.
    /// </summary>
    public async Task<IReadOnlyList<TaskList>> ListTaskListsAsync(GrantKey grant, CancellationToken cancellationToken)
    {
        var all = await accounts.ListAsync(grant, cancellationToken);
        if (all is [var only])
        {
            var lists = await store.ListTaskListsAsync(only.Grant, cancellationToken);
            return only.Grant.Account is null ? lists : Named(only.Grant, lists);
        }
        var reads = all.Select(account => store.ListTaskListsAsync(account.Grant, cancellationToken)).ToList();
        await Task.WhenAll(reads).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (reads.TrueForAll(read => !read.IsCompletedSuccessfully) || reads.Exists(read => !IsOfAccount(read)))
            await Task.WhenAll(reads);
        accounts.Keep(grant, [.. all.Zip(reads, (account, read) => account with { IsMissing = read.IsFaulted })]);
        return
        [
            .. all.Zip(reads).Where(pair => pair.Second.IsCompletedSuccessfully)
                .SelectMany(pair => Named(pair.First.Grant, pair.Second.Result)),
        ];
    }

    /// <inheritdoc cref="TaskStore.GetAsync"/>
    public Task<ListSnapshot> GetAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.GetAsync(its, id, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.GetAll"/>
    public IReadOnlyList<Task<ListSnapshot>> GetAll(
        GrantKey grant, IReadOnlyList<TaskList> lists, CancellationToken cancellationToken) =>
        [.. lists.Select(list => GetAsync(grant, list.Id, cancellationToken))];

    /// <summary>
    /// Lists with their tasks. Those of an account that fails are left out while another one answers, and the account is
    /// <see cref="TaskAccount.IsMissing"/> from then on.
    /// </summary>
    /// <param name="isCacheEnough">What is cached is taken, however old it is.</param>
    public async Task<IReadOnlyList<ListWithTasks>> ReadAllAsync(
        GrantKey grant, IReadOnlyList<TaskList> lists, CancellationToken cancellationToken, bool isCacheEnough = false)
    {
        var reads = lists.Select(list => (List: list, Read: isCacheEnough
            ? GetCachedAsync(grant, list.Id, cancellationToken)
            : GetAsync(grant, list.Id, cancellationToken))).ToLookup(
            pair => AccountLists.AccountOf(pair.List.Id), pair => pair, StringComparer.Ordinal);
        var (found, failures) = (new List<ListWithTasks>(), new Dictionary<string, Exception>(StringComparer.Ordinal));
        foreach (var account in reads)
        {
            try
            {
                var snapshots = await Task.WhenAll(account.Select(pair => pair.Read));
                found.AddRange(account.Zip(snapshots, (pair, snapshot) => ListWithTasks.Of(pair.List, snapshot)));
            }
            catch (Exception e) when (reads.Count > 1 && IsOfAccount(e))
            {
                failures.Add(account.Key ?? "", e);
            }
        }
        if (failures.Count == 0)
            return found;
        accounts.Keep(grant, [.. FindAccounts(grant).Select(account =>
            failures.ContainsKey(account.Grant.Account ?? "") ? account with { IsMissing = true } : account)]);
        return failures.Count < reads.Count ? found : throw failures.Values.First();
    }

    /// <inheritdoc cref="TaskStore.ReadWithNotesAsync"/>
    public IAsyncEnumerable<TaskPart> ReadWithNotesAsync(
        GrantKey grant, string list, Func<TaskItem, TaskItem> keep, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.ReadWithNotesAsync(its, id, keep, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.FindPart"/>
    public ListSnapshot? FindPart(GrantKey grant, string list)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.FindPart(its, id);
    }

    /// <inheritdoc cref="TaskStore.WaitForPartAsync"/>
    public Task WaitForPartAsync(GrantKey grant, string list)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.WaitForPartAsync(its, id);
    }

    /// <inheritdoc cref="TaskStore.WithNotesAsync"/>
    public Task<TaskItem> WithNotesAsync(
        GrantKey grant, string list, TaskItem task, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.WithNotesAsync(its, id, task, cancellationToken);
    }

    /// <inheritdoc cref="TaskStore.FindCached"/>
    public ListSnapshot? FindCached(GrantKey grant, string list)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.FindCached(its, id);
    }

    /// <summary>
    /// The last lists with the last snapshots, however old, without a call; null: there are no lists.
    /// </summary>
    public IReadOnlyList<CachedList>? FindCached(GrantKey grant)
    {
        List<CachedList>? found = null;
        foreach (var account in accounts.FindKnown(grant))
        {
            if (store.FindCachedLists(account.Grant) is not { } lists)
                continue;
            found ??= [];
            foreach (var list in lists)
            {
                var named = account.Grant.Account is null ? list : AccountLists.Of(account.Grant, list);
                found.Add(new CachedList(named, store.FindCached(account.Grant, list.Id)));
            }
        }
        return found;
    }

    /// <inheritdoc cref="TaskStore.GetCachedAsync"/>
    public Task<ListSnapshot> GetCachedAsync(GrantKey grant, string list, CancellationToken cancellationToken)
    {
        var (its, id) = AccountLists.Split(grant, list);
        return store.GetCachedAsync(its, id, cancellationToken);
    }

    private static IReadOnlyList<TaskList> Named(GrantKey grant, IReadOnlyList<TaskList> lists) =>
        [.. lists.Select(list => AccountLists.Of(grant, list))];

    /// <summary>The read has succeeded, or failed for a reason that another account need not share.</summary>
    private static bool IsOfAccount(Task read) =>
        read.IsCompletedSuccessfully || (read.Exception?.InnerException is { } failure && IsOfAccount(failure));

    private static bool IsOfAccount(Exception failure) => failure is TokenFailureException or ProviderException;
}

/// <param name="Snapshot">Null: nothing of it is cached.</param>
public readonly record struct CachedList(TaskList List, ListSnapshot? Snapshot);
