using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Storage;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>An event is saved with the change that it reports, so nothing that happens afterwards loses it.</summary>
public sealed class EventOutboxTests : IAsyncLifetime
{
    private const string Person = "Hanako Yamada";

    private Receiver _receiver = null!;
    private FailingStore _store = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _app = await TestApp.StartAsync(settings: _receiver.Settings(), wrapStore: inner => _store = new FailingStore(inner));
        _store.SaveFails = static (collection, _) => collection == "events";
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
        Assert.Equal(0, _receiver.Forged);
    }

    [Fact]
    public async Task An_event_saved_before_a_crash_is_sent_after_the_restart()
    {
        using var visitor = await _app.SignInAsync(Person);
        Assert.Single((await _app.GrantAsync(Person)).Value.Events!.Pending);
        Assert.Empty(_receiver.All);

        await using var next = await TestApp.StartAsync(settings: _receiver.Settings(), beside: _app);
        await next.UpkeepAsync();
        await _receiver.UntilAsync(1, "the event");

        Assert.Equal(GrantEventType.Connected, _receiver.All[0].Type);
        Assert.Empty((await _app.GrantAsync(Person)).Value.Events!.Pending);
    }

    [Fact]
    public async Task An_event_queued_twice_is_sent_once()
    {
        _store.SaveFails = static (_, _) => false;
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the event");
        var (grants, stored) = (_app.Services.GetRequiredService<GrantRepository>(), await _app.GrantAsync(Person));
        var first = _receiver.All[0];
        var again = stored.Value with
        {
            Events = stored.Value.Events! with
            {
                Pending = [new GrantEvent(first.Type, _app.Clock.GetUtcNow(), stored.Value.Generation, first.Sequence, [])],
            },
        };

        await grants.SaveAsync(again, stored.Version, default);
        await visitor.PressAsync(await visitor.OpenAsync("/profile/delete"), "Delete account");
        await _receiver.UntilAsync(2, "the next event");

        Assert.Equal([GrantEventType.Connected, GrantEventType.Disconnected], _receiver.All.Select(one => one.Type));
    }

    [Fact]
    public async Task A_deleted_grant_is_a_tombstone_without_personal_data_until_its_event_is_queued()
    {
        using var visitor = await _app.SignInAsync(Person);
        var key = _app.KeyOf(Person).Id;
        var grants = _app.Services.GetRequiredService<GrantRepository>();

        await visitor.PressAsync(await visitor.OpenAsync("/profile/delete"), "Delete account");
        var tombstone = (await grants.FindAsync(key, default))!.Value;
        Assert.Equal(
            (GrantStatus.Dead, null, null, null),
            (tombstone.Status, tombstone.Holder, tombstone.KeyTags, tombstone.RefreshToken));
        Assert.Equal(2, tombstone.Events!.Pending.Length);

        _store.SaveFails = static (_, _) => false;
        await _app.UpkeepAsync();
        await _receiver.UntilAsync(2, "both events");

        Assert.Equal([GrantEventType.Connected, GrantEventType.Disconnected], _receiver.All.Select(one => one.Type));
        Assert.Null(await grants.FindAsync(key, default));
    }

    [Fact]
    public async Task A_connection_from_before_the_webhook_is_reported_from_its_next_change_on()
    {
        await using var before = await TestApp.StartAsync(settings: BrokerFixture.Settings);
        using var visitor = await before.SignInAsync(Person);
        await using var after = await TestApp.StartAsync(settings: _receiver.Settings(), beside: before);
        before.Clock.Advance(TimeSpan.FromHours(2));
        await after.UpkeepAsync();
        Assert.NotNull((await after.GrantAsync(Person)).Value.Events);

        await after.Services.GetRequiredService<TasksWeb.Tokens.Vault.TokenVault>().RevokeAsync(after.KeyOf(Person), default);
        await _receiver.UntilAsync(1, "an event");

        Assert.Equal(GrantEventType.Disconnected, _receiver.All[0].Type);
    }
}
