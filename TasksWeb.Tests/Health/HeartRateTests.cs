using System.Globalization;
using System.Net;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Health;

/// <summary>Seed 001 (Fitbit: Basic, rotation, expiry told in the body) and its successor, Google Health.</summary>
public sealed class HeartRateTests(AppFixture fixture) : IClassFixture<AppFixture>, IDisposable
{
    private readonly TestApp _app = fixture.App;

    public void Dispose() => _app.Sandbox.Faults.Clear();

    [Fact]
    public async Task Google_Health_returns_the_last_day_in_order_of_time()
    {
        using var visitor = await ConnectedAsync("google_health");

        var points = (await visitor.JsonAsync("/api/health/heart-rate")).EnumerateArray().ToList();

        Assert.InRange(points.Count, 200, 288);
        var times = points.ConvertAll(point => point.GetProperty("heartRate").GetProperty("sampleTime").GetProperty("physicalTime").GetDateTimeOffset());
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[0], _app.Clock.GetUtcNow().AddDays(-1).AddMinutes(-1), _app.Clock.GetUtcNow());
        Assert.All(points, point => Assert.InRange(
            int.Parse(point.GetProperty("heartRate").GetProperty("beatsPerMinute").GetString()!, CultureInfo.InvariantCulture), 30, 220));
    }

    [Fact]
    public async Task Google_Health_returns_the_requested_period()
    {
        using var visitor = await ConnectedAsync("google_health");

        var points = await visitor.JsonAsync("/api/health/heart-rate?from=2026-03-01T06:00:00Z&to=2026-03-01T07:00:00Z");

        Assert.Equal(12, points.GetArrayLength());
    }

    [Theory]
    [InlineData("/api/health/heart-rate?from=yesterday", "from")]
    [InlineData("/api/health/heart-rate?to=2026-13-01", "to")]
    [InlineData("/api/health/heart-rate?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "from")]
    [InlineData("/api/health/heart-rate?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", "from")]
    [InlineData("/api/health/heart-rate?to=0001-01-01T00:00:00Z", "to")]
    [InlineData("/api/fitbit/heart-rate?date=yesterday", "date")]
    [InlineData("/api/fitbit/heart-rate?date=2026-02-30", "date")]
    [InlineData("/api/fitbit/heart-rate?date=../../profile", "date")]
    [InlineData("/api/fitbit/heart-rate?period=2d", "period")]
    [InlineData("/api/fitbit/heart-rate?period=1d.json%3f", "period")]
    public async Task A_parameter_that_cannot_be_is_named(string path, string field)
    {
        using var visitor = await _app.SignInAsync();

        var problem = await (await visitor.GetAsync(path)).ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");

        Assert.StartsWith(field + ": ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fitbit_responses_are_as_documented()
    {
        using var visitor = await ConnectedAsync("fitbit");

        var series = await visitor.JsonAsync("/api/fitbit/heart-rate?date=2024-03-09&period=1d");

        var day = Assert.Single(series.GetProperty("activities-heart").EnumerateArray());
        Assert.Equal("2024-03-09", day.GetProperty("dateTime").GetString());
        Assert.Equal(4, day.GetProperty("value").GetProperty("heartRateZones").GetArrayLength());
        Assert.True(day.GetProperty("value").GetProperty("restingHeartRate").GetInt32() > 30);
        var intraday = series.GetProperty("activities-heart-intraday");
        Assert.Equal("minute", intraday.GetProperty("datasetType").GetString());
        Assert.Equal("00:00:00", intraday.GetProperty("dataset")[0].GetProperty("time").GetString());
    }

    [Theory]
    [InlineData("7d", 7)]
    [InlineData("1w", 7)]
    [InlineData("30d", 30)]
    public async Task Fitbit_returns_each_day_of_a_period(string period, int days)
    {
        using var visitor = await ConnectedAsync("fitbit");

        var series = await visitor.JsonAsync($"/api/fitbit/heart-rate?period={period}");

        Assert.Equal(days, series.GetProperty("activities-heart").GetArrayLength());
        Assert.False(series.TryGetProperty("activities-heart-intraday", out _));
    }

    [Fact]
    public async Task Expiry_in_the_body_renews_the_token_whatever_the_status()
    {
        using var visitor = await ConnectedAsync("fitbit");
        var before = _app.Sandbox.ExchangeCount;
        _app.Sandbox.Faults.Add(Fault.Answering("fitbit_heart", 400, reason: "expired_token"));

        await visitor.JsonAsync("/api/fitbit/heart-rate");

        Assert.Equal(before + 1, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_thousand_callers_with_one_expired_token_make_one_exchange_although_it_rotates()
    {
        await using var app = await TestApp.StartAsync(new() { FitbitRequestsPerHour = 10_000 });
        var hanako = app.Sandbox.Accounts.Hanako;
        await app.ConnectAsync("fitbit", hanako);
        using var visitor = await app.SignInAsync();
        await visitor.JsonAsync("/api/fitbit/heart-rate?date=2024-03-09&period=7d");
        app.Sandbox.Fitbit.Grants.ExpireAccessTokens(hanako);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => visitor.GetAsync("/api/fitbit/heart-rate?date=2024-03-09&period=7d")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal((1, 1), (app.Sandbox.ExchangeCount, app.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Issued)));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_withdrawn_grant_says_why_and_where_to_reconnect()
    {
        using var visitor = await ConnectedAsync("fitbit");
        _app.Sandbox.Fitbit.Grants.Revoke(_app.Sandbox.Accounts.Hanako);

        using var answer = await visitor.GetAsync("/api/fitbit/heart-rate");
        var problem = await answer.ProblemAsync(HttpStatusCode.Unauthorized, "reauthorization_required");

        Assert.Equal(DeathReason.InvalidGrant, problem.GetProperty("reason").GetString());
        Assert.Equal("/connections/fitbit?returnUrl=%2Fprofile", problem.GetProperty("authorizeUrl").GetString());
    }

    [Fact]
    public async Task A_message_of_Fitbit_is_passed_on_without_the_token_in_it()
    {
        await using var app = await TestApp.StartAsync();
        await app.ConnectAsync("fitbit", app.Sandbox.Accounts.Hanako);
        using var visitor = await app.SignInAsync();
        app.Sandbox.Fitbit.Grants.ExpireAccessTokens(app.Sandbox.Accounts.Hanako);
        // Tokens that are dead when they arrive.
        app.Sandbox.Fitbit.Grants.AccessTokenLifetime = TimeSpan.Zero;

        using var answer = await visitor.GetAsync("/api/fitbit/heart-rate");
        var problem = await answer.ProblemAsync(HttpStatusCode.Unauthorized, "provider_rejected");

        Assert.Equal("expired_token", problem.GetProperty("reason").GetString());
        Assert.StartsWith("Access token expired: ….", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ya29", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("/connections/fitbit?returnUrl=%2Fprofile", problem.GetProperty("authorizeUrl").GetString());
    }

    [Fact]
    public async Task Too_many_requests_are_reported_with_Retry_After()
    {
        using var visitor = await ConnectedAsync("fitbit");
        _app.Sandbox.Faults.Add(Fault.Answering("fitbit_heart", 429, retryAfter: 1234));

        using var answer = await visitor.GetAsync("/api/fitbit/heart-rate");

        await answer.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(TimeSpan.FromSeconds(1234), answer.Headers.RetryAfter!.Delta);
    }

    public static TheoryData<string, Fault> Gone => new()
    {
        { "as an error body", Fault.Answering("fitbit", 410, times: 0) },
        { "as a page", new Fault { Endpoint = "fitbit", Kind = FaultKind.Html, Status = 410, Times = 0 } },
        { "as nothing", new Fault { Endpoint = "fitbit", Kind = FaultKind.Empty, Status = 410, Times = 0 } },
    };

    [Theory]
    [MemberData(nameof(Gone))]
    public async Task A_Fitbit_that_was_shut_down_points_to_Google_Health(string how, Fault fault)
    {
        Assert.NotEmpty(how);
        using var visitor = await ConnectedAsync("fitbit");
        _app.Sandbox.Faults.Add(fault);

        var problem = await (await visitor.GetAsync("/api/fitbit/heart-rate")).ProblemAsync(HttpStatusCode.Gone, "provider_gone");

        Assert.Equal("google_health", problem.GetProperty("successor").GetString());
        Assert.Equal("/connections/google_health?returnUrl=%2Fprofile", problem.GetProperty("authorizeUrl").GetString());
        Assert.Contains("Google Health", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_endpoint_that_was_shut_down_ends_the_grant_and_names_the_successor()
    {
        var alex = _app.Sandbox.Accounts.Alex;
        await _app.ConnectAsync("fitbit", alex);
        using var visitor = await _app.SignInAsync(alex.Name);
        _app.Sandbox.Fitbit.Grants.ExpireAccessTokens(alex);
        _app.Sandbox.Faults.Add(Fault.Answering("fitbit_token", 410, times: 0));
        var before = _app.Sandbox.Traffic.CallsOf("/fitbit/oauth2/token");

        for (var i = 0; i < 2; i++)
        {
            var problem = await (await visitor.GetAsync("/api/fitbit/heart-rate")).ProblemAsync(HttpStatusCode.Gone, "provider_gone");
            Assert.Equal("google_health", problem.GetProperty("successor").GetString());
        }
        Assert.Equal(before + 1, _app.Sandbox.Traffic.CallsOf("/fitbit/oauth2/token"));
    }

    private async Task<Visitor> ConnectedAsync(string connector)
    {
        await _app.ConnectAsync(connector, _app.Sandbox.Accounts.Hanako);
        return await _app.SignInAsync();
    }
}
