using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>The background job, a round at a time.</summary>
public sealed class GrantUpkeepTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false },
        new() { ["Tokens:RefreshInterval"] = "00:05:00" });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_grant_in_use_is_renewed_before_it_expires_without_a_waiting_caller()
    {
        using var visitor = await _app.SignInAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(49));
        Assert.Equal(0, await _app.UpkeepAsync());

        _app.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, await _app.UpkeepAsync());

        Assert.Equal(1, _app.Sandbox.ExchangeCount);
        _app.Clock.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal(0, await _app.UpkeepAsync());
        Assert.Equal(1, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task What_expires_together_is_renewed_at_different_times_and_never_late()
    {
        var grants = await AddStrangersAsync(50);

        var due = grants.Select(grant => Schedule.DueOf(grant)!.Value - grant.ExpiresAt!.Value).ToList();

        Assert.True(due.Distinct().Count() > 40);
        Assert.All(due, time => Assert.InRange(time, TimeSpan.FromMinutes(-10), TimeSpan.FromMinutes(-7.5)));
    }

    [Fact]
    public async Task A_dormant_grant_is_renewed_only_before_the_providers_inactivity_limit()
    {
        using var visitor = await _app.SignInAsync();
        for (var hour = 0; hour < 30; hour++)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(55));
            await _app.UpkeepAsync();
        }
        var whileInUse = _app.Sandbox.ExchangeCount;
        Assert.InRange(whileInUse, 24, 29);

        for (var days = 0; days < 4; days++)
        {
            _app.Clock.Advance(TimeSpan.FromDays(35));
            Assert.Equal(0, await _app.UpkeepAsync());
        }
        _app.Clock.Advance(TimeSpan.FromDays(25));
        Assert.Equal(1, await _app.UpkeepAsync());
        Assert.Equal(whileInUse + 1, _app.Sandbox.ExchangeCount);

        // The refresh token would be dead by now if it had been left alone.
        _app.Clock.Advance(TimeSpan.FromDays(100));
        var result = await _app.Services.GetRequiredService<TokenVault>().GetAccessTokenAsync(_app.KeyOf(), default, default);
        Assert.NotNull(result.Token);
    }

    [Fact]
    public async Task A_dormant_grant_without_an_inactivity_limit_is_not_renewed()
    {
        await using var app = await TestApp.StartAsync(settings: new() { ["Providers:google:InactivityLimit"] = "" });
        using var visitor = await app.SignInAsync();
        var grant = (await app.GrantAsync()).Value;

        Assert.Null(app.Services.GetRequiredService<GrantSchedule>().DueOf(grant with { UsedAt = grant.IssuedAt.AddDays(-2) }));
    }

    [Fact]
    public async Task A_use_is_recorded_occasionally_for_all_instances()
    {
        using var visitor = await _app.SignInAsync();
        for (var minutes = 0; minutes < 80; minutes += 10)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(10));
            await _app.UpkeepAsync();
        }
        var before = (await _app.GrantAsync()).Value;
        Assert.True(before.UsedAt < before.IssuedAt, "The job's own renewals are no use.");

        await visitor.GetAsync("/api/tasklists");

        await StoredGrants.UntilAsync(async () => (await _app.GrantAsync()).Value.UsedAt > before.UsedAt, "the use is written down");
        Assert.Equal(before.Generation, (await _app.GrantAsync()).Value.Generation);
        var version = (await _app.GrantAsync()).Version;
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        await visitor.GetAsync("/api/tasklists");
        Assert.Equal(version, (await _app.GrantAsync()).Version);
    }

    [Fact]
    public async Task A_withdrawn_grant_costs_one_exchange_and_its_tombstone_is_deleted_later()
    {
        using var visitor = await _app.SignInAsync();
        _app.Sandbox.Grants.Revoke(_app.AccountOf());
        for (var hours = 0; hours < 5; hours++)
        {
            _app.Clock.Advance(TimeSpan.FromHours(1));
            await _app.UpkeepAsync();
        }
        Assert.Equal(1, _app.Sandbox.ExchangeCount);
        Assert.Equal(
            (GrantStatus.Dead, "invalid_grant"),
            ((await _app.GrantAsync()).Value.Status, (await _app.GrantAsync()).Value.Reason));

        _app.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(1, await _app.UpkeepAsync());
        Assert.Null(await Grants.FindAsync(_app.KeyOf().Id, default));
        Assert.Equal(1, _app.Sandbox.ExchangeCount);
    }

    [Theory]
    [InlineData("invalid_client")]
    [InlineData("temporarily_unavailable")]
    public async Task A_failing_provider_is_paused_and_no_grant_ends(string error)
    {
        using var visitor = await _app.SignInAsync();
        await AddStrangersAsync(400);
        _app.Sandbox.Faults.Add(Fault.OAuth("token", error, times: 0));
        _app.Clock.Advance(TimeSpan.FromMinutes(55));

        Assert.Equal(401, await _app.UpkeepAsync());
        var calls = _app.Sandbox.Traffic.CallsOf("/token") - 1;
        Assert.InRange(calls, 10, 100);
        Assert.Equal(0, await _app.UpkeepAsync());
        for (var minutes = 0; minutes < 60; minutes += 5)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(5));
            await _app.UpkeepAsync();
        }
        Assert.InRange(_app.Sandbox.Traffic.CallsOf("/token") - 1, calls, 20 * 65);
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync()).Value.Status);

        _app.Sandbox.Faults.Clear();
        _app.Clock.Advance(TimeSpan.FromHours(7));
        // One probes, then all go.
        await _app.UpkeepAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        await _app.UpkeepAsync();
        var renewed = (await _app.GrantAsync()).Value;
        Assert.True(renewed.ExpiresAt > _app.Clock.GetUtcNow());
        Assert.Equal(0, renewed.Failures);
    }

    [Fact]
    public async Task Instances_share_the_due_grants_and_exchange_each_once()
    {
        await using var other = await TestApp.StartAsync(beside: _app);
        await AddStrangersAsync(300);
        _app.Clock.Advance(TimeSpan.FromMinutes(55));

        var done = await Task.WhenAll(Task.Run(_app.UpkeepAsync), Task.Run(other.UpkeepAsync));

        Assert.Equal(300, done.Sum());
        Assert.Equal(300, _app.Sandbox.Traffic.CallsOf("/token"));
    }

    [Fact]
    public async Task Calls_are_served_while_the_job_waits_for_the_provider()
    {
        using var visitor = await _app.SignInAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(55));
        var job = await _app.Sandbox.HangInExchangeAsync(() => _app.UpkeepAsync());

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);

        Assert.False(job.IsCompleted);
        _app.Sandbox.Faults.Clear();
        await job;
    }

    [Fact]
    public async Task The_job_waits_for_the_rate_limit_and_people_do_not()
    {
        using var pace = new ProviderRateLimiter();
        var connector = _app.Services.GetRequiredService<ConnectorCatalog>()["google_tasks"];
        connector = connector with { Provider = new ProviderOptions { RefreshesPerSecond = 1 } };

        pace.Note(connector);
        pace.Note(connector);
        var turn = pace.WaitAsync(connector, default);

        Assert.False(turn.IsCompleted);
        await turn;
    }

    private GrantRepository Grants => _app.Services.GetRequiredService<GrantRepository>();

    private GrantSchedule Schedule => _app.Services.GetRequiredService<GrantSchedule>();

    /// <summary>People whose refresh tokens the provider does not know.</summary>
    private async Task<Grant[]> AddStrangersAsync(int count)
    {
        var vault = _app.Services.GetRequiredService<TokenVault>();
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => vault.SaveAsync(
            new GrantKey("google_tasks", $"stranger{i}"),
            new TokenResponse.Granted($"access{i}", $"refresh{i}", TimeSpan.FromHours(1), Scopes: null, IdToken: null), default)));
    }
}
