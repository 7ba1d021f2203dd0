using System.Net;
using System.Text.Json;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Tokens.Endpoint;

/// <summary>Every kind of broken answer ends in the named error within the timeout, and leaves the grant as it was.</summary>
public sealed class BrokenProviderTests
{
    /// <summary>For the faults that only a timeout ends.</summary>
    private static readonly Dictionary<string, string?> ShortTimeouts = new()
    {
        ["Tokens:CallTimeout"] = "00:00:05",
        ["Tokens:ExchangeTimeout"] = "00:00:05",
        ["Tokens:LeaseDuration"] = "00:00:06",
    };

    public static TheoryData<string, Fault, int, string> OfTheApi => new()
    {
        { "500", Fault.Answering("tasks", 500, times: 0), 503, "provider_unavailable" },
        { "502", Fault.Answering("tasks", 502, times: 0), 503, "provider_unavailable" },
        { "503", Fault.Answering("tasks", 503, times: 0, retryAfter: 7), 503, "provider_unavailable" },
        { "401 for ever", Fault.Answering("tasks", 401, times: 0), 401, "provider_rejected" },
        { "403", Fault.Answering("tasks", 403, times: 0, reason: "forbidden"), 403, "provider_rejected" },
        { "scope", Fault.Answering("tasks", 403, times: 0, reason: "insufficientPermissions"), 403, "insufficient_scope" },
        { "quota", Fault.Answering("tasks", 403, times: 0, reason: "rateLimitExceeded"), 429, "rate_limited" },
        { "429", Fault.Answering("tasks", 429, times: 0, retryAfter: 9), 429, "rate_limited" },
        { "404", Fault.Answering("tasks", 404, times: 0), 404, "provider_rejected" },
        { "HTML as 200", Fault.Of("tasks", FaultKind.Html, times: 0), 503, "provider_unavailable" },
        { "HTML as 500", new Fault { Endpoint = "tasks", Kind = FaultKind.Html, Status = 500, Times = 0 }, 503, "provider_unavailable" },
        { "empty", Fault.Of("tasks", FaultKind.Empty, times: 0), 503, "provider_unavailable" },
        { "truncated JSON", Fault.Of("tasks", FaultKind.Truncate, times: 0), 503, "provider_unavailable" },
        { "dropped in the body", Fault.Of("tasks", FaultKind.DropMidBody, times: 0), 503, "provider_unavailable" },
        { "stalled in the body", Fault.Of("tasks", FaultKind.StallMidBody, times: 0), 503, "provider_unavailable" },
        { "a byte a second", Fault.Of("tasks", FaultKind.Trickle, times: 0), 503, "provider_unavailable" },
        { "packed and not", Fault.Of("tasks", FaultKind.NotGzip, times: 0), 503, "provider_unavailable" },
        { "10 MB", Fault.Of("tasks", FaultKind.Big, times: 0), 503, "provider_unavailable" },
        { "dropped", Fault.Of("tasks", FaultKind.Drop, times: 0), 503, "provider_unavailable" },
        { "a hang", Fault.Of("tasks", FaultKind.Hang, times: 0), 503, "provider_unavailable" },
        {
            "a redirect",
            new Fault { Endpoint = "tasks", Kind = FaultKind.Redirect, Location = "http://127.0.0.1:9/", Times = 0 },
            503, "provider_unavailable"
        },
    };

    public static TheoryData<string, Fault> OfTheTokenEndpoint => new()
    {
        { "500", Fault.Answering("token", 500, times: 0) },
        { "429", Fault.Answering("token", 429, times: 0) },
        { "403", Fault.Answering("token", 403, times: 0) },
        { "HTML as 200", Fault.Of("token", FaultKind.Html, times: 0) },
        { "empty", Fault.Of("token", FaultKind.Empty, times: 0) },
        { "truncated JSON", Fault.Of("token", FaultKind.Truncate, times: 0) },
        { "a byte a second", Fault.Of("token", FaultKind.Trickle, times: 0) },
        { "packed and not", Fault.Of("token", FaultKind.NotGzip, times: 0) },
        { "10 MB", Fault.Of("token", FaultKind.Big, times: 0) },
        { "dropped", Fault.Of("token", FaultKind.Drop, times: 0) },
        { "dropped after it was processed", Fault.Of("token", FaultKind.DropAfter, times: 0) },
        { "a hang", Fault.Of("token", FaultKind.Hang, times: 0) },
        { "a redirect", new Fault { Endpoint = "token", Kind = FaultKind.Redirect, Location = "http://127.0.0.1:9/", Times = 0 } },
        { "temporarily unavailable", Fault.OAuth("token", "temporarily_unavailable", times: 0) },
        { "invalid client", Fault.OAuth("token", "invalid_client", times: 0) },
    };

    [Theory]
    [MemberData(nameof(OfTheApi))]
    public async Task A_broken_response_of_the_API_is_reported_and_leaves_the_grant_unchanged(
        string name, Fault fault, int status, string code)
    {
        Assert.NotEmpty(name);
        await using var app = await TestApp.StartAsync(
            settings: fault.Kind is FaultKind.Hang or FaultKind.StallMidBody or FaultKind.Trickle ? ShortTimeouts : null);
        using var visitor = await app.SignInAsync();
        var before = (await app.GrantAsync()).Value;
        app.Sandbox.Faults.Add(fault);

        using var response = await visitor.GetAsync("/api/tasklists");
        Assert.Equal((status, code), ((int)response.StatusCode, await CodeOfAsync(response)));
        if (status is 429 or 503)
            Assert.True(response.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(fault.RetryAfter ?? 1));

        var after = (await app.GrantAsync()).Value;
        Assert.Equal(GrantStatus.Active, after.Status);
        Assert.Equal(before.Scopes, after.Scopes);
        app.Sandbox.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Theory]
    [MemberData(nameof(OfTheTokenEndpoint))]
    public async Task A_broken_response_of_the_token_endpoint_leaves_the_grant_unchanged(string name, Fault fault)
    {
        Assert.NotEmpty(name);
        await using var app = await TestApp.StartAsync(
            settings: fault.Kind is FaultKind.Hang or FaultKind.StallMidBody or FaultKind.Trickle ? ShortTimeouts : null);
        using var visitor = await app.SignInAsync();
        var before = (await app.GrantAsync()).Value;
        app.Expire();
        app.Sandbox.Faults.Add(fault);

        using var response = await visitor.GetAsync("/api/tasklists");
        Assert.Equal((503, "provider_unavailable"), ((int)response.StatusCode, await CodeOfAsync(response)));
        Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);

        var after = (await app.GrantAsync()).Value;
        Assert.Equal(
            (GrantStatus.Active, before.Generation, before.AccessToken, before.RefreshToken),
            (after.Status, after.Generation, after.AccessToken, after.RefreshToken));
        Assert.Null(after.Lease);
        app.Sandbox.Faults.Clear();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_provider_that_refuses_every_token_gets_one_exchange_and_then_a_pause()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        app.Sandbox.Faults.Add(Fault.Answering("tasks", 401, times: 0));
        app.Clock.Stop();

        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal(1, app.Sandbox.ExchangeCount);

        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await visitor.GetAsync("/api/tasklists");
        await visitor.GetAsync("/api/tasklists");
        Assert.Equal(2, app.Sandbox.ExchangeCount);

        app.Sandbox.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_failed_exchange_is_not_repeated_before_its_cool_down_is_over()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        app.Expire();
        app.Sandbox.Faults.Add(Fault.Answering("token", 500, times: 0));
        app.Clock.Stop();

        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        Assert.Equal(2, app.Sandbox.Traffic.CallsOf("/token"));
    }

    private static async Task<string?> CodeOfAsync(HttpResponseMessage response)
    {
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("code").GetString();
    }
}
