using System.Net;
using TasksWeb.Sandbox;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tokens.Vault;

public sealed class OneExchangeTests
{
    private const int Callers = 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_calls_on_a_refused_token_make_one_exchange_and_no_failure(bool rotating)
    {
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { RotateRefreshTokens = rotating, RepeatGrace = false });
        using var visitor = await app.SignInAsync();
        app.Expire();

        Assert.Equal([HttpStatusCode.OK], await CallAsync(visitor));
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_calls_on_an_expired_token_make_one_exchange_and_no_failure(bool rotating)
    {
        await using var app = await TestApp.StartAsync(
            new SandboxOptions { RotateRefreshTokens = rotating, RepeatGrace = false });
        using var visitor = await app.SignInAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal([HttpStatusCode.OK], await CallAsync(visitor));
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Three_instances_on_one_store_make_one_exchange_between_them(bool rotating)
    {
        // All calls are answered by this process, however slowly.
        Dictionary<string, string?> patient = new() { ["Tokens:CallTimeout"] = "00:01:00" };
        await using var one = await TestApp.StartAsync(
            new SandboxOptions { RotateRefreshTokens = rotating, RepeatGrace = false }, patient);
        await using var two = await TestApp.StartAsync(settings: patient, beside: one);
        await using var three = await TestApp.StartAsync(settings: patient, beside: one);
        using var visitor = await one.SignInAsync();
        one.Expire();

        var statuses = await Task.WhenAll(
            CallAsync(visitor, one.Address), CallAsync(visitor, two.Address), CallAsync(visitor, three.Address));

        Assert.Equal([HttpStatusCode.OK], statuses.SelectMany(status => status).Distinct());
        Assert.Equal(1, one.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_caller_that_disconnects_during_a_refresh_loses_nothing()
    {
        await using var app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false });
        using var visitor = await app.SignInAsync();
        app.Expire();
        var before = (await app.GrantAsync()).Value.Generation;

        using var goingAway = new CancellationTokenSource();
        var abandoned = await app.Sandbox.HangInExchangeAsync(() => visitor.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists")), goingAway.Token));
        await goingAway.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        app.Sandbox.Faults.Clear();

        await StoredGrants.UntilAsync(
            async () => (await app.GrantAsync()).Value.Generation > before, "the exchange was saved all the same");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_live_token_costs_no_exchange()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();

        Assert.Equal([HttpStatusCode.OK], await CallAsync(visitor));
        Assert.Equal(0, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_token_is_renewed_once_it_lives_no_longer_than_the_buffer()
    {
        await using var app = await TestApp.StartAsync();
        app.Clock.Stop();
        using var visitor = await app.SignInAsync();

        app.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(40));
        await visitor.GetAsync("/api/tasklists");
        Assert.Equal(0, app.Sandbox.ExchangeCount);

        app.Clock.Advance(TimeSpan.FromSeconds(15));
        await visitor.GetAsync("/api/tasklists");
        Assert.Equal(1, app.Sandbox.ExchangeCount);
    }

    /// <summary>The distinct statuses of many calls at once; failures speak for themselves.</summary>
    private static async Task<IReadOnlyList<HttpStatusCode>> CallAsync(Visitor visitor, Uri? address = null)
    {
        var uri = new Uri(address ?? visitor.App, "/api/tasklists");
        var responses = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            using var response = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, uri));
            Assert.StartsWith("[", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            return response.StatusCode;
        }));
        return [.. responses.Distinct()];
    }
}
