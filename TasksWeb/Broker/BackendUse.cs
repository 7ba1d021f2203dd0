using TasksWeb.SignIn;
using TasksWeb.Storage;

namespace TasksWeb.Broker;

/// <summary>The record of a backend's use of a person's grant, as stored.</summary>
/// <param name="User">The id of a person who signs in here.</param>
/// <param name="Key">The name of the backend's key.</param>
/// <param name="UsedAt">The last use, to a few minutes; null: the backend only knows of it.</param>
/// <param name="StoppedAt">When the person stopped it; null: it may go on.</param>
public sealed record BackendUse(
    string User, string Key, string Connector, DateTimeOffset? UsedAt = null, DateTimeOffset? StoppedAt = null)
{
    /// <summary>The names of connectors and keys have no slash.</summary>
    public static string IdOf(string user, string key, string connector) => $"{connector}/{key}/{user}";
}

public sealed class BackendUseRepository(IDocumentStore store) : Repository<BackendUse>(store, "uses")
{
    protected override string IdOf(BackendUse value) => BackendUse.IdOf(value.User, value.Key, value.Connector);

    protected override string OwnerOf(BackendUse value) => value.User;
}

/// <summary>Which backends use the grants of people who sign in here, for these people to see and to stop.</summary>
public sealed class BackendUses(BackendUseRepository uses, TimeProvider clock) : IUserData
{
    /// <summary>A use is recorded at most this often.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>What backends know of, have used or were stopped from using, the last used first.</summary>
    public async Task<IReadOnlyList<BackendUse>> ListAsync(string user, CancellationToken cancellationToken) =>
        await uses.ListByOwnerAsync(user, cancellationToken).Select(stored => stored.Value)
            .OrderByDescending(use => use.UsedAt).ToListAsync(cancellationToken);

    /// <summary>Records whether the person allows or stops the backend.</summary>
    /// <returns>False: this backend knows nothing of it.</returns>
    /// <exception cref="StorageUnavailableException">Nothing has changed.</exception>
    public async Task<bool> SetStoppedAsync(string user, string key, string connector, bool isStopped)
    {
        var id = BackendUse.IdOf(user, key, connector);
        while (await uses.FindAsync(id, CancellationToken.None) is { } stored && stored.Value.User == user)
        {
            var changed = stored.Value with { StoppedAt = isStopped ? clock.GetUtcNow().ToStored() : null };
            if (await uses.SaveAsync(changed, stored.Version, CancellationToken.None) is not null)
                return true;
        }
        return false;
    }

    public Task DeleteAsync(string user) => uses.DeleteByOwnerAsync(user, CancellationToken.None);

    /// <summary>Null: the backend knows nothing of it.</summary>
    internal async ValueTask<BackendUse?> FindAsync(
        string user, string key, string connector, CancellationToken cancellationToken) =>
        (await uses.FindAsync(BackendUse.IdOf(user, key, connector), cancellationToken))?.Value;

    /// <summary>Records that a backend knows of it.</summary>
    /// <exception cref="StorageUnavailableException">It is not recorded: nothing may be told.</exception>
    internal async Task<BackendUse> AddAsync(string user, string key, string connector) => (await uses.UpsertAsync(
        BackendUse.IdOf(user, key, connector),
        old => old is null ? new BackendUse(user, key, connector) : null,
        CancellationToken.None)).Value;

    /// <summary>Records that a backend is about to use it.</summary>
    /// <returns>The record; nothing is recorded of a use that the person has stopped.</returns>
    /// <exception cref="StorageUnavailableException">It is not recorded: nothing may be released.</exception>
    internal async Task<BackendUse> UseAsync(string user, string key, string connector)
    {
        var now = clock.GetUtcNow().ToStored();
        return (await uses.UpsertAsync(
            BackendUse.IdOf(user, key, connector),
            old => old is null ? new BackendUse(user, key, connector, now)
                : old.StoppedAt is not null || now - old.UsedAt < Step ? null
                : old with { UsedAt = now },
            CancellationToken.None)).Value;
    }
}
