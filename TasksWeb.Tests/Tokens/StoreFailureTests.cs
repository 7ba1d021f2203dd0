using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Storage;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tokens;

public sealed class StoreFailureTests
{
    [Fact]
    public async Task Rotated_tokens_whose_save_fails_are_saved_when_the_store_is_back_and_handed_out_only_then()
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
        await Stored.UntilAsync(
            async () => (await visitor.GetAsync("/api/tasklists")).StatusCode == HttpStatusCode.OK, "the lists are served again");
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_database_that_another_process_has_locked_after_the_exchange_gets_the_tokens_when_it_is_free()
    {
        await using var app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false });
        using var visitor = await app.SignInAsync();
        app.Expire();
        app.Sandbox.Faults.Add(Fault.Of("token", FaultKind.Hang));
        var call = visitor.GetAsync("/api/tasklists");
        await Stored.UntilAsync(() => Task.FromResult(app.Sandbox.Traffic.CallsOf("/token") == 2), "the exchange has begun");
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(app.Folder, "tasksweb.db")};Pooling=false"))
        {
            await other.OpenAsync();
            await using var transaction = other.BeginTransaction(deferred: false);
            app.Sandbox.Faults.Clear();

            using var refused = await call;
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        }

        await Stored.UntilAsync(
            async () => (await visitor.GetAsync("/api/tasklists")).StatusCode == HttpStatusCode.OK, "the lists are served again");
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_store_that_does_not_take_the_lease_costs_no_exchange()
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

    private static bool HasLease(Document document) => Encoding.UTF8.GetString(document.Body.Span).Contains("\"lease\"", StringComparison.Ordinal);
}
