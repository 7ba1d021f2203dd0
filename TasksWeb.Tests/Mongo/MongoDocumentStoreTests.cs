using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tests.Storage;

namespace TasksWeb.Tests.Mongo;

public sealed class MongoDocumentStoreTests(MongoServer server) : DocumentStoreContract, IClassFixture<MongoServer>
{
    private readonly string _database = $"contract-{Guid.NewGuid():N}";

    protected override ValueTask<IDocumentStore> OpenAsync() =>
        ValueTask.FromResult<IDocumentStore>(new MongoDocumentStore(server[_database], NullLogger<MongoDocumentStore>.Instance));

    [Fact]
    public async Task A_document_larger_than_MongoDB_stores_is_refused_unsent()
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 17 * 1024 * 1024)}}"}""");
        await using var store = (MongoDocumentStore)await OpenAsync();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => store.SaveAsync("c", new Document("a", body), 0, default).AsTask());

        Assert.Contains("16 MB", failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindAsync("c", "a", default));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (!server.IsStandIn)
            await server.AskAsync(_database, "db.client.drop_database(db)");
    }
}
