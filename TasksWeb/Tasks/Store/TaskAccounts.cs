using TasksWeb.Foundation;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tasks.Store;

/// <summary>A Google account whose lists the pages show.</summary>
/// <param name="Label">Its label: the e-mail address, else the name.</param>
public sealed record TaskAccount(GrantKey Grant, string Label)
{
    /// <summary>Its lists could not be read when they were asked for.</summary>
    public bool IsMissing { get; init; }
}

/// <summary>The Google accounts that a person has connected. One account costs no more than its token does.</summary>
public sealed class TaskAccounts(GrantAccounts accounts, TimeProvider clock)
{
    private const int Capacity = 8_000;

    private readonly BoundedCache<GrantKey, IReadOnlyList<TaskAccount>> _known = new(Capacity, clock);

    /// <summary>The first account's first; never empty.</summary>
    public async ValueTask<IReadOnlyList<TaskAccount>> ListAsync(GrantKey first, CancellationToken cancellationToken)
    {
        if (accounts.FindOnly(first) is { } only)
            return Keep(first, [new TaskAccount(only, "")]);
        var grants = await accounts.ListAsync(first.Connector, first.User, cancellationToken);
        return Keep(first, grants.Count == 0
            ? [new TaskAccount(first, "")]
            : [.. grants.Select(grant => new TaskAccount(
                grant.Key(), grant.Holder?.Email ?? grant.Holder?.Name ?? grant.AccountId()))]);
    }

    /// <summary>As they were listed last, without reading anything.</summary>
    public IReadOnlyList<TaskAccount> FindKnown(GrantKey first) => _known.Find(first) ?? [new TaskAccount(first, "")];

    internal IReadOnlyList<TaskAccount> Keep(GrantKey first, IReadOnlyList<TaskAccount> listed)
    {
        _known.Set(first, listed);
        return listed;
    }
}
