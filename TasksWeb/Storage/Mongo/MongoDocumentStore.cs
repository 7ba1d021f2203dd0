using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Driver;

namespace TasksWeb.Storage.Mongo;

/// <summary>
/// The adapter for more than one machine, through MongoDB.Driver. Compare-and-swap is a conditional update. Writes wait for a
/// majority; the driver retries once after a network error, and the server executes a retried write once.
/// </summary>
/// <remarks>https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md</remarks>
public sealed class MongoDocumentStore : IDocumentStore, IAsyncDisposable
{
    private const int IdsInBatch = 10_000;

    private static readonly BsonDocument ById = new(MongoDocument.Id, 1);
    private static readonly BsonDocument ByDue = new() { { MongoDocument.Due, 1 }, { MongoDocument.Id, 1 } };

    private readonly ConcurrentDictionary<string, IMongoCollection<RawBsonDocument>> _collections = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly MongoOperations _mongo;
    private readonly MongoIndexes _indexes;

    /// <summary>Connects to the server and creates the indexes of existing collections, without waiting for it.</summary>
    /// <exception cref="FormatException">It is not a MongoDB connection string.</exception>
    public MongoDocumentStore(string connectionString, ILogger<MongoDocumentStore> logger, TimeProvider? time = null)
    {
        _mongo = new MongoOperations(MongoSettings.Parse(connectionString), time ?? TimeProvider.System);
        _indexes = new MongoIndexes(_mongo, logger);
        foreach (var collection in Collections.All)
            Open(collection);
    }

    public async ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(collection, new BsonDocument(MongoDocument.Id, id), new() { Limit = 1 }, cancellationToken);
        return found is [var document] ? document : null;
    }

    public async ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var due = new BsonDocument(MongoDocument.Due, new BsonDocument("$lt", new BsonDateTime(before.ToUnixTimeMilliseconds())));
        return await FindAsync(collection, due, new() { Sort = ByDue, Limit = limit }, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(
        string collection, string owner, CancellationToken cancellationToken)
    {
        var options = new FindOptions<RawBsonDocument, BsonDocument> { Projection = ById, Sort = ById, BatchSize = IdsInBatch };
        var owned = await FindAsync(collection, new BsonDocument(MongoDocument.Owner, owner), options, cancellationToken);
        return owned.ConvertAll(document => document[MongoDocument.Id].AsString);
    }

    public async ValueTask<IReadOnlyList<Document>> PageAsync(
        string collection, string after, int limit, CancellationToken cancellationToken)
    {
        var rest = new BsonDocument(MongoDocument.Id, new BsonDocument("$gt", after));
        return await FindAsync(collection, rest, new() { Sort = ById, Limit = limit }, cancellationToken);
    }

    public async ValueTask<GroupPage> GroupAsync(
        string collection, string group, string after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var inGroup = new BsonDocument(MongoDocument.Group, group);
        var documents = Open(collection);
        var count = await _mongo.RunAsync(timeout => documents.CountDocumentsAsync(inGroup, options: null, timeout));
        if (limit == 0)
            return new GroupPage([], count);
        var rest = new BsonDocument(inGroup) { { MongoDocument.Id, new BsonDocument("$gt", after) } };
        return new GroupPage(await FindAsync(collection, rest, new() { Sort = ById, Limit = limit }, cancellationToken), count);
    }

    public async ValueTask<long?> SaveAsync(
        string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var version = VersionStamp.Next();
        var stored = MongoDocument.ToBson(document, version);
        var documents = Open(collection);
        var isSaved = await _mongo.RunAsync(timeout => expectedVersion == 0
            ? InsertAsync(documents, stored, timeout)
            : ReplaceAsync(documents, At(document.Id, expectedVersion), stored, timeout));
        return isSaved ? version : null;
    }

    public async ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var documents = Open(collection);
        var deleted = await _mongo.RunAsync(timeout => documents.DeleteOneAsync(At(id, version), timeout));
        return deleted.DeletedCount == 1;
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        await _mongo.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>Creates its indexes in the background, once per process.</summary>
    private IMongoCollection<RawBsonDocument> Open(string collection)
    {
        if (_collections.TryGetValue(collection, out var opened))
            return opened;
        opened = _mongo.Database.GetCollection<RawBsonDocument>(collection);
        if (_collections.TryAdd(collection, opened))
            _ = _indexes.CreateAsync(collection, _closing.Token);
        return opened;
    }

    private async Task<List<Document>> FindAsync(
        string collection, BsonDocument filter, FindOptions<RawBsonDocument, RawBsonDocument> options,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync<RawBsonDocument>(collection, filter, options, cancellationToken);
        return found.ConvertAll(document =>
        {
            using (document)
                return MongoDocument.FromBson(document);
        });
    }

    /// <summary>A canceled caller does not wait, but its operation is completed.</summary>
    private Task<List<T>> FindAsync<T>(
        string collection, BsonDocument filter, FindOptions<RawBsonDocument, T> options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var documents = Open(collection);
        return _mongo.RunAsync(async timeout =>
        {
            using var cursor = await documents.FindAsync(filter, options, timeout);
            return await cursor.ToListAsync(timeout);
        }).WaitAsync(cancellationToken);
    }

    private static BsonDocument At(string id, long version) =>
        new() { { MongoDocument.Id, id }, { MongoDocument.Version, version } };

    private static async Task<bool> InsertAsync(
        IMongoCollection<RawBsonDocument> documents, RawBsonDocument document, CancellationToken timeout)
    {
        try
        {
            await documents.InsertOneAsync(document, options: null, timeout);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    private static async Task<bool> ReplaceAsync(
        IMongoCollection<RawBsonDocument> documents, BsonDocument at, RawBsonDocument document, CancellationToken timeout)
    {
        var replaced = await documents.ReplaceOneAsync(at, document, (ReplaceOptions?)null, timeout);
        return replaced.MatchedCount == 1;
    }
}
