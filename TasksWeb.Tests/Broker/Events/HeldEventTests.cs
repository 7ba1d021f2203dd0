using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Broker.Events;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>Events that cannot be told now: they wait three days, and what is told says the same at every attempt.</summary>
public sealed class HeldEventTests : IAsyncLifetime
{
    private const string Person = "Hanako Yamada";

    private Receiver _receiver = null!;
    private FailingStore _store = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        var settings = new Dictionary<string, string?>(_receiver.Settings()) { ["SignIn:Allow:0"] = "*" };
        _app = await TestApp.StartAsync(settings: settings, wrapStore: inner => _store = new FailingStore(inner));
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
        Assert.Equal(0, _receiver.Forged);
    }

    [Fact]
    public async Task Events_wait_at_an_instance_without_the_key_and_are_sent_by_one_with_it()
    {
        RefuseAll();
        await ConnectAsync("alice");
        await UntilFailedAsync();
        await using var other = await TestApp.StartAsync(beside: _app);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await other.Services.GetRequiredService<EventDelivery>().RunOnceAsync(default);
        Assert.Single((await StreamAsync()).Waiting);

        AcceptAll();
        await DrainAsync();

        Assert.Equal(GrantEventType.Connected, _receiver.All[^1].Type);
    }

    [Fact]
    public async Task Events_without_a_key_anywhere_are_dead_letters_after_three_days()
    {
        RefuseAll();
        await ConnectAsync("alice");
        await UntilFailedAsync();
        await using var other = await TestApp.StartAsync(beside: _app);
        var attempts = _receiver.All.Count;
        // The instance with the key is gone.
        _store.ReadsFail = true;
        _app.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(2));
        await other.Services.GetRequiredService<EventDelivery>().RunOnceAsync(default);

        var stream = (await other.Services.GetRequiredService<EventStreamRepository>().AllAsync(default).SingleAsync()).Value;
        _store.ReadsFail = false;
        Assert.Empty(stream.Waiting);
        Assert.Contains("no key", Assert.Single(stream.DeadLetters).Why, StringComparison.Ordinal);
        Assert.Equal(attempts, _receiver.All.Count);
    }

    [Fact]
    public async Task Pending_events_of_a_grant_survive_the_job_of_an_instance_without_a_webhook()
    {
        _store.SaveFails = static (collection, _) => collection == "events";
        using var visitor = await _app.SignInAsync(Person);
        await using var other = await TestApp.StartAsync(beside: _app);
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        await other.UpkeepAsync();
        Assert.Single((await _app.GrantAsync(Person)).Value.Events!.Pending);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await other.UpkeepAsync();
        Assert.True((await _app.GrantAsync(Person)).Value.ExpiresAt > _app.Clock.GetUtcNow());
        await other.Services.GetRequiredService<TokenVault>().RevokeAsync(_app.KeyOf(Person), default);

        _store.SaveFails = static (_, _) => false;
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        await _app.UpkeepAsync();
        await _receiver.UntilAsync(2, "both events");

        Assert.Equal([GrantEventType.Connected, GrantEventType.Disconnected], _receiver.All.Select(one => one.Type));
    }

    [Fact]
    public async Task Pending_events_of_a_grant_that_no_instance_tells_are_given_up_after_three_days()
    {
        _store.SaveFails = static (collection, _) => collection == "events";
        using var visitor = await _app.SignInAsync(Person);
        await using var other = await TestApp.StartAsync(beside: _app);
        _app.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));

        await other.UpkeepAsync();

        Assert.Null((await _app.GrantAsync(Person)).Value.Events);
    }

    [Fact]
    public async Task Events_of_somebody_taken_off_the_allow_list_wait_until_they_are_back()
    {
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the sign-in");
        Allow("alex.smith@example.com");
        var vault = _app.Services.GetRequiredService<TokenVault>();
        await vault.SaveAsync(_app.KeyOf(Person) with { Connector = "google_drive" }, Granted(), default);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await DeliverAsync();
        Assert.Single(_receiver.All);

        Allow("*");
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await DeliverAsync();
        await _receiver.UntilAsync(2, "the held event");

        Assert.Equal("google_drive", _receiver.All[1].Data.GetProperty("connector").GetString());
    }

    [Fact]
    public async Task Events_of_a_stopped_backend_are_sent_at_once_when_the_person_allows_it_again()
    {
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the sign-in");
        await StopAsync();
        await _app.Services.GetRequiredService<TokenVault>().SaveAsync(Drive, Granted(), default);
        await UntilFailedAsync();
        // The next attempt would be within an hour.
        for (var attempt = 0; attempt < 20; attempt++)
        {
            _app.Clock.Advance(TimeSpan.FromHours(1));
            await DeliverAsync();
        }
        Assert.Single(_receiver.All);

        await visitor.PressAsync(await visitor.OpenAsync("/profile"), "Allow again");

        await _receiver.UntilAsync(2, "the event that waited");
    }

    [Fact]
    public async Task Events_that_a_person_does_not_let_a_backend_know_for_three_days_are_nobodys_failure()
    {
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the sign-in");
        await StopAsync();
        await _app.Services.GetRequiredService<TokenVault>().SaveAsync(Drive, Granted(), default);
        await UntilFailedAsync();
        _app.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(2));
        await DrainAsync();

        Assert.Empty(await Streams().ListDeadAsync(10, default).ToListAsync());
        Assert.Single(_receiver.All);
    }

    [Fact]
    public async Task The_end_of_a_connection_is_told_of_somebody_who_is_off_the_allow_list()
    {
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the sign-in");
        Allow("alex.smith@example.com");
        var key = _app.KeyOf(Person) with { Connector = "google_drive" };
        var vault = _app.Services.GetRequiredService<TokenVault>();

        await vault.SaveAsync(key, Granted(), default);
        await vault.RevokeAsync(key, default);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await DeliverAsync();
        await _receiver.UntilAsync(2, "the end");

        // The clock has moved while the end was sent, so that it may have been sent again.
        Assert.Equal(
            [GrantEventType.Connected, GrantEventType.Disconnected],
            _receiver.All.DistinctBy(one => one.Id).Select(one => one.Type));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_somebody_who_deletes_the_account_nothing_that_was_held_is_told_but_the_end(bool isStopped)
    {
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the sign-in");
        var key = _app.KeyOf(Person) with { Connector = "google_drive" };
        if (isStopped)
            await StopAsync();
        else
            Allow("alex.smith@example.com");
        await _app.Services.GetRequiredService<TokenVault>().SaveAsync(key, Granted(), default);

        await _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(key.User);
        await StoredGrants.UntilAsync(
            async () =>
            {
                _app.Clock.Advance(TimeSpan.FromMinutes(10));
                // Hands over what a busy store has put off.
                await _app.UpkeepAsync();
                await DeliverAsync();
                return _receiver.All.Count(one => one.Type == GrantEventType.Disconnected) == 2;
            },
            "the ends of both connections");

        Assert.Equal([GrantEventType.Disconnected], _receiver.All.Where(IsOfDrive).Select(one => one.Type));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_that_failed_before_the_person_stopped_them_are_not_told_after_the_account_is_deleted(bool isStopped)
    {
        RefuseAll();
        using var visitor = await _app.SignInAsync(Person);
        var key = _app.KeyOf(Person) with { Connector = "google_drive" };
        var vault = _app.Services.GetRequiredService<TokenVault>();
        await vault.SaveAsync(key, Granted(), default);
        await vault.RevokeAsync(key, default);
        await StoredGrants.UntilAsync(
            async () => await Streams().AllAsync(default).AnyAsync(
                one => one.Value is { Connector: "google_drive", Waiting.Length: 2, Failures: > 0 }),
            "the attempt has failed");
        var before = _receiver.All.Count;
        if (isStopped)
            await StopAsync();
        else
            Allow("alex.smith@example.com");

        await _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(key.User);
        AcceptAll();
        await DrainAsync();

        Assert.Equal(
            [GrantEventType.Disconnected],
            _receiver.All.Skip(before).Where(IsOfDrive).Select(one => one.Type));
    }

    [Fact]
    public async Task A_deletion_that_failed_and_is_repeated_withholds_nothing_that_was_to_be_told()
    {
        RefuseAll();
        using var visitor = await _app.SignInAsync(Person);
        await UntilFailedAsync();
        var deletion = _app.Services.GetRequiredService<AccountDeletion>();
        _store.SaveFails = static (collection, document) => collection == "events"
            && document.Body.Span.IndexOf("orgotten\":true"u8) >= 0;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => deletion.DeleteAsync(_app.KeyOf(Person).User));
        _store.SaveFails = static (_, _) => false;
        var before = _receiver.All.Count;

        await deletion.DeleteAsync(_app.KeyOf(Person).User);
        AcceptAll();
        await DrainAsync();

        Assert.Equal(
            [GrantEventType.Connected, GrantEventType.Disconnected], _receiver.All.Skip(before).Select(one => one.Type));
    }

    [Fact]
    public async Task An_event_has_the_same_body_at_every_attempt()
    {
        RefuseAll();
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the first attempt");
        await visitor.PressAsync(await visitor.OpenAsync("/profile/delete"), "Delete account");
        AcceptAll();
        await DrainAsync();

        Assert.Equal(2, _receiver.All.Select(one => one.Id).Distinct().Count());
        Assert.Equal(2, _receiver.All.Select(one => one.Body.GetRawText()).Distinct().Count());
        var account = ProviderAccount.IdOf(_app.AccountOf(Person).Subject);
        Assert.All(_receiver.All, one => Assert.Equal(account, one.Data.GetProperty("account").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_says_whose_a_deleted_accounts_events_were_once_they_are_told_or_given_up(bool isGivenUp)
    {
        if (isGivenUp)
            RefuseAll();
        using var visitor = await _app.SignInAsync(Person);
        await _receiver.UntilAsync(1, "the sign-in");
        Assert.Contains(_app.KeyOf(Person).User, await TextAsync(), StringComparison.Ordinal);

        await visitor.PressAsync(await visitor.OpenAsync("/profile/delete"), "Delete account");
        if (isGivenUp)
            _app.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(2));
        await DrainAsync();

        var text = await TextAsync();
        Assert.DoesNotContain(_app.KeyOf(Person).User, text, StringComparison.Ordinal);
        Assert.DoesNotContain(ProviderAccount.IdOf(_app.AccountOf(Person).Subject), text, StringComparison.Ordinal);
        Assert.Equal(isGivenUp ? 2 : 0, (await StreamAsync()).DeadLetters.Length);
    }

    [Fact]
    public async Task The_stream_of_a_connection_that_ended_earlier_is_erased_with_the_account()
    {
        using var visitor = await _app.SignInAsync(Person);
        var key = _app.KeyOf(Person) with { Connector = "google_drive" };
        var vault = _app.Services.GetRequiredService<TokenVault>();
        await vault.SaveAsync(key, Granted(), default);
        await vault.RevokeAsync(key, default);
        await _receiver.UntilAsync(3, "the events of both connections");

        await visitor.PressAsync(await visitor.OpenAsync("/profile/delete"), "Delete account");
        await DrainAsync();

        Assert.DoesNotContain(key.User, await TextAsync(), StringComparison.Ordinal);
    }

    private static bool IsOfDrive(ReceivedEvent one) =>
        one.Data.GetProperty("connector").GetString() == "google_drive";

    private GrantKey Drive => _app.KeyOf(Person) with { Connector = "google_drive" };

    private static TokenResponse.Granted Granted() => new("a", "r", TimeSpan.FromHours(1), null, null);

    private void RefuseAll() => _receiver.Answer = (_, context) => Task.FromResult(context.Response.StatusCode = 503);

    private void AcceptAll() => _receiver.Answer = (_, _) => Task.CompletedTask;

    private void Allow(params string[] entries)
    {
        var configuration = (IConfigurationRoot)_app.Services.GetRequiredService<IConfiguration>();
        for (var index = 0; index < 2; index++)
            configuration[$"SignIn:Allow:{index}"] = entries.ElementAtOrDefault(index);
        configuration.Reload();
    }

    private async Task StopAsync()
    {
        var uses = _app.Services.GetRequiredService<BackendUses>();
        await uses.UseAsync(Drive.User, "insight", Drive.Connector);
        Assert.True(await uses.SetStoppedAsync(Drive.User, "insight", Drive.Connector, isStopped: true));
    }

    private async Task ConnectAsync(string identifier) =>
        (await _app.ObtainAsync(BrokerFixture.Reports, identifier, _app.Sandbox.Accounts.Alex)).Dispose();

    private Task UntilFailedAsync() => StoredGrants.UntilAsync(
        async () => await Streams().AllAsync(default).AnyAsync(stored => stored.Value.Failures > 0), "the attempt has failed");

    private Task<int> DeliverAsync() => _app.Services.GetRequiredService<EventDelivery>().RunOnceAsync(default);

    private Task DrainAsync() => StoredGrants.UntilAsync(
        async () =>
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(10));
            await DeliverAsync();
            return await Streams().AllAsync(default).AllAsync(stored => stored.Value.Waiting.Length == 0);
        },
        "nothing waits");

    private EventStreamRepository Streams() => _app.Services.GetRequiredService<EventStreamRepository>();

    private async Task<EventStream> StreamAsync() => (await Streams().AllAsync(default).FirstAsync()).Value;

    private async Task<string> TextAsync() =>
        JsonSerializer.Serialize(await Streams().AllAsync(default).Select(stored => stored.Value).ToListAsync());
}
