using TasksWeb.Storage;

namespace TasksWeb.Tests.App;

/// <summary>Counts what is written, and fails on demand as a store that cannot be reached.</summary>
public sealed class WatchedStore(IDocumentStore inner) : IDocumentStore, IAsyncDisposable
{
    private long _writes;

    /// <summary>Saves and deletes that were asked for, whatever came of them.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    public bool Fails { get; set; }

    public ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken) =>
        Answering().FindAsync(collection, id, cancellationToken);

    public ValueTask<long?> SaveAsync(
        string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return Answering().SaveAsync(collection, document, expectedVersion, cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return Answering().DeleteAsync(collection, id, version, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Answering().DueAsync(collection, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(string collection, string owner, CancellationToken cancellationToken) =>
        Answering().ListIdsByOwnerAsync(collection, owner, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> PageAsync(
        string collection, string after, int limit, CancellationToken cancellationToken) =>
        Answering().PageAsync(collection, after, limit, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private IDocumentStore Answering() =>
        Fails ? throw new StorageUnavailableException("The test has taken the store away.") : inner;
}
