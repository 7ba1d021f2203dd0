using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Storage;
using TasksWeb.Storage.Sqlite;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Tokens.Vault;

public sealed class StoreFailureTests
{
    [Fact]
    public async Task Rotated_tokens_whose_save_fails_are_released_only_after_they_are_saved()
    {
        FailingStore? store = null;
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false },
            wrapStore: inner => store = new FailingStore(inner));
        using var visitor = await app.SignInAsync();
        app.Expire();
        store!.SaveFails = (collection, document) => collection == "grants" && !HasLease(document);

        using (var refused = await visitor.GetAsync("/api/tasklists"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.False(refused.Headers.Contains("Set-Cookie"));
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.True(store.FailedSaves > 0);

        store.SaveFails = (_, _) => false;
        await StoredGrants.UntilAsync(
            async () => (await visitor.GetAsync("/api/tasklists")).StatusCode == HttpStatusCode.OK, "the lists are served again");
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_database_locked_after_the_exchange_gets_the_tokens_when_it_is_unlocked()
    {
        await using var app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false });
        using var visitor = await app.SignInAsync();
        app.Expire();
        var call = await app.Sandbox.HangInExchangeAsync(() => visitor.GetAsync("/api/tasklists"));
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(app.Folder, "tasksweb.db")};Pooling=false"))
        {
            await other.OpenAsync();
            await using var transaction = other.BeginTransaction(deferred: false);
            app.Sandbox.Faults.Clear();

            using var refused = await call;
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        }

        await StoredGrants.UntilAsync(
            async () => (await visitor.GetAsync("/api/tasklists")).StatusCode == HttpStatusCode.OK, "the lists are served again");
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_disk_full_after_the_exchange_gets_the_tokens_when_it_has_space()
    {
        SqliteDocumentStore? store = null;
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false }, wrapStore: inner => store = (SqliteDocumentStore)inner);
        using var visitor = await app.SignInAsync();
        app.Expire();
        app.Sandbox.Faults.Add(Fault.Of("token", FaultKind.Hang));
        var call = visitor.GetAsync("/api/tasklists");
        await StoredGrants.UntilAsync(() => Task.FromResult(app.Sandbox.Traffic.CallsOf("/token") == 2), "the exchange has begun");
        // The file may not grow, and a save of a grant needs more than it has.
        ConnectionOf(WriterOf(store!)).Execute(
            """
            CREATE TRIGGER more AFTER UPDATE ON documents WHEN NEW.collection = 'grants' BEGIN
            INSERT INTO documents (collection, id, version, body) VALUES ('test', hex(randomblob(8)), 1, hex(zeroblob(500000))); END;
            PRAGMA max_page_count = 1
            """);
        app.Sandbox.Faults.Clear();

        using (var refused = await call)
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        await (await visitor.GetAsync("/api/tasklists")).ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        var grant = await app.GrantAsync();
        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => app.Services.GetRequiredService<GrantRepository>().SaveAsync(grant.Value, grant.Version, default).AsTask());
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);

        ConnectionOf(WriterOf(store!)).Execute("PRAGMA max_page_count = 100000");
        await StoredGrants.UntilAsync(
            async () => (await visitor.GetAsync("/api/tasklists")).StatusCode == HttpStatusCode.OK, "the lists are served again");
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writer")]
    private static extern ref SqliteWriter WriterOf(SqliteDocumentStore store);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connection")]
    private static extern ref SqliteConnection ConnectionOf(SqliteWriter writer);

    [Fact]
    public async Task A_store_that_cannot_save_the_lease_prevents_the_exchange()
    {
        FailingStore? store = null;
        await using var app = await TestApp.StartAsync(wrapStore: inner => store = new FailingStore(inner));
        using var visitor = await app.SignInAsync();
        app.Expire();
        store!.SaveFails = (collection, _) => collection == "grants";

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal(0, app.Sandbox.ExchangeCount);

        store.SaveFails = (_, _) => false;
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task Tokens_of_a_new_consent_are_saved_when_the_store_takes_them_again()
    {
        FailingStore? store = null;
        await using var app = await TestApp.StartAsync(
            settings: BrokerFixture.Settings, wrapStore: inner => store = new FailingStore(inner));
        var person = app.Sandbox.Accounts.Add("Consenting");
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        var code = await app.ConsentCodeAsync(person, ConnectSteps.DriveScope);
        store!.SaveFails = (collection, _) => collection == "grants";

        using (var refused = await app.CodeAsync(BrokerFixture.Reports, "google_drive", "customer", code))
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        var exchanges = app.Sandbox.Traffic.CallsOf("/token");
        using (var repeated = await app.CodeAsync(BrokerFixture.Reports, "google_drive", "customer", code))
            await repeated.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");

        store.SaveFails = (_, _) => false;
        await StoredGrants.UntilAsync(IsAnsweredAsync, "the same request gets the tokens");
        Assert.Equal(exchanges, app.Sandbox.Traffic.CallsOf("/token"));

        async Task<bool> IsAnsweredAsync()
        {
            using var answer = await app.CodeAsync(BrokerFixture.Reports, "google_drive", "customer", code);
            return answer.StatusCode == HttpStatusCode.OK;
        }
    }

    private static bool HasLease(Document document) => Encoding.UTF8.GetString(document.Body.Span).Contains("\"lease\"", StringComparison.Ordinal);
}
