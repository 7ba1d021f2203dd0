using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TasksWeb.Storage.Mongo;

/// <summary>
/// The adapter for more than one machine. A document's members lie as they are beside <c>_id</c>, <c>_version</c>, <c>_owner</c>
/// and <c>_due</c>; compare-and-swap is a conditional update.
/// </summary>
public sealed partial class MongoDocumentStore : IDocumentStore, IAsyncDisposable
{
    private const string Id = "_id";
    private const string Version = "_version";
    private const string Owner = "_owner";
    private const string Due = "_due";
    private const int DuplicateKey = 11000;
    private const int PageSize = 256;

    /// <summary>MongoDB's own bound of a document.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(15);

    /// <summary>An attempt that took longer has hung, and its caller has waited enough.</summary>
    private static readonly TimeSpan WorthRepeating = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, bool> _indexed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly MongoConnection _mongo;
    private readonly ILogger<MongoDocumentStore> _logger;
    private string? _whyNoIndexes;

    /// <summary>Reaches for the server, and makes the indexes of the collections there are, without waiting for it.</summary>
    /// <exception cref="DriverMissingException"/>
    /// <exception cref="FormatException">It is no connection string of MongoDB's.</exception>
    public MongoDocumentStore(string connectionString, ILogger<MongoDocumentStore> logger)
    {
        (_mongo, _logger) = (new MongoConnection(connectionString), logger);
        foreach (var collection in Collections.All)
            Index(collection);
    }

    public async ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(collection, filter => filter.Add(Id, id), _ => { }, 1, cancellationToken);
        return found.Select(Read).SingleOrDefault();
    }

    public async ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var due = await QueryAsync(
            collection,
            filter => filter.Add(Due, time => time.Add("$lt", before)),
            query => query.Add("sort", order => order.Add(Due, 1).Add(Id, 1)),
            limit, cancellationToken);
        return [.. due.Select(Read)];
    }

    public async ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(string collection, string owner, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var document in FollowAsync(
            collection, filter => filter.Add(Owner, owner), query => query.Add("projection", fields => fields.Add(Id, 1)), "",
            cancellationToken))
            ids.Add(document[Id]!.Value.Text);
        return ids;
    }

    public async ValueTask<IReadOnlyList<Document>> PageAsync(
        string collection, string after, int limit, CancellationToken cancellationToken)
    {
        var page = new List<Document>();
        await foreach (var document in FollowAsync(collection, _ => { }, _ => { }, after, cancellationToken))
        {
            page.Add(Read(document));
            if (page.Count == limit)
                break;
        }
        return page;
    }

    public async ValueTask<long?> SaveAsync(
        string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        var version = VersionStamp.Next();
        var (met, repeated) = await WriteAsync(
            collection,
            expectedVersion == 0
                ? write => write.Add("insert", collection).AddArray("documents", fields => Write(fields, document, version))
                : write => write.Add("update", collection).AddArray("updates", update => update
                    .Add("q", filter => filter.Add(Id, document.Id).Add(Version, expectedVersion))
                    .Add("u", fields => Write(fields, document, version))),
            cancellationToken);
        // Of two attempts the first may have been done and its answer lost; the stamp is nobody else's.
        return met == 1 || (repeated && await FindAsync(collection, document.Id, CancellationToken.None) is { } stored && stored.Version == version)
            ? version
            : null;
    }

    public async ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken)
    {
        var (met, repeated) = await WriteAsync(
            collection,
            write => write.Add("delete", collection).AddArray("deletes", delete => delete
                .Add("q", filter => filter.Add(Id, id).Add(Version, version))
                .Add("limit", 1)),
            cancellationToken);
        return met == 1 || (repeated && await FindAsync(collection, id, CancellationToken.None) is null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        await _mongo.DisposeAsync();
        _closing.Dispose();
    }

    private async Task<IEnumerable<BsonDocument>> QueryAsync(
        string collection, Action<BsonWriter> filter, Action<BsonWriter> more, int limit, CancellationToken cancellationToken)
    {
        Index(collection);
        var command = BsonWriter.Write(query =>
        {
            query.Add("find", collection).Add("filter", filter).Add("limit", limit).Add("batchSize", limit)
                .Add("singleBatch", true);
            more(query);
        });
        var reply = await _mongo.RunAsync(command, writes: false, cancellationToken);
        return reply["cursor"]!.Value.Document["firstBatch"]!.Value.Documents;
    }

    /// <summary>
    /// In the order of the ids, from one on. A reply holds 16 MB at most, so what comes after it is asked for anew, without a
    /// cursor that a change of the primary would end.
    /// </summary>
    private async IAsyncEnumerable<BsonDocument> FollowAsync(
        string collection, Action<BsonWriter> filter, Action<BsonWriter> more, string after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool any;
        do
        {
            any = false;
            var found = await QueryAsync(
                collection,
                where => filter(where.Add(Id, id => id.Add("$gt", after))),
                query => more(query.Add("sort", order => order.Add(Id, 1))),
                PageSize, cancellationToken);
            foreach (var document in found)
            {
                any = true;
                after = document[Id]!.Value.Text;
                yield return document;
            }
        }
        while (any);
    }

    /// <summary>
    /// How many documents the write met (an insert of what is there already meets none), and whether that was its second attempt:
    /// a write that lost its way is repeated once, which is safe because it names the version it replaces.
    /// </summary>
    private async Task<(long Met, bool Repeated)> WriteAsync(
        string collection, Action<BsonWriter> write, CancellationToken cancellationToken)
    {
        Index(collection);
        var command = BsonWriter.Write(write);
        if (command.Length > MostBytes)
            throw new InvalidDataException($"A document of {command.Length:N0} bytes is larger than the 16 MB that MongoDB stores.");
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            return (await WriteOnceAsync(command, cancellationToken), Repeated: false);
        }
        catch (StorageUnavailableException e) when (
            e.InnerException is CommandFailedException { IsPassing: true } && TimeProvider.System.GetElapsedTime(begun) < WorthRepeating)
        {
            return (await WriteOnceAsync(command, CancellationToken.None), Repeated: true);
        }
    }

    private async Task<long> WriteOnceAsync(byte[] command, CancellationToken cancellationToken)
    {
        var reply = await _mongo.RunAsync(command, writes: true, cancellationToken);
        if (reply["writeErrors"] is not { } errors)
            return reply["n"]!.Value.Number;
        var error = errors.Documents.First();
        return error["code"]?.Number == DuplicateKey
            ? 0
            : throw new StorageUnavailableException(
                $"MongoDB did not take the write: {error["code"]?.Number} {CommandFailedException.WithoutCommand(error["errmsg"]?.Text)}");
    }

    /// <summary>Once for each collection and process, beside the calls that use it.</summary>
    private void Index(string collection)
    {
        if (!_indexed.ContainsKey(collection) && _indexed.TryAdd(collection, true))
            _ = IndexAsync(collection, _closing.Token);
    }

    private async Task IndexAsync(string collection, CancellationToken closing)
    {
        var command = BsonWriter.Write(create => MongoIndexes.Write(create, collection));
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await _mongo.RunAsync(command, writes: true, closing);
                return;
            }
            catch (StorageUnavailableException e)
            {
                // All collections fail for one reason as a rule.
                if (Interlocked.Exchange(ref _whyNoIndexes, e.Message) != e.Message)
                    LogNoIndexes(collection, e.Message);
                await Task.Delay(BetweenTries, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static void Write(BsonWriter fields, Document document, long version)
    {
        fields.Add(Id, document.Id).AddMembers(document.Body.Span);
        if (document.Owner is { } owner)
            fields.Add(Owner, owner);
        if (document.Due is { } due)
            fields.Add(Due, due);
        fields.Add(Version, version);
    }

    private static Document Read(BsonDocument document) => new(
        document[Id]!.Value.Text,
        document.ToJson(static name => name is not (Id or Version or Owner or Due)),
        document[Owner]?.Text,
        document[Due]?.Date,
        document[Version]!.Value.Number);

    [LoggerMessage(LogLevel.Warning, "The indexes of {Collection} are not made yet; see Storage:ConnectionString: {Why}")]
    private partial void LogNoIndexes(string collection, string why);
}
