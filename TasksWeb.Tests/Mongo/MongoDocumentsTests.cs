using System.Text.Json;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Mongo;

/// <summary>What the app leaves in MongoDB, as MongoDB's own Python driver sees it.</summary>
public sealed class MongoDocumentsTests(MongoServer server) : IClassFixture<MongoServer>
{
    private readonly string _database = $"documents-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_sign_in_stores_readable_documents_with_dates_and_encrypted_tokens()
    {
        await using var app = await StartAsync();
        using var visitor = await app.SignInAsync();

        var all = await server.AskAsync(_database, "[db[name].find_one() for name in ('users', 'grants', 'tickets')]");

        var user = all[0];
        var id = app.KeyOf().User;
        Assert.Equal(id, user.GetProperty("_id").GetString());
        Assert.Equal("Hanako Yamada", user.GetProperty("displayName").GetString());
        Assert.StartsWith("http", user.GetProperty("image").GetString(), StringComparison.Ordinal);
        AssertDate(user, "signedInAt");
        AssertVersion(user);

        var grant = all[1];
        Assert.Equal($"google_tasks/{id}", grant.GetProperty("_id").GetString());
        Assert.Equal(id, grant.GetProperty("_owner").GetString());
        Assert.StartsWith("v1.", grant.GetProperty("accessToken").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("v1.", grant.GetProperty("refreshToken").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, grant.GetProperty("scopes").ValueKind);
        AssertDate(grant, "expiresAt");
        AssertDate(grant, "_due");
        AssertVersion(grant);

        var ticket = all[2];
        Assert.Equal(id, ticket.GetProperty("_owner").GetString());
        Assert.NotEqual(visitor.Secret(), ticket.GetProperty("_id").GetString());
        AssertDate(ticket, "expiresAt");
        AssertVersion(ticket);
    }

    [Fact]
    public async Task Startup_creates_the_indexes_for_due_times_owners_and_expired_sessions()
    {
        await using var app = await StartAsync();
        JsonElement indexes = default;
        await StoredGrants.UntilAsync(
            async () =>
            {
                indexes = await server.AskAsync(
                    _database, "{name: db[name].index_information() for name in ('users', 'grants', 'tickets', 'keys')}");
                return indexes.EnumerateObject().All(collection => collection.Value.TryGetProperty("owner", out _));
            },
            "the indexes are made");

        foreach (var collection in indexes.EnumerateObject())
        {
            Assert.Equal(["_due", "_id"], Fields(collection.Value.GetProperty("due")));
            Assert.Equal(["_owner", "_id"], Fields(collection.Value.GetProperty("owner")));
        }
        var expiry = indexes.GetProperty("tickets").GetProperty("expiry");
        Assert.Equal(["expiresAt"], Fields(expiry));
        Assert.Equal("0", expiry.GetProperty("expireAfterSeconds").GetProperty("$numberInt").GetString());
        Assert.False(indexes.GetProperty("grants").TryGetProperty("expiry", out _));
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        settings: new() { ["Storage:Provider"] = "MongoDB", ["Storage:ConnectionString"] = server[_database] });

    private static IEnumerable<string?> Fields(JsonElement index) =>
        index.GetProperty("key").EnumerateArray().Select(field => field[0].GetString());

    private static void AssertDate(JsonElement document, string field) =>
        Assert.True(
            document.GetProperty(field).TryGetProperty("$date", out _), $"{field} is no date: {document.GetProperty(field)}");

    private static void AssertVersion(JsonElement document) =>
        Assert.True(document.GetProperty("_version").TryGetProperty("$numberLong", out _));
}
