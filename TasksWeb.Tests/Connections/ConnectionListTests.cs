using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Endpoint;

namespace TasksWeb.Tests.Connections;

/// <summary>
/// What <c>/profile</c> and <c>GET /api/connections</c> say about a connection, its end and what can be foreseen of it.
/// </summary>
public sealed class ConnectionListTests(ConnectionListTests.Fixture fixture) : IClassFixture<ConnectionListTests.Fixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly Account _person = fixture.App.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");

    [Fact]
    public async Task The_sign_in_connection_is_first_and_unavailable_ones_are_last()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        using var json = JsonDocument.Parse(await (await visitor.GetAsync("/api/connections")).Content.ReadAsStringAsync());
        var list = json.RootElement.EnumerateArray()
            .Select(one => (one.GetProperty("connector").GetString(), one.GetProperty("status").GetString())).ToList();

        Assert.Equal(("google_tasks", "connected"), list[0]);
        Assert.Equal(("plain", "unavailable"), list[^1]);
        Assert.Equal(
            ["fitbit", "google_calendar", "google_drive", "google_health", "google_tasks", "plain"],
            list.Select(one => one.Item1).Order());
        var page = await visitor.OpenAsync("/profile");
        Assert.Equal("Not set up on this server", page.Document.QuerySelector("#connection-plain .status")!.TextContent);
        Assert.Null(page.Document.QuerySelector("#connection-plain button"));
    }

    [Fact]
    public async Task A_connection_that_has_died_says_when_and_why()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        _app.Sandbox.Grants.Revoke(_person);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await visitor.GetAsync("/api/tasklists");

        var connection = await visitor.ConnectionAsync("google_tasks");

        Assert.Equal(
            ("ended", "invalid_grant"),
            (connection.GetProperty("status").GetString(), connection.GetProperty("reason").GetString()));
        Assert.InRange(
            connection.GetProperty("endedAt").GetDateTimeOffset(), _app.Clock.GetUtcNow().AddMinutes(-1), _app.Clock.GetUtcNow());
        Assert.Empty(connection.GetProperty("scopes").EnumerateArray());
        Assert.Equal(4, connection.GetProperty("requestedScopes").GetArrayLength());
        var card = (await visitor.OpenAsync("/profile")).Document.QuerySelector("#connection-google_tasks")!;
        Assert.Contains("Access was withdrawn at the provider, or has expired there.", card.TextContent, StringComparison.Ordinal);
        Assert.Equal("Reconnect", card.QuerySelector("button")!.TextContent);
    }

    [Fact]
    public async Task The_forecast_of_test_mode_is_not_changed_by_a_renewal()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        var foreseen = Forecast(await visitor.ConnectionAsync("google_tasks"));
        Assert.Equal("refresh_token_lifetime", foreseen.Cause);
        Assert.InRange(foreseen.EndsAt, _app.Clock.GetUtcNow().AddDays(7).AddMinutes(-1), _app.Clock.GetUtcNow().AddDays(7));

        _app.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);

        Assert.Equal(foreseen, Forecast(await visitor.ConnectionAsync("google_tasks")));
        var page = await visitor.OpenAsync("/profile");
        Assert.Contains(
            "Reconnect before then",
            page.Document.QuerySelector("#connection-google_tasks .warning")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconnecting_extends_the_forecast()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        var foreseen = Forecast(await visitor.ConnectionAsync("google_tasks"));
        _app.Clock.Advance(TimeSpan.FromDays(2));

        var page = await visitor.ConnectAsync(_person.Name, "google_tasks", "Reconnect");

        Assert.Equal((HttpStatusCode.OK, "/profile"), (page.Status, page.Address.AbsolutePath));
        Assert.InRange(Forecast(await visitor.ConnectionAsync("google_tasks")).EndsAt, foreseen.EndsAt.AddDays(2), foreseen.EndsAt.AddDays(3));
    }

    [Fact]
    public async Task The_end_of_an_unused_grant_is_forecast()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        var foreseen = Forecast(await visitor.ConnectionAsync("google_tasks"));
        Assert.Equal("inactivity", foreseen.Cause);
        Assert.InRange(foreseen.EndsAt, app.Clock.GetUtcNow().AddDays(180).AddMinutes(-1), app.Clock.GetUtcNow().AddDays(180));
    }

    /// <summary>As GitHub does: every renewal gives the refresh token its whole life again.</summary>
    [Fact]
    public async Task A_refresh_token_end_that_renewals_extend_is_extended_in_the_forecast()
    {
        await using var app = await TestApp.StartAsync(services: services =>
            services.AddHttpClient(nameof(TokenEndpoint)).AddHttpMessageHandler(() => new ThirtyDays()));
        using var visitor = await app.SignInAsync();
        app.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);

        var foreseen = Forecast(await visitor.ConnectionAsync("google_tasks"));

        Assert.Equal("refresh_token_lifetime", foreseen.Cause);
        Assert.InRange(foreseen.EndsAt, app.Clock.GetUtcNow().AddDays(30).AddMinutes(-1), app.Clock.GetUtcNow().AddDays(30));
    }

    [Fact]
    public async Task Connections_need_a_session()
    {
        using var visitor = _app.Visit();
        await (await visitor.GetAsync("/api/connections")).ProblemAsync(HttpStatusCode.Unauthorized, "signed_out");
        (await visitor.OpenAsync("/profile")).OneButton(HttpStatusCode.Unauthorized, "signed_out");
    }

    [Fact]
    public async Task Every_browser_is_listed_and_signed_out_together()
    {
        using var here = await _app.SignInAsync(_person.Name);
        using var there = await _app.SignInAsync(_person.Name);

        var page = await here.OpenAsync("/profile");
        Assert.Equal(
            ["This device", "Another device"],
            page.Document.QuerySelectorAll(".sessions strong").Select(one => one.TextContent).OrderDescending());
        await here.PressAsync(page, "Sign out everywhere", within: ".account-page");

        Assert.Equal(HttpStatusCode.Unauthorized, (await here.GetAsync("/api/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await there.GetAsync("/api/session")).StatusCode);
    }

    private static (string? Cause, DateTimeOffset EndsAt) Forecast(JsonElement connection) =>
        (
            connection.GetProperty("forecast").GetProperty("cause").GetString(),
            connection.GetProperty("forecast").GetProperty("endsAt").GetDateTimeOffset());

    /// <summary>A provider that says how long the refresh token lives.</summary>
    private sealed class ThirtyDays : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            answer["refresh_token_expires_in"] = 30 * 24 * 60 * 60;
            response.Content = new StringContent(answer.ToJsonString());
            return response;
        }
    }

    /// <summary>A Google whose consent screen is in "Testing".</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async Task InitializeAsync() => App = await TestApp.StartAsync(
            new SandboxOptions { RefreshTokenLifetime = TimeSpan.FromDays(7) },
            new()
            {
                ["Providers:google:RefreshTokenLifetime"] = "7.00:00:00",
                ["Providers:plain:Protocol"] = "None",
                ["Connectors:plain:Provider"] = "plain",
            });

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
