using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Storage;
using TasksWeb.Tests.Storage;

namespace TasksWeb.Tests.Mongo;

public sealed class MongoDocumentStoreTests(MongoServer server) : DocumentStoreContract, IClassFixture<MongoServer>
{
    private readonly string _database = $"contract-{Guid.NewGuid():N}";

    protected override ValueTask<IDocumentStore> OpenAsync() =>
        ValueTask.FromResult<IDocumentStore>(new MongoDocumentStore(server[_database], NullLogger<MongoDocumentStore>.Instance));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (!server.IsStandIn)
            await server.AskAsync(_database, "db.client.drop_database(db)");
    }
}
