using MongoDB.Bson;
using MongoDB.Driver;

namespace TasksWeb.Storage.Mongo;

/// <summary>The indexes in MongoDB besides <c>_id</c>.</summary>
internal sealed partial class MongoIndexes(MongoOperations mongo, ILogger logger)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(15);

    /// <summary>A TTL index: the server deletes a document after the time in this field.</summary>
    private static readonly Dictionary<string, string> Expiries = new(StringComparer.Ordinal) { ["tickets"] = "expiresAt" };

    private string? _lastFailure;

    /// <summary>Creates a collection's indexes and retries until it succeeds; existing ones stay.</summary>
    public async Task CreateAsync(string collection, CancellationToken closing)
    {
        // The driver's own method writes expireAfterSeconds as a double.
        var command = Command(collection, mongo.Database.Settings.WriteConcern);
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await mongo.RunAsync(
                    timeout => mongo.Database.RunCommandAsync<BsonDocument>(command, cancellationToken: timeout));
                return;
            }
            catch (StorageUnavailableException e)
            {
                // All collections usually fail for the same reason.
                if (Interlocked.Exchange(ref _lastFailure, e.Message) != e.Message)
                    LogFailed(collection, e.Message);
                await Task.Delay(RetryInterval, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static BsonDocument Command(string collection, WriteConcern writeConcern)
    {
        var indexes = new BsonArray
        {
            Partial("due", MongoDocument.Due), Partial("owner", MongoDocument.Owner), Partial("group", MongoDocument.Group),
        };
        if (Expiries.TryGetValue(collection, out var field))
            indexes.Add(new BsonDocument
            {
                { "key", new BsonDocument(field, 1) }, { "name", "expiry" }, { "expireAfterSeconds", 0 },
            });
        return new BsonDocument
        {
            { "createIndexes", collection },
            { "indexes", indexes },
            { "writeConcern", writeConcern.ToBsonDocument() },
        };
    }

    /// <summary>Of the documents that have the field.</summary>
    private static BsonDocument Partial(string name, string field) => new()
    {
        { "key", new BsonDocument { { field, 1 }, { MongoDocument.Id, 1 } } },
        { "name", name },
        { "partialFilterExpression", new BsonDocument(field, new BsonDocument("$exists", true)) },
    };

    [LoggerMessage(LogLevel.Warning, "The indexes of {Collection} are not made yet; see Storage:ConnectionString: {Why}")]
    private partial void LogFailed(string collection, string why);
}
