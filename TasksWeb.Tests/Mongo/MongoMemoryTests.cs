using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;

namespace TasksWeb.Tests.Mongo;

/// <summary>
/// What an operation takes is given back on every path. It runs alone, because it measures the whole process.
/// <c>TASKSWEB_TEST_OPERATIONS=1000000</c> looks harder.
/// </summary>
[CollectionDefinition(nameof(MongoMemoryTests), DisableParallelization = true)]
[Collection(nameof(MongoMemoryTests))]
public sealed class MongoMemoryTests
{
    private const int DocumentBytes = 8000;
    private const int MostGrowth = 100 * 1024 * 1024;

    private static readonly int Operations =
        int.Parse(
            Environment.GetEnvironmentVariable("TASKSWEB_TEST_OPERATIONS") ?? "60000",
            System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Many_operations_do_not_grow_the_process()
    {
        var text = new string('x', DocumentBytes);
        using var server = new CannedMongo(new(StringComparer.Ordinal)
        {
            ["isMaster"] = CannedMongo.Hello,
            ["hello"] = CannedMongo.Hello,
            ["createIndexes"] = new BsonDocument("ok", 1),
            ["find"] = BsonDocument.Parse(
                $$"""
                { cursor: { id: NumberLong(0), ns: "tasksweb.c", firstBatch: [{ _id: "a", text: "{{text}}", _version: NumberLong(1) }] },
                  ok: 1 }
                """),
            ["insert"] = BsonDocument.Parse(
                $$"""{ n: 0, writeErrors: [{ index: 0, code: 11000, errmsg: "{{text}}" }], ok: 1 }"""),
            ["update"] = BsonDocument.Parse($$"""{ n: 1, padding: "{{text}}", ok: 1 }"""),
            ["delete"] = BsonDocument.Parse($$"""{ ok: 0, code: 13, errmsg: "not allowed", padding: "{{text}}" }"""),
        });
        await using var store = new MongoDocumentStore(server.ConnectionString, NullLogger<MongoDocumentStore>.Instance);
        var document = new Document("a", System.Text.Encoding.UTF8.GetBytes($$"""{"text":"{{text}}"}"""));

        await RunAsync(store, document, Operations / 10);
        var before = UsedBytes();
        await RunAsync(store, document, Operations);
        var growth = UsedBytes() - before;

        // Were only the replies kept, it would grow by four times as much.
        Assert.True(growth < MostGrowth, $"{growth / 1024 / 1024} MB more after {Operations} operations.");
        Assert.True((long)Operations * DocumentBytes > 4L * MostGrowth);
    }

    private static Task RunAsync(MongoDocumentStore store, Document document, int operations) => Parallel.ForAsync(
        0, operations, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            switch (i % 4)
            {
                case 0:
                    Assert.NotNull(await store.FindAsync("c", "a", default));
                    break;
                case 1:
                    Assert.NotNull(await store.SaveAsync("c", document, 1, default));
                    break;
                case 2:
                    Assert.Null(await store.SaveAsync("c", document, 0, default));
                    break;
                default:
                    await Assert.ThrowsAsync<StorageUnavailableException>(() => store.DeleteAsync("c", "a", 1, default).AsTask());
                    break;
            }
        });

    private static long UsedBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
