using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Vault;

public sealed class VaultTests
{
    [Fact]
    public async Task A_revoked_grant_ends_with_one_exchange_and_keeps_its_reason()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        app.Sandbox.Grants.Revoke(app.AccountOf());

        for (var i = 0; i < 5; i++)
        {
            using var response = await visitor.GetAsync("/api/tasklists");
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("reauthorization_required", problem.RootElement.GetProperty("code").GetString());
            Assert.Equal("invalid_grant", problem.RootElement.GetProperty("reason").GetString());
            Assert.StartsWith(
                "/auth/login", problem.RootElement.GetProperty("authorizeUrl").GetString(), StringComparison.Ordinal);
        }
        Assert.Equal(1, app.Sandbox.ExchangeCount);

        var tombstone = (await app.GrantAsync()).Value;
        Assert.Equal(GrantStatus.Dead, tombstone.Status);
        Assert.Equal((null, null), (tombstone.AccessToken, tombstone.RefreshToken));
        Assert.NotNull(tombstone.DiedAt);
    }

    [Fact]
    public async Task A_person_whose_grant_has_ended_reconnects_with_the_one_button()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        app.Sandbox.Grants.Revoke(app.AccountOf());
        // What was read a moment ago is shown without asking Google.
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var problem = await visitor.OpenAsync("/tasks");
        Assert.Equal(HttpStatusCode.Unauthorized, problem.Status);
        var button = Assert.Single(problem.Document.QuerySelectorAll("main a[href^='/auth/login']"));
        var consent = await visitor.OpenAsync(button.GetAttribute("href")!);
        var tasks = await visitor.AnswerProviderAsync(consent, "Hanako Yamada");
        Assert.Equal((HttpStatusCode.OK, "/tasks"), (tasks.Status, tasks.Address.AbsolutePath));
    }

    [Fact]
    public async Task A_refused_client_is_a_configuration_error_and_ends_no_grant()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        app.Expire();
        app.Sandbox.Faults.Add(Fault.OAuth("token", "invalid_client"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal((GrantStatus.Active, 0), ((await app.GrantAsync()).Value.Status, (await app.GrantAsync()).Value.Failures));
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_refresh_without_a_new_refresh_token_keeps_the_one_that_is_held()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        for (var i = 1; i <= 3; i++)
        {
            app.Expire();
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
            Assert.Equal(i, app.Sandbox.ExchangeCount);
        }
    }

    [Fact]
    public async Task Generations_grow_with_every_save_of_tokens()
    {
        await using var app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true });
        using var visitor = await app.SignInAsync();
        var seen = new List<long> { (await app.GrantAsync()).Value.Generation };
        for (var i = 0; i < 5; i++)
        {
            app.Expire();
            await visitor.GetAsync("/api/tasklists");
            seen.Add((await app.GrantAsync()).Value.Generation);
        }
        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal(6, seen.Distinct().Count());
    }

    [Theory]
    [InlineData(ExpiresInFlaw.Missing)]
    [InlineData(ExpiresInFlaw.Zero)]
    [InlineData(ExpiresInFlaw.Negative)]
    [InlineData(ExpiresInFlaw.Huge)]
    [InlineData(ExpiresInFlaw.Text)]
    public async Task An_unusual_expires_in_neither_fails_nor_causes_many_exchanges(ExpiresInFlaw flaw)
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        app.Expire();
        app.Sandbox.Faults.Add(Fault.With(flaw));

        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal(1, app.Sandbox.ExchangeCount);
        var end = (await app.GrantAsync()).Value.ExpiresAt;
        Assert.Equal(flaw == ExpiresInFlaw.Missing, end is null);
        Assert.InRange(end ?? app.Clock.GetUtcNow(), app.Clock.GetUtcNow().AddSeconds(-1), app.Clock.GetUtcNow().AddDays(366));
    }

    [Fact]
    public async Task A_token_that_must_live_longer_than_renewed_ones_do_is_refused_after_one_exchange()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        var vault = app.Services.GetRequiredService<TokenVault>();

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 3; i++)
        {
            var none = await vault.GetAccessTokenAsync(app.KeyOf(), new TokenRequirement(TimeSpan.FromHours(2)), default);
            Assert.Equal(TokenFailureKind.LifetimeTooLong, none.Failure?.Kind);
            Assert.Equal(1, app.Sandbox.ExchangeCount);
        }

        app.Clock.Advance(TimeSpan.FromMinutes(20));
        var result = await vault.GetAccessTokenAsync(app.KeyOf(), new TokenRequirement(TimeSpan.FromMinutes(50)), default);
        Assert.True(result.Token!.ExpirationTime - app.Clock.GetUtcNow() > TimeSpan.FromMinutes(50));
        Assert.Equal(2, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_short_lived_token_of_the_consent_is_renewed_when_too_little_is_left()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        var vault = app.Services.GetRequiredService<TokenVault>();
        foreach (var (seconds, needed) in new[] { (20, 0), (50, 120) })
        {
            await ConsentAsync(seconds);
            var before = app.Sandbox.ExchangeCount;

            var result = await vault.GetAccessTokenAsync(app.KeyOf(), new TokenRequirement(TimeSpan.FromSeconds(needed)), default);

            Assert.True(result.Token!.ExpirationTime - app.Clock.GetUtcNow() > TimeSpan.FromMinutes(50));
            Assert.Equal(1, app.Sandbox.ExchangeCount - before);
        }

        async Task ConsentAsync(int seconds)
        {
            var refreshToken = app.Services.GetRequiredService<GrantRepository>().OpenRefreshToken((await app.GrantAsync()).Value);
            await vault.SaveAsync(
                app.KeyOf(), new TokenResponse.Granted("short", refreshToken, TimeSpan.FromSeconds(seconds), null, null), default);
        }
    }

    [Fact]
    public async Task An_unknown_user_has_no_tokens()
    {
        await using var app = await TestApp.StartAsync();
        var result = await app.Services.GetRequiredService<TokenVault>()
            .GetAccessTokenAsync(new GrantKey("google_tasks", "nobody@example"), default, default);
        Assert.Equal(TokenFailureKind.NoTokens, result.Failure?.Kind);
    }

    [Fact]
    public async Task A_grant_deleted_during_its_refresh_is_not_restored()
    {
        await using var app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true });
        using var visitor = await app.SignInAsync();
        app.Expire();
        var call = await app.Sandbox.HangInExchangeAsync(() => visitor.GetAsync("/api/tasklists"));

        var grants = app.Services.GetRequiredService<GrantRepository>();
        var stored = await app.GrantAsync();
        Assert.True(await grants.DeleteAsync(app.KeyOf().Id, stored.Version, default));
        app.Sandbox.Faults.Clear();

        Assert.Equal(HttpStatusCode.NotFound, (await call).StatusCode);
        Assert.Null(await grants.FindAsync(app.KeyOf().Id, default));
    }

    [Fact]
    public async Task A_late_refresh_of_a_grant_that_was_connected_again_meanwhile_is_refused()
    {
        await using var app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true });
        using var visitor = await app.SignInAsync();
        app.Expire();
        var call = await app.Sandbox.HangInExchangeAsync(() => visitor.GetAsync("/api/tasklists"));

        var issued = app.Sandbox.Grants.Issue(app.AccountOf(), app.Sandbox.Client, [ProviderSteps.TasksScope]);
        var again = await app.Services.GetRequiredService<TokenVault>().SaveAsync(
            app.KeyOf(), new TokenResponse.Granted(issued.AccessToken, issued.RefreshToken, TimeSpan.FromHours(1), null, null),
            default);
        app.Sandbox.Faults.Clear();

        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        Assert.Equal(again.Generation, (await app.GrantAsync()).Value.Generation);
    }

    [Fact]
    public async Task A_ciphertext_moved_to_another_persons_row_does_not_decrypt()
    {
        await using var app = await TestApp.StartAsync();
        using var hanako = await app.SignInAsync();
        using var alex = await app.SignInAsync("Alex Smith");
        var grants = app.Services.GetRequiredService<GrantRepository>();
        var (mine, theirs) = (await app.GrantAsync(), await app.GrantAsync("Alex Smith"));
        await grants.SaveAsync(
            mine.Value with { AccessToken = theirs.Value.AccessToken, RefreshToken = theirs.Value.RefreshToken }, mine.Version,
            default);
        app.Clock.Advance(TimeSpan.FromMinutes(61));

        using var response = await hanako.GetAsync("/api/tasklists");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("decryption_failed", problem.RootElement.GetProperty("reason").GetString());
        Assert.Equal(GrantStatus.Active, (await app.GrantAsync()).Value.Status);
        Assert.Equal(0, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task An_exchange_whose_response_was_lost_differs_from_a_withdrawn_grant()
    {
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false },
            new() { ["Providers:google:RotatesRefreshTokens"] = "true" });
        using var visitor = await app.SignInAsync();
        app.Expire();
        app.Sandbox.Faults.Add(Fault.Of("token", FaultKind.DropAfter));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal("rotation_lost", (await app.GrantAsync()).Value.Reason);
    }
}
