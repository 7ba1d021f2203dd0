using TasksWeb.Storage;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>A store whose process dies: after a number of writes nothing more is read or written through it.</summary>
internal sealed class DyingStore(IDocumentStore inner, int writes, Func<string, bool> counts) : IDocumentStore, IAsyncDisposable
{
    private int _left = writes;

    /// <summary>It has come to its end.</summary>
    public bool IsDead => Volatile.Read(ref _left) < 0;

    /// <summary>It dies at the write after these; at once for -1.</summary>
    public void DieAfter(int writes) => Volatile.Write(ref _left, writes);

    public ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken) =>
        Living().FindAsync(collection, id, cancellationToken);

    public ValueTask<long?> SaveAsync(
        string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        Count(collection);
        return Living().SaveAsync(collection, document, expectedVersion, cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken)
    {
        Count(collection);
        return Living().DeleteAsync(collection, id, version, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Living().DueAsync(collection, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(
        string collection, string owner, CancellationToken cancellationToken) =>
        Living().ListIdsByOwnerAsync(collection, owner, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> PageAsync(
        string collection, string after, int limit, CancellationToken cancellationToken) =>
        Living().PageAsync(collection, after, limit, cancellationToken);

    public ValueTask<GroupPage> GroupAsync(
        string collection, string group, string after, int limit, CancellationToken cancellationToken) =>
        Living().GroupAsync(collection, group, after, limit, cancellationToken);

    public ValueTask DisposeAsync() => inner is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;

    private void Count(string collection)
    {
        if (counts(collection))
            Interlocked.Decrement(ref _left);
    }

    private IDocumentStore Living() =>
        IsDead ? throw new StorageUnavailableException("The process is dead.") : inner;
}
