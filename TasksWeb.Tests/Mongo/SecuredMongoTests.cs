using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;

namespace TasksWeb.Tests.Mongo;

/// <summary>TLS, passwords and elections, through MongoDB's own driver.</summary>
public sealed class SecuredMongoTests(SecuredMongo mongo) : IClassFixture<SecuredMongo>
{
    private readonly string _database = $"secured-{Guid.NewGuid():N}";

    [Fact]
    public async Task With_the_right_authority_and_password_documents_travel_over_TLS()
    {
        await using var store = Open(mongo.At(_database));

        var saved = await store.SaveAsync("c", New("a"), 0, default);

        Assert.NotNull(saved);
        Assert.Equal(saved, (await store.FindAsync("c", "a", default))!.Version);
    }

    [Theory]
    [InlineData("stranger.pem", "127.0.0.1")]
    [InlineData("authority.pem", "localhost")]
    public async Task A_server_with_a_wrong_certificate_is_refused(string trusted, string host)
    {
        var failure = await FailureAsync(mongo.At(_database, trusted: trusted, host: host));

        Assert.Contains("certificate verify failed", failure, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_missing_authority_file_is_named()
    {
        var problem = MongoSettings.ProblemOf(mongo.At(_database, trusted: "nowhere.pem"));

        Assert.Contains("nowhere.pem", problem, StringComparison.Ordinal);
        Assert.Contains("tlsCAFile", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SecuredMongo.User, "plum blossom")]
    [InlineData("somebody", SecuredMongo.Password)]
    public async Task A_wrong_name_or_password_is_refused_and_not_quoted(string user, string password)
    {
        var failure = await FailureAsync(mongo.At(_database, user, password));

        Assert.Contains("authentication failed", failure, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("blossom", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_another_member_becomes_the_primary_every_write_finds_it_and_happens_once()
    {
        await using var store = Open(mongo.At(_database));
        var version = (await store.SaveAsync("c", New("a"), 0, default))!.Value;

        for (var election = 0; election < 2; election++)
        {
            await mongo.Server.OrderAsync("elect");
            var writes = Enumerable.Range(0, 20).Select(i => store.SaveAsync("c", New($"{election}-{i}"), 0, default).AsTask());
            Assert.All(await Task.WhenAll(writes), saved => Assert.NotNull(saved));
            Assert.Equal(version, (await store.FindAsync("c", "a", default))!.Version);
        }
        Assert.True(await store.DeleteAsync("c", "a", version, default));
    }

    private static MongoDocumentStore Open(string connectionString) => new(connectionString, NullLogger<MongoDocumentStore>.Instance);

    private static Document New(string id) => new(id, "{}"u8.ToArray());

    /// <summary>All that a call says of its failure.</summary>
    private static async Task<string> FailureAsync(string connectionString)
    {
        await using var store = Open(connectionString);
        return (await Assert.ThrowsAsync<StorageUnavailableException>(() => store.FindAsync("c", "a", default).AsTask())).ToString();
    }
}
