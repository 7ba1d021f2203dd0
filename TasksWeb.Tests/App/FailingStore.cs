using TasksWeb.Storage;

namespace TasksWeb.Tests.App;

/// <summary>A real store whose writes or reads can be made to fail.</summary>
public sealed class FailingStore(IDocumentStore inner) : IDocumentStore, IAsyncDisposable
{
    private int _failedSaves;

    /// <summary>Which saves fail.</summary>
    public Func<string, Document, bool> SaveFails { get; set; } = (_, _) => false;

    /// <summary>What each save waits for.</summary>
    public Func<string, Document, Task> BeforeSave { get; set; } = (_, _) => Task.CompletedTask;

    public bool ReadsFail { get; set; }

    public int FailedSaves => _failedSaves;

    public ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken) =>
        ReadsFail ? throw new StorageUnavailableException("told to fail") : inner.FindAsync(collection, id, cancellationToken);

    public ValueTask<long?> SaveAsync(
        string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        if (!SaveFails(collection, document))
        {
            return BeforeSave(collection, document) is { IsCompletedSuccessfully: false } wait
                ? SaveAfterAsync(wait, collection, document, expectedVersion, cancellationToken)
                : inner.SaveAsync(collection, document, expectedVersion, cancellationToken);
        }
        Interlocked.Increment(ref _failedSaves);
        throw new StorageUnavailableException("told to fail");
    }

    private async ValueTask<long?> SaveAfterAsync(
        Task wait, string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        await wait;
        return await inner.SaveAsync(collection, document, expectedVersion, cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken) =>
        inner.DeleteAsync(collection, id, version, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.DueAsync(collection, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(string collection, string owner, CancellationToken cancellationToken) =>
        inner.ListIdsByOwnerAsync(collection, owner, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> PageAsync(
        string collection, string after, int limit, CancellationToken cancellationToken) =>
        inner.PageAsync(collection, after, limit, cancellationToken);

    public ValueTask<GroupPage> GroupAsync(
        string collection, string group, string after, int limit, CancellationToken cancellationToken) =>
        inner.GroupAsync(collection, group, after, limit, cancellationToken);

    public ValueTask DisposeAsync() => inner is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;
}
