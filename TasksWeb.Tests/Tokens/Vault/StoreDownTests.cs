using System.Net;
using Microsoft.Data.Sqlite;
using TasksWeb.Sandbox;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Mongo;

namespace TasksWeb.Tests.Tokens.Vault;

/// <summary>A store that goes away in the middle of an exchange whose refresh token the provider has rotated already.</summary>
public abstract class StoreDownTests
{
    protected abstract Task<TestApp> StartAsync(SandboxOptions google);

    protected abstract Task TakeAwayAsync(TestApp app);

    protected abstract Task BringBackAsync();

    [Fact]
    public async Task An_exchange_whose_save_failed_is_saved_when_the_store_is_back()
    {
        await using var app = await StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false });
        using var visitor = await app.SignInAsync();
        app.Expire();
        var call = await app.Sandbox.HangInExchangeAsync(() => visitor.GetAsync("/api/tasklists"));

        await TakeAwayAsync(app);
        app.Sandbox.Faults.Clear();
        AssertStoreAway(await call);
        AssertStoreAway(await visitor.GetAsync("/api/tasklists"));
        Assert.Equal(1, app.Sandbox.ExchangeCount);

        await BringBackAsync();
        await StoredGrants.UntilAsync(
            async () => (await visitor.GetAsync("/api/tasklists")).StatusCode == HttpStatusCode.OK, "the lists are served again");
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    private protected static void AssertStoreAway(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        answer.Dispose();
    }
}

/// <summary>SQLite: another process holds the file's lock.</summary>
public sealed class SqliteDownTests : StoreDownTests, IDisposable
{
    private SqliteConnection? _other;

    protected override Task<TestApp> StartAsync(SandboxOptions google) => TestApp.StartAsync(google);

    protected override Task TakeAwayAsync(TestApp app)
    {
        _other = new SqliteConnection($"Data Source={Path.Combine(app.Folder, "tasksweb.db")};Pooling=False");
        _other.Open();
        _other.BeginTransaction(deferred: false);
        return Task.CompletedTask;
    }

    protected override Task BringBackAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _other?.Dispose();
}

/// <summary>MongoDB: the server is gone.</summary>
public sealed class MongoDownTests(MongoServer mongo) : StoreDownTests, IClassFixture<MongoServer>
{
    protected override async Task<TestApp> StartAsync(SandboxOptions google)
    {
        var app = await TestApp.StartAsync(google, new()
        {
            ["Storage:Provider"] = "MongoDB",
            ["Storage:ConnectionString"] = mongo[$"down-{Guid.NewGuid():N}"] + "&serverSelectionTimeoutMS=1000",
        });
        using var visitor = app.Visit();
        await StoredGrants.UntilAsync(
            async () => (await visitor.GetAsync("/healthz/ready")).StatusCode == HttpStatusCode.OK, "the driver has found the server");
        return app;
    }

    protected override Task TakeAwayAsync(TestApp app) => mongo.OrderAsync("stop");

    protected override Task BringBackAsync() => mongo.OrderAsync("start");

    [Fact]
    public async Task While_the_store_is_down_calls_are_refused_with_Retry_After()
    {
        await using var app = await StartAsync(new SandboxOptions());
        using var visitor = await app.SignInAsync();

        await TakeAwayAsync(app);
        // What was believed of the session and of the token for a few seconds is not believed any more.
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => visitor.GetAsync("/api/tasklists"))))
            AssertStoreAway(answer);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/healthz/ready")).StatusCode);

        await BringBackAsync();
        await StoredGrants.UntilAsync(
            async () => (await visitor.GetAsync("/api/tasklists")).StatusCode == HttpStatusCode.OK, "the lists are served again");
    }
}
