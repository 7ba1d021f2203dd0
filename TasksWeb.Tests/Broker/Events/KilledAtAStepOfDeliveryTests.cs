using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Broker.Events;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Mongo;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>
/// The app ends after each write of an event's way (the grant with its event, the hand-over, the claim, what came of it), while
/// the receiver fails, lies and answers. What the next app finds is what a killed process leaves: everything before that write.
/// </summary>
public abstract class KilledAtAStepOfDeliveryTests : IAsyncLifetime
{
    private const int MostSteps = 40;

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

    [Fact]
    public async Task An_app_that_ends_at_any_write_loses_no_event_and_forges_none()
    {
        var step = 0;
        for (var isDead = true; isDead && step < MostSteps; step++)
        {
            var identifier = $"customer-{step}";
            var attempts = 0;
            // It fails, then it lies: it takes the event and says that it has not.
            _receiver.Answer = (_, context) => Task.FromResult(
                context.Response.StatusCode = Interlocked.Increment(ref attempts) switch { 1 => 500, 2 => 404, _ => 204 });
            isDead = await DieAfterAsync(step, identifier);

            await ConnectAsync(_next, identifier);
            await DrainAsync(_next, identifier);

            var received = _receiver.All.Where(one => one.Data.GetProperty("identifier").GetString() == identifier).ToList();
            Assert.NotEmpty(received);
            Assert.Equal(GrantEventType.Connected, received[0].Type);
            Assert.Single(received.Where(one => one.Type == GrantEventType.Connected).Select(one => one.Id).Distinct());
            var grant = await _next.Services.GetRequiredService<GrantRepository>().FindAsync(
                new GrantKey("google_drive", $"broker:reports/{identifier}").Id, default);
            Assert.Empty(grant!.Value.Events!.Pending);
        }
        Assert.InRange(step, 4, MostSteps - 1);
        Assert.Equal(0, _receiver.Forged);
    }

    /// <returns>False: everything was done before the end came.</returns>
    private async Task<bool> DieAfterAsync(int writes, string identifier)
    {
        DyingStore? dying = null;
        await using var app = await TestApp.StartAsync(
            settings: _receiver.Settings(), beside: _next,
            wrapStore: Wrap(inner =>
                dying = new DyingStore(inner, writes, static collection => collection is "grants" or "events")));
        using (await CodeAsync(app, identifier))
        {
        }
        var delivery = app.Services.GetRequiredService<EventDelivery>();
        for (var round = 0; round < 4 && !dying!.IsDead; round++)
        {
            try
            {
                await delivery.RunOnceAsync(default);
            }
            catch (StorageUnavailableException)
            {
                // The end has come.
            }
            _next.Clock.Advance(TimeSpan.FromMinutes(5));
        }
        return dying!.IsDead;
    }

    /// <summary>The backend repeats what had no answer: with a code of its own, as its person consents again.</summary>
    private static async Task ConnectAsync(TestApp app, string identifier)
    {
        using var known = await app.TokenAsync(BrokerFixture.Reports, "google_drive", identifier);
        if (known.StatusCode == HttpStatusCode.OK)
            return;
        using var again = await CodeAsync(app, identifier);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private static async Task<HttpResponseMessage> CodeAsync(TestApp app, string identifier) => await app.CodeAsync(
        BrokerFixture.Reports, "google_drive", identifier,
        await app.ConsentCodeAsync(app.Sandbox.Accounts.Alex, Connections.ConnectSteps.DriveScope));

    private async Task DrainAsync(TestApp app, string identifier)
    {
        var (delivery, streams) = (
            app.Services.GetRequiredService<EventDelivery>(), app.Services.GetRequiredService<EventStreamRepository>());
        await StoredGrants.UntilAsync(
            async () =>
            {
                _next.Clock.Advance(TimeSpan.FromMinutes(5));
                try
                {
                    await app.UpkeepAsync();
                    await delivery.RunOnceAsync(default);
                }
                catch (StorageUnavailableException)
                {
                    // A store that is slow for once.
                    return false;
                }
                var stream = await streams.AllAsync(default).Select(stored => stored.Value)
                    .FirstOrDefaultAsync(one => one.Identifier == identifier);
                return stream is { Waiting.Length: 0 };
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
