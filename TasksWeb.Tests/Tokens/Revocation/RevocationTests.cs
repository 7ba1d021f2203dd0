using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tests.Tokens.Revocation;

/// <summary>
/// What is ended here is ended at the provider too, neither too much of it nor too little, however long the provider is down.
/// </summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private const string Person = "Hanako Yamada";

    private TestApp _app = null!;
    private Visitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true });
        _visitor = await _app.SignInAsync(Person);
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task One_of_two_connections_of_a_project_ends_locally_and_the_last_at_the_provider()
    {
        await _visitor.ConnectAsync(Person);

        await _visitor.PressOnCardAsync("google_drive", "Disconnect");
        await WorkedOffAsync();

        Assert.Equal(0, _app.Sandbox.Traffic.CallsOf("/revoke"));
        Assert.Equal(HttpStatusCode.OK, (await _visitor.GetAsync("/api/tasklists")).StatusCode);
        var connection = await _visitor.ConnectionAsync("google_drive");
        Assert.Equal(
            ("not_connected", "disconnected"),
            (connection.GetProperty("status").GetString(), connection.GetProperty("reason").GetString()));

        await _visitor.PressOnCardAsync("google_tasks", "Disconnect");
        await WorkedOffAsync();

        Assert.Equal(1, _app.Sandbox.Traffic.CallsOf("/revoke"));
        Assert.Equal(0, _app.Sandbox.Grants.Find(_app.AccountOf(Person), _app.Sandbox.Client)!.LiveRefreshTokens);
        await (await _visitor.GetAsync("/api/tasklists")).ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
    }

    [Fact]
    public async Task A_disconnected_grant_keeps_neither_token_and_cannot_be_used_from_memory()
    {
        var before = await _app.GrantAsync(Person);

        await _visitor.PressOnCardAsync("google_tasks", "Disconnect");

        var after = (await _app.GrantAsync(Person)).Value;
        Assert.Equal(
            (GrantStatus.Dead, "disconnected", null, null), (after.Status, after.Reason, after.AccessToken, after.RefreshToken));
        Assert.True(after.Generation > before.Value.Generation);
        await (await _visitor.GetAsync("/api/tasklists")).ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
    }

    [Fact]
    public async Task A_refresh_that_ends_after_the_disconnection_is_refused_and_revoked()
    {
        _app.Expire(Person);
        var call = await _app.Sandbox.HangInExchangeAsync(() => _visitor.GetAsync("/api/tasklists"));

        await _visitor.PressOnCardAsync("google_tasks", "Disconnect");
        var tombstone = await _app.GrantAsync(Person);
        _app.Sandbox.Faults.Clear();

        await (await call).ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        Assert.Equal(tombstone.Version, (await _app.GrantAsync(Person)).Version);
        await WorkedOffAsync();
        Assert.Equal(0, _app.Sandbox.Grants.Find(_app.AccountOf(Person), _app.Sandbox.Client)!.LiveRefreshTokens);
    }

    [Fact]
    public async Task A_revocation_reaches_a_provider_that_was_down()
    {
        await DisconnectWhileTheProviderIsDownAsync();

        for (var failures = 2; failures <= 4; failures++)
        {
            var calls = _app.Sandbox.Traffic.CallsOf("/revoke");
            await Work.RunOnceAsync(default);
            Assert.Equal(calls, _app.Sandbox.Traffic.CallsOf("/revoke"));
            _app.Clock.Advance(TimeSpan.FromMinutes(6));
            await Work.RunOnceAsync(default);
            Assert.Equal(failures, Assert.Single(await QueuedAsync()).Failures);
        }
        Assert.Equal(1, _app.Sandbox.Grants.Find(_app.AccountOf(Person), _app.Sandbox.Client)!.LiveRefreshTokens);

        _app.Sandbox.Faults.Clear();
        _app.Clock.Advance(TimeSpan.FromMinutes(6));
        await Work.RunOnceAsync(default);

        Assert.Empty(await QueuedAsync());
        Assert.Equal(0, _app.Sandbox.Grants.Find(_app.AccountOf(Person), _app.Sandbox.Client)!.LiveRefreshTokens);
    }

    [Fact]
    public async Task Connecting_again_before_the_provider_is_back_keeps_the_new_connection()
    {
        await DisconnectWhileTheProviderIsDownAsync();
        await _visitor.ConnectAsync(Person, "google_tasks");
        _app.Sandbox.Faults.Clear();
        _app.Clock.Advance(TimeSpan.FromMinutes(6));

        await Work.RunOnceAsync(default);

        Assert.Empty(await QueuedAsync());
        Assert.Equal(HttpStatusCode.OK, (await _visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public async Task Only_a_refusal_of_the_token_itself_ends_the_attempts(int status, bool ends)
    {
        var fault = status == 400
            ? Fault.OAuth("revoke", "invalid_token", times: 0)
            : Fault.Answering("revoke", status, times: 0);
        _app.Sandbox.Faults.Add(fault);

        await _visitor.PressOnCardAsync("google_tasks", "Disconnect");

        await StoredGrants.UntilAsync(
            async () => _app.Sandbox.Traffic.CallsOf("/revoke") == 1
                && (ends ? (await QueuedAsync()).Count == 0 : (await QueuedAsync()).FirstOrDefault()?.Failures == 1),
            "the attempt has ended");
    }

    [Fact]
    public async Task An_account_is_deleted_at_once_although_the_provider_is_down()
    {
        await _visitor.ConnectAsync(Person);
        using var elsewhere = await _app.SignInAsync(Person);
        var account = _app.AccountOf(Person);
        var id = User.IdOf(_app.Sandbox.Issuer, account.Subject);
        _app.Sandbox.Faults.Add(Fault.Answering("revoke", 503, times: 0));

        var question = await _visitor.OpenAsync("/profile/delete");
        var page = await _visitor.PressAsync(question, "Delete account");

        Assert.Equal("/profile/deleted", page.Address.AbsolutePath);
        Assert.Equal("Account deleted", page.Heading);
        Assert.Null(await _app.Services.GetRequiredService<UserRepository>().FindAsync(id, default));
        Assert.Empty(await _app.Services.GetRequiredService<GrantRepository>().ListIdsByOwnerAsync(id, default));
        Assert.Empty(await _app.Services.GetRequiredService<TicketRepository>().ListIdsByOwnerAsync(id, default));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/tasklists")).StatusCode);
        await StoredGrants.UntilAsync(
            async () => await QueuedAsync() is { Count: > 0 } all && all.TrueForAll(one => one.Failures == 1),
            "the first attempts have failed");
        var queued = await QueuedAsync();
        Assert.DoesNotContain(account.Subject, string.Concat(queued), StringComparison.Ordinal);

        _app.Sandbox.Faults.Clear();
        _app.Clock.Advance(TimeSpan.FromMinutes(6));
        await Work.RunOnceAsync(default);

        Assert.Empty(await QueuedAsync());
        Assert.Equal(0, _app.Sandbox.Grants.Find(account, _app.Sandbox.Client)!.LiveRefreshTokens);
    }

    [Fact]
    public async Task An_account_deleted_during_a_refresh_is_not_restored()
    {
        _app.Expire(Person);
        var call = await _app.Sandbox.HangInExchangeAsync(() => _visitor.GetAsync("/api/tasklists"));

        await _visitor.PressAsync(await _visitor.OpenAsync("/profile/delete"), "Delete account");
        _app.Sandbox.Faults.Clear();

        await (await call).ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        Assert.Empty(await _app.Services.GetRequiredService<GrantRepository>().ListIdsByOwnerAsync(_app.KeyOf(Person).User, default));
        await WorkedOffAsync();
        Assert.Equal(0, _app.Sandbox.Grants.Find(_app.AccountOf(Person), _app.Sandbox.Client)!.LiveRefreshTokens);
    }

    [Fact]
    public async Task A_connection_that_comes_back_after_the_account_was_deleted_is_not_kept()
    {
        var authorize = await _visitor.StartConnectingAsync();
        var callback = await _app.ConsentAsync(authorize, _app.AccountOf(Person));
        var arriving = await _app.Sandbox.HangInExchangeAsync(() => _visitor.OpenAsync(callback.PathAndQuery));

        await _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(_app.KeyOf(Person).User);
        _app.Sandbox.Faults.Clear();

        (await arriving).OneButton(HttpStatusCode.BadRequest, "connection_state_lost");
        Assert.Empty(await _app.Services.GetRequiredService<GrantRepository>().ListIdsByOwnerAsync(_app.KeyOf(Person).User, default));
    }

    [Fact]
    public async Task Tokens_that_wait_for_their_revocation_are_encrypted()
    {
        _app.Sandbox.Faults.Add(Fault.Answering("revoke", 503, times: 0));
        var grants = _app.Services.GetRequiredService<GrantRepository>();
        var grant = (await _app.GrantAsync(Person)).Value;
        var tokens = new[] { grants.OpenAccessToken(grant), grants.OpenRefreshToken(grant)! };

        await _visitor.PressOnCardAsync("google_tasks", "Disconnect");
        await StoredGrants.UntilAsync(async () => (await QueuedAsync()).Count == 1, "it is queued");

        var disk = DatabaseBytes.Of(_app.Folder);
        Assert.All(tokens, token => Assert.Equal(-1, disk.AsSpan().IndexOf(Encoding.UTF8.GetBytes(token))));
    }

    private async Task DisconnectWhileTheProviderIsDownAsync()
    {
        _app.Sandbox.Faults.Add(Fault.Answering("revoke", 503, times: 0));
        await _visitor.PressOnCardAsync("google_tasks", "Disconnect");
        await StoredGrants.UntilAsync(
            async () => (await QueuedAsync()).FirstOrDefault()?.Failures == 1, "the first attempt has failed");
    }

    private RevocationWorker Work => _app.Services.GetRequiredService<RevocationWorker>();

    private async Task<List<PendingRevocation>> QueuedAsync()
    {
        var all = new List<PendingRevocation>();
        await foreach (var queued in _app.Services.GetRequiredService<RevocationRepository>().AllAsync(default))
            all.Add(queued.Value);
        return all;
    }

    private Task WorkedOffAsync() => StoredGrants.UntilAsync(async () => (await QueuedAsync()).Count == 0, "the queue is empty");
}
