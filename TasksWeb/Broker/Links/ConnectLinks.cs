using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;

namespace TasksWeb.Broker.Links;

/// <summary>Connect links: created for a backend, bound to the browser that presses the button, used once.</summary>
public sealed class ConnectLinks(ConnectLinkRepository links, ApiKeys keys, PersonAccess people, TimeProvider clock) : IUserData
{
    /// <summary>Links under way that one key may have, and one identifier; one more ends the oldest.</summary>
    internal const int MaxOfKey = 1000;
    internal const int MaxOfIdentifier = 10;

    /// <summary>How many are ended at once where a key has all it may: finding the oldest reads all.</summary>
    private const int EndedAtOnce = 50;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>How long a person may take at the provider.</summary>
    internal static readonly TimeSpan FlowTime = TimeSpan.FromMinutes(15);

    /// <param name="isExact">It is for the account of the grant's key.</param>
    /// <returns>The secret, which is in the address and nowhere else, and when the link expires.</returns>
    /// <exception cref="StorageUnavailableException">There is no link.</exception>
    internal async Task<(string Secret, DateTimeOffset ExpiresAt)> CreateAsync(
        BrokerSubject subject, string returnUrl, string[] scopes, IReadOnlyDictionary<string, string>? tags, bool isExact)
    {
        var (secret, expiresAt) = (RandomSecret.Create(), (clock.GetUtcNow() + Lifetime).ToStored());
        var link = new ConnectLink(
            RandomSecret.Digest(secret), subject.Key.Name, subject.Connector.Name, subject.Identifier, subject.Grant.User,
            returnUrl, scopes, tags, expiresAt, Account: subject.Grant.Account, IsExact: isExact);
        await MakeRoomAsync(link);
        await links.SaveAsync(link, 0, CancellationToken.None);
        return (secret, expiresAt);
    }

    /// <summary>The link of an address with the key it was made for; null: none, or it can no longer be opened.</summary>
    public async Task<OpenLink?> FindAsync(string secret, CancellationToken cancellationToken) =>
        secret.Length == RandomSecret.Length
        && await FindStartedAsync(RandomSecret.Digest(secret), cancellationToken) is { } open
        && clock.GetUtcNow() < open.Link.ExpiresAt
            ? open
            : null;

    /// <summary>
    /// The link that a flow was started from; null: it has been used, its key may no longer do this, or its person has stopped
    /// the key or may not sign in any more.
    /// </summary>
    public async Task<OpenLink?> FindStartedAsync(string id, CancellationToken cancellationToken) =>
        Open(await links.FindAsync(id, cancellationToken)) is { } open
        && await people.CheckAsync(open.Key, open.Link.Connector, open.Link.Identifier, cancellationToken) == PersonConsent.Given
            ? open
            : null;

    /// <summary>Binds the link to one browser.</summary>
    /// <param name="browser">The secret of the browser's cookie.</param>
    /// <returns>False: it belongs to another one.</returns>
    public async Task<bool> BindAsync(OpenLink open, string browser)
    {
        var digest = RandomSecret.Digest(browser);
        return open.Link.Browser is { } bound
            ? RandomSecret.Equal(digest, bound)
            : await links.SaveAsync(open.Link with { Browser = digest }, open.Version, CancellationToken.None) is not null;
    }

    /// <summary>Nobody opens it again.</summary>
    public async Task CloseAsync(OpenLink open) => await links.DeleteAsync(open.Link.Id, CancellationToken.None);

    /// <summary>Deletes the links that were made for a person.</summary>
    public Task DeleteAsync(string user) => links.DeleteByOwnerAsync(user, CancellationToken.None);

    private async Task MakeRoomAsync(ConnectLink link)
    {
        await EndOldestAsync(
            links.ListByOwnerAsync(link.User, CancellationToken.None).Where(stored => stored.Value.Key == link.Key),
            keep: MaxOfIdentifier - 1);
        if (await links.CountAsync(link.Key, CancellationToken.None) >= MaxOfKey)
            await EndOldestAsync(links.ListByKeyAsync(link.Key, MaxOfKey, CancellationToken.None), keep: MaxOfKey - EndedAtOnce);
    }

    private async Task EndOldestAsync(IAsyncEnumerable<Stored<ConnectLink>> all, int keep)
    {
        foreach (var oldest in (await all.ToListAsync()).OrderByDescending(stored => stored.Value.ExpiresAt).Skip(keep))
            await links.DeleteAsync(oldest, CancellationToken.None);
    }

    private OpenLink? Open(Stored<ConnectLink>? stored) =>
        stored is { Value: var link } && keys.FindByName(link.Key) is { } key
        && key.Connectors.Contains(link.Connector) && key.ReturnAddresses.Contains(link.ReturnUrl)
            ? new OpenLink(link, stored.Version, key)
            : null;
}

/// <summary>A link that can be used, and its key as it is configured now.</summary>
public sealed record OpenLink(ConnectLink Link, long Version, ApiKeyOptions Key);
