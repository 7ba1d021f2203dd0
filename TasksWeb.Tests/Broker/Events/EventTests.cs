using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Broker.Events;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>Backends receive the events of the connections they may see: each one, in order, signed, and no other.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private const string Return = "http://localhost:1/done";

    private Receiver _receiver = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _app = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
        Assert.Equal(0, _receiver.Forged);
    }

    [Fact]
    public async Task A_connection_that_ends_and_is_made_again_is_reported_in_order()
    {
        await ConnectAsync("alice");
        await KillAsync("alice");
        await ConnectAsync("alice");
        (await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", "alice")).EnsureSuccessStatusCode().Dispose();
        await ConnectAsync("alice");
        await _receiver.UntilAsync(5, "five events");

        var all = _receiver.All;
        Assert.Equal(
            [
                GrantEventType.Connected, GrantEventType.Died, GrantEventType.Recovered, GrantEventType.Disconnected,
                GrantEventType.Connected,
            ],
            all.Select(one => one.Type));
        Assert.Equal(all.Select(one => one.Sequence).Order().Distinct(), all.Select(one => one.Sequence));
        Assert.Equal(
            all.Select(one => one.Data.GetProperty("generation").GetInt64()).Order().Distinct(),
            all.Select(one => one.Data.GetProperty("generation").GetInt64()));
        Assert.All(all, one => Assert.Equal(
            ("/reports", "google_drive", "alice"),
            (one.Path, one.Data.GetProperty("connector").GetString(), one.Data.GetProperty("identifier").GetString())));
        Assert.Equal(
            [null, "invalid_grant", null, "disconnected", null], all.Select(one => one.Data.GetProperty("reason").GetString()));
        Assert.Equal(ConnectSteps.DriveScope, Assert.Single(all[1].Data.GetProperty("scopes").EnumerateArray()).GetString());
        Assert.DoesNotContain("ya29.", string.Concat(all.Select(one => one.Body.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_scopes_are_reported_and_renewals_are_not()
    {
        await ConnectAsync("alice");
        _app.Clock.Advance(TimeSpan.FromHours(2));
        (await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice")).EnsureSuccessStatusCode().Dispose();
        (await _app.ObtainAsync(
            BrokerFixture.Reports, "alice", _app.Sandbox.Accounts.Alex, scope: $"openid {ConnectSteps.DriveScope}")).Dispose();
        await _receiver.UntilAsync(2, "two events");

        Assert.Equal([GrantEventType.Connected, GrantEventType.ScopesChanged], _receiver.All.Select(one => one.Type));
        var scopes = _receiver.All[1].Data.GetProperty("scopes").EnumerateArray();
        Assert.Contains("openid", scopes.Select(scope => scope.GetString()));
    }

    [Fact]
    public async Task A_foreseeable_end_is_reported_once_three_days_before()
    {
        await using var app = await StartAsync(new() { ["Providers:google:RefreshTokenLifetime"] = "7.00:00:00" });
        await ConnectAsync("alice", app);
        await app.UpkeepAsync();
        app.Clock.Advance(TimeSpan.FromDays(4) + TimeSpan.FromMinutes(1));
        await app.UpkeepAsync();
        await app.UpkeepAsync();
        await _receiver.UntilAsync(2, "two events");

        Assert.Equal([GrantEventType.Connected, GrantEventType.EndingSoon], _receiver.All.Select(one => one.Type));
        var endsAt = _receiver.All[1].Data.GetProperty("endsAt").GetDateTimeOffset() - app.Clock.GetUtcNow();
        Assert.InRange(endsAt, TimeSpan.FromDays(2.9), TimeSpan.FromDays(3));
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_every_event_in_order_with_the_same_id()
    {
        _receiver.Answer = (_, context) => Task.FromResult(context.Response.StatusCode = 500);
        await ConnectAsync("alice");
        await _receiver.UntilAsync(1, "the first attempt");
        await KillAsync("alice");
        await FailureAsync(1);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await DeliverAsync();
        Assert.All(_receiver.All, one => Assert.Equal(GrantEventType.Connected, one.Type));
        _receiver.Answer = (_, _) => Task.CompletedTask;
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await DrainAsync();

        Assert.Equal(GrantEventType.Died, _receiver.All[^1].Type);
        Assert.Single(_receiver.All.Where(one => one.Type == GrantEventType.Died).Select(one => one.Id).Distinct());
        Assert.Single(_receiver.All.Where(one => one.Type == GrantEventType.Connected).Select(one => one.Id).Distinct());
    }

    [Fact]
    public async Task A_receiver_that_hangs_delays_no_other_and_is_retried()
    {
        var answers = new TaskCompletionSource();
        _receiver.Answer = (one, _) => one.Path == "/reports" ? answers.Task : Task.CompletedTask;
        await ConnectAsync("alice");
        await _receiver.UntilAsync(1, "the first attempt");
        using var visitor = await _app.SignInAsync();
        await FailureAsync(1);
        await StoredGrants.UntilAsync(
            () => Task.FromResult(_receiver.All.Any(one => one.Path == "/insight")), "the other backend has its event");
        answers.SetResult();
        _app.Clock.Advance(TimeSpan.FromMinutes(6));
        await DrainAsync();

        var sent = _receiver.All.Where(one => one.Path == "/reports").ToList();
        Assert.InRange(sent.Count, 2, int.MaxValue);
        Assert.Single(sent.Select(one => one.Id).Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_hangs_with_many_events_delays_no_other(bool areTogether)
    {
        await using var app = await StartAsync(new() { ["Broker:Keys:0:Webhook:Timeout"] = "00:01:00" });
        var answers = new TaskCompletionSource();
        _receiver.Answer = (one, _) => one.Path == "/reports" ? answers.Task : Task.CompletedTask;
        using var visitor = await app.SignInAsync();
        await _receiver.UntilAsync(1, "the other backend hears of the sign-in");
        var person = app.KeyOf().User;
        // More than are on their way at once, and more than rounds of delivery would be if one waited for another.
        var saves = Enumerable.Range(0, 100).Select(number => $"broker:reports/customer-{number}");
        if (areTogether)
            await Task.WhenAll(saves.Select(user => SaveAsync(app, user)));
        else
            foreach (var user in saves)
            {
                await SaveAsync(app, user);
                await StoredGrants.UntilAsync(async () => !await IsDueAsync(), "delivery has begun");
            }
        await _receiver.UntilAsync(1 + WebhookReceiver.MaxInFlight, "the receiver hangs");

        await SaveAsync(app, person);
        await StoredGrants.UntilAsync(
            () => Task.FromResult(_receiver.All.Count(one => one.Path == "/insight") == 2), "the other backend has its event");

        Assert.Equal(WebhookReceiver.MaxInFlight, _receiver.All.Count(one => one.Path == "/reports"));
        answers.SetResult();

        async Task<bool> IsDueAsync() =>
            await app.Services.GetRequiredService<EventStreamRepository>().OldestDueAsync(app.Clock.GetUtcNow(), default) is not null;
    }

    [Fact]
    public async Task Many_receivers_that_hang_delay_no_other()
    {
        const int Hanging = 5;
        var settings = new Dictionary<string, string?>();
        for (var number = 0; number < Hanging; number++)
        {
            var key = $"Broker:Keys:{number + 3}";
            settings[$"{key}:Name"] = $"hanging-{number}";
            settings[$"{key}:Sha256"] = BrokerFixture.DigestOf($"hanging-{number}");
            settings[$"{key}:Connectors:0"] = "google_drive";
            settings[$"{key}:Webhook:Url"] = $"{_receiver.Origin}/hanging-{number}";
            settings[$"{key}:Webhook:Secret"] = Receiver.Secret;
            settings[$"{key}:Webhook:Timeout"] = "00:01:00";
            settings[$"{key}:Webhook:AllowedNetworks:0"] = "127.0.0.0/8";
        }
        await using var app = await StartAsync(settings);
        var (answers, ended) = (new TaskCompletionSource(), 0);
        _receiver.Answer = (one, context) =>
        {
            if (one.Path == "/reports")
                return Task.CompletedTask;
            context.RequestAborted.Register(() => Interlocked.Increment(ref ended));
            return answers.Task;
        };
        var streams =
            from number in Enumerable.Range(0, Hanging)
            from customer in Enumerable.Range(0, WebhookReceiver.MaxStreams)
            select $"broker:hanging-{number}/customer-{customer}";
        await Task.WhenAll(streams.Select(user => SaveAsync(app, user)));
        await _receiver.UntilAsync(Hanging * WebhookReceiver.MaxInFlight, "all of them hang");

        await SaveAsync(app, "broker:reports/alice");
        await StoredGrants.UntilAsync(
            () => Task.FromResult(_receiver.All.Any(one => one.Path == "/reports")), "the other backend has its event");

        Assert.Equal(0, ended);
        answers.SetResult();
    }

    [Fact]
    public async Task An_ended_key_hears_nothing_and_its_links_do_not_open()
    {
        var link = await _app.BrokerAsync(HttpMethod.Post, BrokerFixture.Reports, "google_drive/alice/connect", JsonContent.Create(
            new { returnUrl = Return }));
        var page = new Uri((await link.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!);
        await using var later = await StartAsync(new() { ["Broker:Keys:0:ValidUntil"] = "2026-01-01T00:00:00Z" }, beside: _app);
        using var visitor = later.Visit();

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(page.PathAndQuery)).Status);
        await SaveAsync(later, "broker:reports/bob");
        await SaveAsync(later, "broker:planner/bob");

        Assert.Empty(await later.Services.GetRequiredService<EventStreamRepository>().AllAsync(default).ToListAsync());
    }

    [Fact]
    public async Task Events_that_are_too_many_are_dead_letters_and_the_rest_is_not_sent_sooner()
    {
        _receiver.Answer = (_, context) => Task.FromResult(context.Response.StatusCode = 503);
        await ConnectAsync("alice");
        await FailureAsync(1);
        var before = await StreamAsync("reports");
        var grant = (await Grants().FindAsync("google_drive/broker:reports/alice", default))!.Value;
        var now = _app.Clock.GetUtcNow();
        var more = Enumerable.Range(1, 509).Select(number => new GrantEvent(GrantEventType.Died, now, 1, before.Sequence + number, []));

        await _app.Services.GetServices<IGrantSubscribers>().Single().TakeAsync(
            grant with { Events = grant.Events! with { Pending = [.. more] } }, default);

        var stream = await StreamAsync("reports");
        Assert.Equal((500, 10), (stream.Waiting.Length, stream.DeadLetters.Length));
        Assert.Equal((before.Failures, before.DueAt), (stream.Failures, stream.DueAt));
        // It may be on its way.
        Assert.Equal(before.Waiting[0].Sequence, stream.Waiting[0].Sequence);
        Assert.All(stream.DeadLetters, one => Assert.Equal("too many events wait", one.Why));
    }

    [Fact]
    public async Task While_a_secret_changes_an_event_verifies_with_either()
    {
        const string Next = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        await using var app = await StartAsync(new()
        {
            ["Broker:Keys:0:Webhook:Secret"] = Next,
            ["Broker:Keys:0:Webhook:PreviousSecret"] = Receiver.Secret,
        });
        var signatures = new List<string>();
        _receiver.Answer = (_, context) =>
        {
            signatures.Add(context.Request.Headers["webhook-signature"].ToString());
            return Task.CompletedTask;
        };

        await ConnectAsync("alice", app);
        await StoredGrants.UntilAsync(() => Task.FromResult(signatures.Count == 1), "the event");

        // The receiver of these tests knows the former secret alone, and checks that it has signed.
        Assert.Equal(2, signatures[0].Split(' ').Distinct().Count(one => one.StartsWith("v1,", StringComparison.Ordinal)));
        Assert.Equal(0, _receiver.Forged);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        _receiver.Answer = (_, context) =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return Task.FromResult(context.Response.StatusCode = 307);
        };
        await ConnectAsync("alice");
        await FailureAsync(1);

        Assert.All(_receiver.All, one => Assert.Equal("/reports", one.Path));
    }

    [Fact]
    public async Task An_event_given_up_after_three_days_is_shown_and_the_next_one_is_sent()
    {
        _receiver.Answer = (one, context) =>
            Task.FromResult(context.Response.StatusCode = one.Type == GrantEventType.Connected ? 503 : 204);
        await ConnectAsync("alice");
        await FailureAsync(1);
        _app.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));
        await KillAsync("alice");
        await DrainAsync();

        Assert.Single((await StreamAsync("reports")).DeadLetters);
        Assert.Equal(GrantEventType.Died, _receiver.All[^1].Type);
        using var administrator = await _app.SignInAsync();
        var page = await administrator.OpenAsync("/admin");
        var row = page.Document.QuerySelector("#dead-events ~ div tbody tr")!.TextContent;
        Assert.Contains("alice", row, StringComparison.Ordinal);
        Assert.Contains(GrantEventType.Connected, row, StringComparison.Ordinal);
        Assert.Contains("status 503", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_that_is_not_allowed_is_not_connected_to()
    {
        await using var app = await TestApp.StartAsync(settings: _receiver.Settings(isAllowed: false));
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        await ConnectAsync("alice", app);
        await StoredGrants.UntilAsync(async () => (await StreamAsync("reports", app)).Failures > 0, "the attempt has failed");

        Assert.Empty(_receiver.All);
    }

    [Fact]
    public async Task Backends_get_no_events_of_what_they_may_not_see()
    {
        using (await _app.ObtainAsync(BrokerFixture.Planner, "alice", _app.Sandbox.Accounts.Alex))
        {
        }
        using var visitor = await _app.SignInAsync();
        await _receiver.UntilAsync(1, "one event");
        var person = _app.KeyOf().User;
        await _app.Services.GetRequiredService<BackendUses>().UseAsync(person, "insight", "google_drive");
        await _app.Services.GetRequiredService<BackendUses>().SetStoppedAsync(person, "insight", "google_drive", isStopped: true);
        await visitor.ConnectAsync("Hanako Yamada");
        await DeliverAsync();

        var only = Assert.Single(_receiver.All);
        Assert.Equal(("/insight", "google_tasks"), (only.Path, only.Data.GetProperty("connector").GetString()));
        Assert.Equal(person, only.Data.GetProperty("identifier").GetString());
        var unseen = await Grants().FindAsync("google_drive/broker:planner/alice", default);
        Assert.Null(unseen!.Value.Events);
    }

    [Fact]
    public async Task Without_a_webhook_nothing_more_is_stored()
    {
        await using var app = await TestApp.StartAsync(settings: BrokerFixture.Settings);
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        await ConnectAsync("alice", app);

        Assert.Equal(-1, DatabaseBytes.Of(app.Folder).AsSpan().IndexOf(Encoding.UTF8.GetBytes("\"events\"")));
    }

    [Fact]
    public async Task A_deleted_account_is_reported_and_nothing_of_the_grant_stays()
    {
        using var visitor = await _app.SignInAsync();
        var person = _app.KeyOf().User;

        await visitor.PressAsync(await visitor.OpenAsync("/profile/delete"), "Delete account");
        await _receiver.UntilAsync(2, "two events");

        Assert.Equal([GrantEventType.Connected, GrantEventType.Disconnected], _receiver.All.Select(one => one.Type));
        Assert.Empty(await Grants().ListIdsByOwnerAsync(person, default));
    }

    private static Task<Grant> SaveAsync(TestApp app, string user) => app.Services.GetRequiredService<TokenVault>().SaveAsync(
        new GrantKey("google_drive", user),
        new TokenResponse.Granted($"a/{user}", $"r/{user}", TimeSpan.FromHours(1), null, null), default);

    private async Task<TestApp> StartAsync(Dictionary<string, string?>? more = null, TestApp? beside = null)
    {
        var settings = new Dictionary<string, string?>(_receiver.Settings())
        {
            ["SignIn:Administrators:0"] = "*",
            ["Broker:Keys:0:ReturnAddresses:0"] = Return,
        };
        foreach (var (key, value) in more ?? [])
            settings[key] = value;
        var app = await TestApp.StartAsync(settings: settings, beside: beside);
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        return app;
    }

    private async Task ConnectAsync(string identifier, TestApp? app = null)
    {
        app ??= _app;
        (await app.ObtainAsync(BrokerFixture.Reports, identifier, app.Sandbox.Accounts.Alex)).Dispose();
    }

    /// <summary>Access is withdrawn at the provider, and the backend finds out.</summary>
    private async Task KillAsync(string identifier)
    {
        _app.Sandbox.Grants.Revoke(_app.Sandbox.Accounts.Alex);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", identifier);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    private Task FailureAsync(int count) => StoredGrants.UntilAsync(
        async () => (await StreamAsync("reports")).Failures >= count, "the attempt has failed");

    private GrantRepository Grants() => _app.Services.GetRequiredService<GrantRepository>();

    private Task<int> DeliverAsync() => _app.Services.GetRequiredService<EventDelivery>().RunOnceAsync(default);

    private Task DrainAsync() => StoredGrants.UntilAsync(
        async () =>
        {
            await DeliverAsync();
            return (await StreamAsync("reports")).Waiting.Length == 0;
        },
        "nothing waits");

    private async Task<EventStream> StreamAsync(string key, TestApp? app = null) =>
        (await (app ?? _app).Services.GetRequiredService<EventStreamRepository>().AllAsync(default)
            .FirstAsync(stored => stored.Value.Key == key)).Value;
}
