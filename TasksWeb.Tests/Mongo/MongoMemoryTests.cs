using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;

namespace TasksWeb.Tests.Mongo;

/// <summary>
/// What passes between the app and the C driver is freed on every path. <c>TASKSWEB_TEST_OPERATIONS=1000000</c> looks harder.
/// </summary>
public sealed class MongoMemoryTests
{
    private const int DocumentBytes = 8000;
    private const int MostGrowth = 100 * 1024 * 1024;

    private static readonly int Operations =
        int.Parse(
            Environment.GetEnvironmentVariable("TASKSWEB_TEST_OPERATIONS") ?? "60000",
            System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Very_many_operations_leave_the_process_as_large_as_few_do()
    {
        var text = new string('x', DocumentBytes);
        using var server = new CannedMongo(new(StringComparer.Ordinal)
        {
            ["isMaster"] = CannedMongo.Hello,
            ["hello"] = CannedMongo.Hello,
            ["createIndexes"] = BsonWriter.Write(reply => reply.Add("ok", 1)),
            ["find"] = BsonWriter.Write(reply => reply
                .Add("cursor", cursor => cursor.Add("id", 0L).Add("ns", "tasksweb.c").AddArray(
                    "firstBatch", document => document.Add("_id", "a").Add("text", text).Add("_version", 1L)))
                .Add("ok", 1)),
            ["insert"] = BsonWriter.Write(reply => reply
                .Add("n", 0)
                .AddArray("writeErrors", error => error.Add("index", 0).Add("code", 11000).Add("errmsg", text))
                .Add("ok", 1)),
            ["update"] = BsonWriter.Write(reply => reply.Add("n", 1).Add("padding", text).Add("ok", 1)),
            ["delete"] = BsonWriter.Write(
                reply => reply.Add("ok", 0).Add("code", 13).Add("errmsg", "not allowed").Add("padding", text)),
        });
        await using var store = new MongoDocumentStore(server.ConnectionString, NullLogger<MongoDocumentStore>.Instance);
        var document = new Document("a", System.Text.Encoding.UTF8.GetBytes($$"""{"text":"{{text}}"}"""));

        await RunAsync(store, document, Operations / 10);
        var before = NativeBytes();
        await RunAsync(store, document, Operations);
        var growth = NativeBytes() - before;

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

    /// <summary>What the process has beside its managed heaps, which the tests that run at the same time fill and empty.</summary>
    private static long NativeBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet - GC.GetGCMemoryInfo(GCKind.FullBlocking).TotalCommittedBytes;
    }
}
