using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Broker.Events;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Mongo;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>
/// The app ends after each write of an event's way (the grant with its event, the hand-over, the claim, what came of it), for a
/// connection that is made, dies and is deleted, while the receiver fails, lies, hangs and answers. What the next app finds is
/// what a killed process leaves: everything before that write.
/// </summary>
public abstract class KilledAtAStepOfDeliveryTests : IAsyncLifetime
{
    private const int MostSteps = 40;

    /// <summary>Connected, died, deleted.</summary>
    private const int Stages = 3;

    private Receiver _receiver = null!;
    private TestApp _next = null!;

    public virtual async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        // The instance that goes on; those that end begin beside it.
        _next = await TestApp.StartAsync(settings: _receiver.Settings(), wrapStore: Wrap(static inner => inner));
        _next.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
    }

    public virtual async Task DisposeAsync()
    {
        await _next.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    /// <summary>The store of the tests, around which others are put.</summary>
    private protected abstract Func<IDocumentStore, IDocumentStore> Wrap(Func<IDocumentStore, IDocumentStore> wrap);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_app_that_ends_at_any_write_of_a_stage_loses_no_event_and_forges_none(int stage)
    {
        var step = 0;
        for (var isDead = true; isDead && step < MostSteps; step++)
        {
            var (identifier, attempts) = ($"customer-{step}", new ConcurrentDictionary<string, int>(StringComparer.Ordinal));
            // Of each event it fails the first attempt, then it lies: it takes the event and says that it has not.
            _receiver.Answer = (one, context) => Task.FromResult(context.Response.StatusCode =
                attempts.AddOrUpdate(one.Id, 1, static (_, count) => count + 1) switch { 1 => 500, 2 => 404, _ => 204 });
            DyingStore dying = null!;
            int done;
            await using (var app = await StartAsync(inner => dying = new DyingStore(inner, int.MaxValue, Counts)))
                done = await LiveAsync(app, identifier, dying, stage, step);
            isDead = dying.IsDead;

            await FinishAsync(identifier, done);
        }
        Assert.InRange(step, 6, MostSteps - 1);
        Assert.Equal(0, _receiver.Forged);
    }

    [Theory]
    [InlineData(GrantEventType.Connected)]
    [InlineData(GrantEventType.Died)]
    [InlineData(GrantEventType.Disconnected)]
    public async Task An_app_that_ends_while_the_receiver_hangs_sends_the_event_again(string type)
    {
        const string Identifier = "customer-7";
        var hangs = new TaskCompletionSource();
        _receiver.Answer = (one, context) =>
        {
            if (one.Type != type)
                return Task.CompletedTask;
            hangs.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        DyingStore dying = null!;
        int done;
        await using (var app = await StartAsync(inner => dying = new DyingStore(inner, int.MaxValue, Counts)))
        {
            var living = LiveAsync(app, Identifier, dying, Stages - 1, int.MaxValue);
            await hangs.Task.WaitAsync(TimeSpan.FromMinutes(1));
            dying.DieAfter(-1);
            done = await living;
        }
        _receiver.Answer = (_, _) => Task.CompletedTask;

        await FinishAsync(Identifier, done);

        Assert.InRange(_receiver.All.Count(one => one.Type == type), 2, int.MaxValue);
        Assert.Equal(0, _receiver.Forged);
    }

    private static bool Counts(string collection) => collection is "grants" or "events";

    /// <summary>An app that does not wait at its end for a store that will not come back.</summary>
    private Task<TestApp> StartAsync(Func<IDocumentStore, IDocumentStore> store) => TestApp.StartAsync(
        settings: _receiver.Settings(), beside: _next, wrapStore: Wrap(store),
        services: services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100)));

    /// <summary>A connection is made, dies and is deleted, and each event is delivered, until the end comes.</summary>
    /// <param name="last">The stage in which the end comes, after some writes of its own.</param>
    /// <returns>How many of the three are done.</returns>
    private async Task<int> LiveAsync(TestApp app, string identifier, DyingStore store, int last, int writes)
    {
        for (var done = 0; done <= last; done++)
        {
            if (done == last)
                store.DieAfter(writes);
            try
            {
                if (!await StageAsync(app, identifier, done))
                    return done;
                for (var round = 0; round < 3 && !store.IsDead; round++)
                {
                    await app.Services.GetRequiredService<EventDelivery>().RunOnceAsync(default);
                    _next.Clock.Advance(TimeSpan.FromMinutes(5));
                }
            }
            catch (StorageUnavailableException)
            {
                // The end has come; what had no answer is repeated.
                return done;
            }
        }
        return last + 1;
    }

    /// <summary>The next app does what had no answer, and every event has arrived once, in order and under one id.</summary>
    private async Task FinishAsync(string identifier, int done)
    {
        for (; done < Stages; done++)
            Assert.True(await StageAsync(_next, identifier, done));
        await DrainAsync(identifier);

        var received = _receiver.All.Where(one => one.Data.GetProperty("identifier").GetString() == identifier).ToList();
        Assert.Equal(
            [GrantEventType.Connected, GrantEventType.Died, GrantEventType.Disconnected],
            received.DistinctBy(one => one.Id).Select(one => one.Type));
    }

    /// <returns>False: the app has no answer, because it has come to its end.</returns>
    private static async Task<bool> StageAsync(TestApp app, string identifier, int stage)
    {
        switch (stage)
        {
            case 0:
                using (var known = await app.TokenAsync(BrokerFixture.Reports, "google_drive", identifier))
                {
                    if (known.StatusCode == HttpStatusCode.OK)
                        return true;
                }
                // With a code of its own, as the person consents again.
                using (var saved = await app.CodeAsync(
                    BrokerFixture.Reports, "google_drive", identifier,
                    await app.ConsentCodeAsync(app.Sandbox.Accounts.Alex, Connections.ConnectSteps.DriveScope)))
                    return saved.StatusCode == HttpStatusCode.OK;
            case 1:
                app.Sandbox.Grants.Revoke(app.Sandbox.Accounts.Alex);
                app.Clock.Advance(TimeSpan.FromHours(2));
                using (var dead = await app.TokenAsync(BrokerFixture.Reports, "google_drive", identifier))
                    return dead.StatusCode == HttpStatusCode.Conflict;
            default:
                await app.Services.GetRequiredService<TokenVault>().ForgetAsync($"broker:reports/{identifier}", default);
                return true;
        }
    }

    private async Task DrainAsync(string identifier)
    {
        var (delivery, streams, grants) = (
            _next.Services.GetRequiredService<EventDelivery>(), _next.Services.GetRequiredService<EventStreamRepository>(),
            _next.Services.GetRequiredService<GrantRepository>());
        var key = new GrantKey("google_drive", $"broker:reports/{identifier}").Id;
        await StoredGrants.UntilAsync(
            async () =>
            {
                _next.Clock.Advance(TimeSpan.FromMinutes(5));
                try
                {
                    await _next.UpkeepAsync();
                    await delivery.RunOnceAsync(default);
                    return await grants.FindAsync(key, default) is null
                        && await streams.AllAsync(default).AllAsync(stored => stored.Value.Waiting.Length == 0);
                }
                catch (StorageUnavailableException)
                {
                    // A store that is slow for once.
                    return false;
                }
            },
            "nothing waits");
    }
}

public sealed class KilledAtAStepOfDeliveryInSqliteTests : KilledAtAStepOfDeliveryTests
{
    private protected override Func<IDocumentStore, IDocumentStore> Wrap(Func<IDocumentStore, IDocumentStore> wrap) => wrap;
}

public sealed class KilledAtAStepOfDeliveryInMongoTests : KilledAtAStepOfDeliveryTests, IClassFixture<MongoServer>
{
    private readonly MongoServer _mongo;
    private readonly string _database = $"events-{Guid.NewGuid():N}";

    public KilledAtAStepOfDeliveryInMongoTests(MongoServer mongo) => _mongo = mongo;

    private protected override Func<IDocumentStore, IDocumentStore> Wrap(Func<IDocumentStore, IDocumentStore> wrap) =>
        _ => wrap(new MongoDocumentStore(_mongo[_database], NullLogger<MongoDocumentStore>.Instance));
}
