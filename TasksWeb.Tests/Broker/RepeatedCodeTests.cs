using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker;

/// <summary>A code that is sent again, because the first response was lost or somebody has seen it.</summary>
public sealed class RepeatedCodeTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly Account _person = fixture.App.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");
    private readonly string _identifier = $"customer-{Guid.NewGuid():N}";

    private long Exchanges => _app.Sandbox.Traffic.CallsOf("/token");

    [Fact]
    public async Task The_same_request_gets_the_stored_token_and_is_audited_again()
    {
        var code = await _app.ConsentCodeAsync(_person, ConnectSteps.DriveScope);
        using var first = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);
        var (exchanges, token) = (Exchanges, await TokenAsync(first));

        using var again = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);

        Assert.Equal(token, await TokenAsync(again));
        Assert.Equal(exchanges, Exchanges);
        Assert.True(_app.Sandbox.Grants.IsLive(token));
        var audit = _app.Services.GetRequiredService<TokenAuditRepository>();
        Assert.Equal(2, await audit.ListByOwnerAsync($"broker:reports/{_identifier}", default).CountAsync());
    }

    [Fact]
    public async Task Many_requests_at_once_make_one_exchange()
    {
        var code = await _app.ConsentCodeAsync(_person, ConnectSteps.DriveScope);
        var exchanges = Exchanges;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code)));

        Assert.Single((await Task.WhenAll(answers.Select(TokenAsync))).Distinct());
        Assert.Equal(exchanges + 1, Exchanges);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData("another key")]
    [InlineData("another identifier")]
    [InlineData("another address")]
    [InlineData("another connector")]
    [InlineData("too late")]
    [InlineData("disconnected")]
    [InlineData("connected anew")]
    public async Task Any_other_use_is_refused_without_asking_the_provider(string what)
    {
        var code = await _app.ConsentCodeAsync(_person, ConnectSteps.DriveScope);
        using var first = await _app.CodeAsync(BrokerFixture.Planner, "google_drive", _identifier, code);
        var token = await TokenAsync(first);
        if (what == "too late")
            _app.Clock.Advance(TimeSpan.FromMinutes(11));
        if (what == "disconnected")
            await _app.RevokeAsync(BrokerFixture.Planner, "google_drive", _identifier);
        if (what == "connected anew")
            (await _app.ObtainAsync(BrokerFixture.Planner, _identifier, _person)).Dispose();
        var exchanges = Exchanges;

        using var again = await _app.CodeAsync(
            what == "another key" ? BrokerFixture.Reports : BrokerFixture.Planner,
            what == "another connector" ? "google_calendar" : "google_drive",
            what == "another identifier" ? "somebody else" : _identifier, code,
            what == "another address" ? "https://other.example/" : BrokerFixture.RedirectUri);

        var problem = await again.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");
        Assert.Equal("code_used", problem.GetProperty("reason").GetString());
        Assert.Equal(exchanges, Exchanges);
        Assert.True(what == "disconnected" || _app.Sandbox.Grants.IsLive(token));
    }

    [Fact]
    public async Task A_code_that_never_reached_the_provider_can_be_sent_again()
    {
        var code = await _app.ConsentCodeAsync(_person, ConnectSteps.DriveScope);
        _app.Sandbox.Faults.Add(Sandbox.Faults.Fault.Answering("token", 503));
        using var failed = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);
        await failed.ProblemAsync(HttpStatusCode.ServiceUnavailable, "provider_unavailable");

        using var again = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);

        Assert.NotEqual("", await TokenAsync(again));
    }

    private static async Task<string> TokenAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("accessToken").GetString()!;
    }
}
