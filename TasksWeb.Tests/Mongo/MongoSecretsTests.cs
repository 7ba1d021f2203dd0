using MongoDB.Bson;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Mongo;

/// <summary>Whatever fails, no log and no exception holds a connection string, a command or a document.</summary>
public sealed class MongoSecretsTests
{
    private const string Quoted =
        """command { update: "users", filter: { _id: "hanako", note: "hunter2" } } at 'hunter2' failed in "hanako" [hanako]""";

    [Theory]
    [InlineData("127.0.0.1:1", "connection refused")]
    [InlineData("mongo.invalid", "DNS")]
    public async Task An_unreachable_server_is_reported_with_its_reason_and_no_secret(string host, string reason) =>
        await AssertToldAsync($"mongodb://user:hunter2@{host}/tasksweb?serverSelectionTimeoutMS=300", reason);

    [Theory]
    [InlineData("not authorized on tasksweb to execute " + Quoted)]
    [InlineData(Quoted)]
    public async Task A_refusal_that_quotes_the_command_is_reported_by_its_code(string message)
    {
        var refused = new BsonDocument { { "ok", 0 }, { "code", 13 }, { "errmsg", message } };
        using var server = new CannedMongo(Answers(refused, refused));

        await AssertToldAsync(server.ConnectionString, "MongoDB answered 13");
    }

    [Fact]
    public async Task A_write_error_that_quotes_the_document_is_reported_by_its_code()
    {
        var errors = new BsonArray { new BsonDocument { { "index", 0 }, { "code", 121 }, { "errmsg", Quoted } } };
        var refused = new BsonDocument { { "ok", 0 }, { "code", 121 }, { "errmsg", Quoted } };
        using var server = new CannedMongo(Answers(refused, new BsonDocument { { "n", 0 }, { "writeErrors", errors }, { "ok", 1 } }));

        await AssertToldAsync(server.ConnectionString, "MongoDB answered 121");
    }

    [Fact]
    public async Task A_missing_majority_is_reported_by_its_code()
    {
        var error = new BsonDocument { { "code", 64 }, { "errmsg", Quoted } };
        var refused = new BsonDocument { { "ok", 0 }, { "code", 64 }, { "errmsg", Quoted } };
        using var server = new CannedMongo(Answers(refused, new BsonDocument { { "n", 1 }, { "writeConcernError", error }, { "ok", 1 } }));

        await AssertToldAsync(server.ConnectionString, "MongoDB answered 64");
    }

    private static Dictionary<string, BsonDocument> Answers(BsonDocument read, BsonDocument written) => new(StringComparer.Ordinal)
    {
        ["isMaster"] = CannedMongo.Hello,
        ["hello"] = CannedMongo.Hello,
        ["createIndexes"] = read,
        ["find"] = read,
        ["insert"] = written,
        ["update"] = written,
        ["delete"] = written,
    };

    private static async Task AssertToldAsync(string connectionString, string reason)
    {
        var log = new LogLines();
        var store = new MongoDocumentStore(connectionString, log);
        var document = new Document("hanako", """{"note":"hunter2"}"""u8.ToArray(), "hanako");
        Task[] calls =
        [
            store.FindAsync("users", "hanako", default).AsTask(), store.DueAsync("users", DateTimeOffset.MaxValue, 1, default).AsTask(),
            store.ListIdsByOwnerAsync("users", "hanako", default).AsTask(), store.PageAsync("users", "hanako", 1, default).AsTask(),
            store.SaveAsync("users", document, 0, default).AsTask(), store.SaveAsync("users", document, 1, default).AsTask(),
            store.DeleteAsync("users", "hanako", 1, default).AsTask(),
        ];
        var failures = await Task.WhenAll(calls.Select(call => Assert.ThrowsAsync<StorageUnavailableException>(() => call)));
        await StoredGrants.UntilAsync(() => Task.FromResult(!log.Written.IsEmpty), "the indexes are said to be missing");
        await store.DisposeAsync();

        Assert.All(failures, failure => Assert.Contains(reason, failure.Message, StringComparison.Ordinal));
        Assert.All(failures, failure => Assert.Null(failure.InnerException));
        Assert.All(
            failures.Select(failure => failure.ToString()).Concat(log.Written),
            text => Assert.All(
                (string[])["hunter2", "hanako", "mongodb://", "filter:"],
                secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));
    }
}
