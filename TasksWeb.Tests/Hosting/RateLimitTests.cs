using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Foundation;
using TasksWeb.Hosting;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>One address, and one person, may ask for so much and no more.</summary>
public sealed class RateLimitTests
{
    private static readonly Dictionary<string, string?> Small = new()
    {
        ["RateLimits:AddressBurst"] = "20",
        ["RateLimits:AddressPerSecond"] = "1",
        ["RateLimits:UserBurst"] = "10",
        ["RateLimits:UserPerSecond"] = "1",
    };

    [Fact]
    public async Task Too_many_requests_get_429_with_Retry_After()
    {
        await using var app = await TestApp.StartAsync(settings: Small);
        using var stranger = app.Visit();

        using var answer = await UntilLimitedAsync(() => stranger.GetAsync("/api/tasklists"));

        await answer.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.True(answer.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        using var page = await UntilLimitedAsync(() => stranger.GetAsync("/"));
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/healthz/live")).StatusCode);
    }

    [Fact]
    public async Task An_office_that_shares_an_address_gets_its_scripts()
    {
        await using var app = await TestApp.StartAsync(settings: Small);
        using var stranger = app.Visit();
        using var limited = await UntilLimitedAsync(() => stranger.GetAsync("/"));

        using var script = await stranger.GetAsync(Assets.AddressOf("js/app.js"));

        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    [Fact]
    public async Task A_forged_address_does_not_evade_the_limit()
    {
        await using var app = await TestApp.StartAsync(settings: Small);
        using var stranger = app.Visit();
        var sent = 0;

        using var answer = await UntilLimitedAsync(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"));
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{++sent}");
            request.Headers.Add("Forwarded", $"for=203.0.113.{sent}");
            request.Headers.Add("X-Real-IP", $"203.0.113.{sent}");
            request.Headers.Add("Cookie", $"tasksweb={new string('A', 40)}{sent:D3}");
            return stranger.SendAsync(request);
        });

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    [Fact]
    public async Task Behind_a_proxy_every_address_has_a_limit_of_its_own()
    {
        await using var app = await TestApp.StartAsync(settings: new(Small) { ["Proxies:Addresses:0"] = "127.0.0.1" });
        using var stranger = app.Visit();
        Task<HttpResponseMessage> FromAsync(string address)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"));
            request.Headers.Add("X-Forwarded-For", address);
            return stranger.SendAsync(request);
        }

        using var limited = await UntilLimitedAsync(() => FromAsync("203.0.113.1"));
        using var other = await FromAsync("203.0.113.2");
        // Only the last entry was written by the proxy itself.
        using var forged = await FromAsync("203.0.113.77, 203.0.113.1");

        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, forged.StatusCode);
    }

    [Fact]
    public async Task A_person_is_limited_without_limiting_others()
    {
        await using var app = await TestApp.StartAsync(settings: new(Small) { ["RateLimits:AddressBurst"] = "1000" });
        using var one = await app.SignInAsync();
        using var other = await app.SignInAsync("Alex Smith");

        using var limited = await UntilLimitedAsync(() => one.GetAsync("/"));

        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Callbacks_cannot_be_tried_without_a_limit()
    {
        await using var app = await TestApp.StartAsync(settings: Small);
        using var stranger = app.Visit();

        using var answer = await UntilLimitedAsync(() => stranger.GetAsync("/auth/google/callback?state=x&code=y"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    [Fact]
    public async Task Guessed_sessions_do_not_reach_the_store_without_a_limit()
    {
        WatchedStore? store = null;
        await using var app = await TestApp.StartAsync(settings: Small, wrapStore: inner => store = new WatchedStore(inner));
        using var known = await app.SignInAsync();
        using var stranger = app.Visit();
        var guesses = 0;
        Task<HttpResponseMessage> GuessAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"));
            request.Headers.Add("Cookie", $"tasksweb={new string('A', 39)}{++guesses:D4}");
            return stranger.SendAsync(request);
        }

        using var limited = await UntilLimitedAsync(GuessAsync);

        await limited.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        var reads = store!.ReadsOf("tickets");
        using (await UntilLimitedAsync(GuessAsync))
            Assert.InRange(store.ReadsOf("tickets"), reads, reads + 10);
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_forged_cookie_costs_its_address_one_request_and_a_flood_is_reported_once()
    {
        await using var app = await TestApp.StartAsync(settings: Small);
        using var stranger = app.Visit();
        var sent = 0;
        Task<HttpResponseMessage> GuessAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"));
            request.Headers.Add("Cookie", $"tasksweb={new string('A', 39)}{++sent:D4}");
            return stranger.SendAsync(request);
        }

        using (await UntilLimitedAsync(GuessAsync))
            Assert.InRange(sent, 21, 30);
        using (await UntilLimitedAsync(GuessAsync))
        {
            var events = await app.Services.GetRequiredService<SecurityEvents>().ListAsync(default);
            Assert.Equal(
                ("rate_limited", "unknown", "127.0.0.1"),
                Assert.Single(events.Select(one => (one.What, one.Who, one.Address))));
        }
    }

    [Fact]
    public void A_bucket_that_nobody_uses_leaves_memory_when_it_would_be_full_again()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero));
        var limits = new RateLimitOptions { AddressBurst = 2, AddressPerSecond = 1 };
        var buckets = new RateLimitBuckets(Options.Create(limits), clock);
        var address = IPAddress.Parse("192.0.2.1");
        while (buckets.OfAddress(address).Take() is null)
        {
        }

        clock.Advance(RateLimitBuckets.LongestRefill(limits) + TimeSpan.FromSeconds(1));

        Assert.Null(buckets.OfAddress(address).Take());
    }

    [Fact]
    public async Task Limits_can_be_switched_off()
    {
        await using var app = await TestApp.StartAsync(settings: new(Small) { ["RateLimits:Enabled"] = "false" });
        using var stranger = app.Visit();

        for (var i = 0; i < 60; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/tasklists")).StatusCode);
    }

    /// <summary>
    /// Sends until the answer is 429; twenty are allowed, and one more for every second that the machine takes.
    /// </summary>
    private static async Task<HttpResponseMessage> UntilLimitedAsync(Func<Task<HttpResponseMessage>> send)
    {
        for (var sent = 1; ; sent++)
        {
            var answer = await send();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return answer;
            answer.Dispose();
            Assert.True(sent < 200, "200 requests were let through.");
        }
    }
}
