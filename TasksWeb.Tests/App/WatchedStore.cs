using System.Collections.Concurrent;
using TasksWeb.Storage;

namespace TasksWeb.Tests.App;

/// <summary>Counts what is written, and fails on demand as a store that cannot be reached.</summary>
public sealed class WatchedStore(IDocumentStore inner) : IDocumentStore, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, long> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _reads = new(StringComparer.Ordinal);
    private long _writes;
    private long _pages;

    /// <summary>
    /// Saves and deletes that were asked for, whatever came of them; not those of the security log, which is saved every few
    /// seconds.
    /// </summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Pages of a whole collection that were read.</summary>
    public long Pages => Interlocked.Read(ref _pages);

    /// <summary>Documents of a collection that were looked for by their id.</summary>
    public long ReadsOf(string collection) => _reads.GetValueOrDefault(collection);

    /// <summary>Everything that was asked of a collection.</summary>
    public long OperationsOf(string collection) => _operations.GetValueOrDefault(collection);

    public bool Fails { get; set; }

    public ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken)
    {
        _reads.AddOrUpdate(collection, 1, static (_, count) => count + 1);
        return Answering(collection).FindAsync(collection, id, cancellationToken);
    }

    public ValueTask<long?> SaveAsync(
        string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        CountWrite(collection);
        return Answering(collection).SaveAsync(collection, document, expectedVersion, cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken)
    {
        CountWrite(collection);
        return Answering(collection).DeleteAsync(collection, id, version, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Answering(collection).DueAsync(collection, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(string collection, string owner, CancellationToken cancellationToken) =>
        Answering(collection).ListIdsByOwnerAsync(collection, owner, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> PageAsync(
        string collection, string after, int limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _pages);
        return Answering(collection).PageAsync(collection, after, limit, cancellationToken);
    }

    public ValueTask<GroupPage> GroupAsync(
        string collection, string group, string after, int limit, CancellationToken cancellationToken) =>
        Answering(collection).GroupAsync(collection, group, after, limit, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private void CountWrite(string collection)
    {
        if (collection != "security")
            Interlocked.Increment(ref _writes);
    }

    private IDocumentStore Answering(string collection)
    {
        _operations.AddOrUpdate(collection, 1, static (_, count) => count + 1);
        return Fails ? throw new StorageUnavailableException("The test has taken the store away.") : inner;
    }
}
