using TasksWeb.Storage;

namespace TasksWeb.Broker.Links;

/// <summary>A one-time address at which a person connects a service for a backend, as stored.</summary>
/// <param name="Id">SHA-256 of the secret in the address, base64url; never the secret.</param>
/// <param name="Key">The name of the backend's key.</param>
/// <param name="User">Whose grant it will be in the vault.</param>
/// <param name="ReturnUrl">Where the person is sent in the end.</param>
/// <param name="Scopes">What is asked of the provider.</param>
/// <param name="Tags">Kept with the connection.</param>
/// <param name="ExpiresAt">It cannot be opened after this.</param>
/// <param name="Browser">SHA-256 of the cookie of the browser that pressed its button; null: nobody has.</param>
/// <param name="Account">Of the key of the grant to renew; null: the first.</param>
/// <param name="IsExact">It is for that account; else the person may choose another one.</param>
public sealed record ConnectLink(
    string Id, string Key, string Connector, string Identifier, string User, string ReturnUrl, string[] Scopes,
    IReadOnlyDictionary<string, string>? Tags, DateTimeOffset ExpiresAt, string? Browser = null,
    string? Account = null, bool IsExact = false);

public sealed class ConnectLinkRepository(IDocumentStore store) : Repository<ConnectLink>(store, "links")
{
    protected override string IdOf(ConnectLink value) => value.Id;

    protected override string OwnerOf(ConnectLink value) => value.User;

    protected override DateTimeOffset? DueOf(ConnectLink value) => value.ExpiresAt + ConnectLinks.FlowTime;

    protected override string GroupOf(ConnectLink value) => value.Key;

    /// <summary>The first links of a key, in no order that means anything.</summary>
    internal IAsyncEnumerable<Stored<ConnectLink>> ListByKeyAsync(string key, int limit, CancellationToken cancellationToken) =>
        GroupPageAsync(key, after: "", limit, cancellationToken);
}

/// <summary>Deletes links whose flows have ended.</summary>
internal sealed class ConnectLinkCleanup(
    ConnectLinkRepository links, WorkerMetrics metrics, TimeProvider clock, ILogger<ConnectLinkCleanup> logger)
    : ExpiryCleanup<ConnectLink>(links, metrics, clock, logger);
