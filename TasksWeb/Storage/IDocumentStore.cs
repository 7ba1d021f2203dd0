namespace TasksWeb.Storage;

/// <summary>
/// The storage port: small JSON documents, changed by compare-and-swap. Every adapter passes the same contract suite.
/// </summary>
/// <remarks>
/// Every verb throws <see cref="StorageUnavailableException"/> when the store cannot be reached, is locked for too long or is
/// full. A write that has been handed to the store is not cancelled by its caller's token.
/// </remarks>
public interface IDocumentStore
{
    /// <summary>The document with this id, or null.</summary>
    ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken);

    /// <summary>
    /// Saves the document if the stored version is <paramref name="expectedVersion"/> (0: if there is none yet).
    /// </summary>
    /// <returns>
    /// The new version, or null when another writer was first. A version is a random stamp, never used twice: a writer that holds
    /// the version of a deleted document can not overwrite its successor.
    /// </returns>
    /// <exception cref="InvalidDataException">It is larger than the store takes.</exception>
    ValueTask<long?> SaveAsync(string collection, Document document, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Deletes the document if its version is <paramref name="version"/>; false when it is not, or is gone.</summary>
    ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken);

    /// <summary>The first <paramref name="limit"/> documents that are due before a time, the earliest first.</summary>
    ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>The ids of an owner's documents, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(string collection, string owner, CancellationToken cancellationToken);

    /// <summary>
    /// The first <paramref name="limit"/> documents whose ids come after an id (all come after ""), in ordinal order.
    /// </summary>
    ValueTask<IReadOnlyList<Document>> PageAsync(string collection, string after, int limit, CancellationToken cancellationToken);

    /// <summary>The same of the documents of one group, and how many the whole group has. A limit of 0 counts only.</summary>
    ValueTask<GroupPage> GroupAsync(
        string collection, string group, string after, int limit, CancellationToken cancellationToken);
}

/// <summary>A page of one group of documents.</summary>
/// <param name="Count">Of the whole group.</param>
public sealed record GroupPage(IReadOnlyList<Document> Documents, long Count);

/// <summary>One stored document.</summary>
/// <param name="Id">Unique in its collection.</param>
/// <param name="Body">UTF-8 JSON, dates as MongoDB Extended JSON (<see cref="StoredJson"/>).</param>
/// <param name="Owner">Whose it is; null: nobody's.</param>
/// <param name="Due">When it is next due, to the millisecond; null: never.</param>
/// <param name="Version">The stamp of this version; 0 before the first save.</param>
/// <param name="Group">The group it is listed and counted in; null: none.</param>
public sealed record Document(
    string Id, ReadOnlyMemory<byte> Body, string? Owner = null, DateTimeOffset? Due = null, long Version = 0,
    string? Group = null);

/// <summary>The store cannot be reached, is locked or is full: nothing was lost, and the same call may work later.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long callers are asked to wait before they retry.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
}
