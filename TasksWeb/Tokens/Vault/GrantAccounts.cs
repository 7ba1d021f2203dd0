using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Vault;

/// <summary>The accounts that somebody has connected with one connector, and the choice among them.</summary>
public sealed class GrantAccounts(GrantRepository grants, IOptions<TokenOptions> options, TimeProvider clock)
{
    private const int Capacity = 8_000;

    /// <summary>All are read when they are listed.</summary>
    private const int MaxAccounts = 50;

    private readonly BoundedCache<GrantKey, Listed> _listed = new(Capacity, clock);

    /// <summary>
    /// The grants of one connector, the first account's first. One that has ended is among them until the person disconnects it.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public async Task<IReadOnlyList<Grant>> ListAsync(string connector, string user, CancellationToken cancellationToken)
    {
        var first = new GrantKey(connector, user);
        var found = new List<Grant>();
        // Ids of further accounts begin with connector and tilde, which sorts behind the slash of the first.
        foreach (var id in await grants.ListIdsByOwnerAsync(user, cancellationToken))
        {
            if ((id == first.Id || id.StartsWith($"{connector}~", StringComparison.Ordinal))
                && (await grants.FindAsync(id, cancellationToken))?.Value is { } grant && !grant.WasDisconnected())
                found.Add(grant);
        }
        if (found.Count == 1)
            _listed.Set(first, new Listed(found[0].Key(), clock.GetUtcNow()));
        else
            _listed.Remove(first);
        return found;
    }

    /// <summary>The key of an account; one that is not connected has a key without a grant.</summary>
    /// <param name="account">As <see cref="Grant.AccountId"/> names it; null: the first.</param>
    public async ValueTask<GrantKey> FindAsync(GrantKey first, string? account, CancellationToken cancellationToken)
    {
        if (account is null or Grant.FirstAccount)
            return first;
        var stored = await grants.FindAsync(first.Id, cancellationToken);
        return stored?.Value.AccountId() == account ? first : first with { Account = account };
    }

    /// <summary>The key of the account that is asked for, or of the only one.</summary>
    /// <param name="account">As for <see cref="FindAsync"/>; null: there is one, or none.</param>
    /// <exception cref="TokenFailureException">There are several, and none is asked for.</exception>
    public async ValueTask<GrantKey> ChooseAsync(GrantKey first, string? account, CancellationToken cancellationToken)
    {
        if (account is not null)
            return await FindAsync(first, account, cancellationToken);
        if (FindOnly(first) is { } only)
            return only;
        var found = await ListAsync(first.Connector, first.User, cancellationToken);
        return found.Count switch
        {
            0 => first,
            1 => found[0].Key(),
            _ => throw new TokenFailureException(new TokenFailure(
                TokenFailureKind.AccountRequired, first.Connector,
                Accounts: [.. found.Select(grant => new ProblemAccount(
                    grant.AccountId(), grant.Holder?.Name, grant.Holder?.Email))])),
        };
    }

    /// <summary>The key of the only account, if it was the only one a moment ago; nothing is read.</summary>
    public GrantKey? FindOnly(GrantKey first) =>
        _listed.Find(first) is { } listed && listed.IsConfirmed(clock.GetUtcNow(), options.Value.CheckInterval)
            ? listed.Only
            : null;

    /// <summary>Whether it is stored, or there is room for one more; tombstones count.</summary>
    internal async Task<bool> HasRoomAsync(GrantKey key, CancellationToken cancellationToken)
    {
        var ids = await grants.ListIdsByOwnerAsync(key.User, cancellationToken);
        return ids.Contains(key.Id, StringComparer.Ordinal)
            || ids.Count(id => id.StartsWith($"{key.Connector}~", StringComparison.Ordinal)) < MaxAccounts;
    }

    /// <summary>Called after a connection or disconnection.</summary>
    internal void Forget(GrantKey key) => _listed.Remove(key with { Account = null });

    /// <summary>The only account that somebody has connected.</summary>
    /// <param name="ConfirmedAt">When the store had no other.</param>
    private sealed record Listed(GrantKey Only, DateTimeOffset ConfirmedAt)
    {
        public bool IsConfirmed(DateTimeOffset now, TimeSpan checkInterval) =>
            now - ConfirmedAt is var age && age >= TimeSpan.Zero && age < checkInterval;
    }
}
