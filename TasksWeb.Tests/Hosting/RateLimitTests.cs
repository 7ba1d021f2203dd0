using System.Net;
using TasksWeb.Foundation;
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
    public async Task Too_many_requests_are_answered_429_with_a_time_to_wait()
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
    public async Task Answers_of_a_provider_cannot_be_tried_without_a_limit()
    {
        await using var app = await TestApp.StartAsync(settings: Small);
        using var stranger = app.Visit();

        using var answer = await UntilLimitedAsync(() => stranger.GetAsync("/auth/google/callback?state=x&code=y"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
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
