using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Mongo;

public sealed class MongoStartTests
{
    [Theory]
    [InlineData("Data Source=data/tasksweb.db")]
    [InlineData("")]
    [InlineData("http://127.0.0.1/tasksweb")]
    [InlineData("mongodb://")]
    [InlineData("mongodb://user:p@ss:hunter2@host/tasksweb")]
    [InlineData("mongodb://us:er:hunter2@host/tasksweb")]
    [InlineData("mongodb://user:h:\"unter\"hunter2@host/tasksweb")]
    [InlineData("mongodb://user:hunter%zz2@host/tasksweb")]
    [InlineData("mongodb://user:hunter2/hunter2@host/tasksweb")]
    [InlineData("mongodb://user:hunter2@host/tasksweb?tlsCertificateKeyFilePassword=hunter2&tls=hunter2")]
    [InlineData("mongodb+srv://a.example,b.example/tasksweb")]
    public void An_invalid_connection_string_is_reported_without_its_password(string text)
    {
        var problem = MongoSettings.ProblemOf(text);

        Assert.NotNull(problem);
        Assert.NotEmpty(problem);
        Assert.DoesNotContain("p@ss", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("unter", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_without_servers_in_DNS_is_reported()
    {
        var problem = MongoSettings.ProblemOf("mongodb+srv://user:hunter2@cluster.invalid/tasksweb");

        Assert.Contains("DNS names no servers for cluster.invalid", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_password_is_reported_without_the_password()
    {
        using var server = new CannedMongo(new(StringComparer.Ordinal)
        {
            ["isMaster"] = CannedMongo.Hello,
            ["hello"] = CannedMongo.Hello,
            ["saslStart"] = BsonDocument.Parse("""{ ok: 0, code: 18, errmsg: "Authentication failed." }"""),
        });
        await using var store = new MongoDocumentStore(
            server.ConnectionString.Replace("mongodb://", "mongodb://user:hunter2@", StringComparison.Ordinal), NullLogger<MongoDocumentStore>.Instance);

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.FindAsync("users", "a", default).AsTask());

        Assert.Contains("Authentication failed", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_rights_are_reported_once_and_no_document_is_quoted()
    {
        using var server = new CannedMongo(new(StringComparer.Ordinal)
        {
            ["isMaster"] = CannedMongo.Hello,
            ["hello"] = CannedMongo.Hello,
            ["createIndexes"] = Refused("createIndexes"),
            ["find"] = Refused("find"),
        });
        var log = new LogLines();
        var store = new MongoDocumentStore(server.ConnectionString, log);

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.FindAsync("users", "a", default).AsTask());
        await StoredGrants.UntilAsync(() => Task.FromResult(!log.Written.IsEmpty), "it is written");
        // Every index has been refused by then.
        await store.DisposeAsync();

        Assert.Contains("13: not authorized on tasksweb", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hanako", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hanako", Assert.Single(log.Written), StringComparison.Ordinal);

        // In a server's own words.
        static BsonDocument Refused(string command) => new()
        {
            { "ok", 0 },
            { "code", 13 },
            { "errmsg", $$"""not authorized on tasksweb to execute command { {{command}}: "users", filter: { _id: "hanako" } }""" },
        };
    }

    [Theory]
    [InlineData("mongodb://127.0.0.1")]
    [InlineData("mongodb://user:secret@a.example:27017,b.example:27018/tasksweb?replicaSet=rs0&tls=true&authSource=admin&authMechanism=SCRAM-SHA-256")]
    [InlineData("mongodb://a.example/?w=1&readPreference=secondaryPreferred&maxPoolSize=5&compressors=zlib")]
    public void Options_of_the_driver_are_accepted(string text) => Assert.Null(MongoSettings.ProblemOf(text));
}
