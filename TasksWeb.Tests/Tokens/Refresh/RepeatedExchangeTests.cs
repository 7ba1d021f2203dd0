using System.Net;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>
/// An exchange whose answer was lost is repeated. A provider that rotates repeats its answer, with an access token that may have
/// expired since.
/// </summary>
public sealed class RepeatedExchangeTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Visitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = true });
        _app.Clock.Stop();
        _visitor = await _app.SignInAsync();
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_repeated_response_with_an_expired_token_is_followed_by_one_exchange()
    {
        await LoseAnswerAsync();
        _app.Expire();

        Assert.Equal(HttpStatusCode.OK, await CallAsync(_app));

        AssertExchanges(issued: 2, repeated: 1);
    }

    [Fact]
    public async Task Instance_that_repeats_the_exchange_of_a_dead_one_serves_at_once()
    {
        await LoseAnswerAsync();
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await using var other = await TestApp.StartAsync(beside: _app);
        _app.Expire();

        Assert.Equal(HttpStatusCode.OK, await CallAsync(other));

        AssertExchanges(issued: 2, repeated: 1);
    }

    [Fact]
    public async Task A_repeated_response_with_a_valid_token_is_followed_by_no_exchange()
    {
        await LoseAnswerAsync();

        Assert.Equal(HttpStatusCode.OK, await CallAsync(_app));

        AssertExchanges(issued: 1, repeated: 1);
    }

    [Fact]
    public async Task Provider_that_rejects_every_token_is_called_three_times_after_a_repeat()
    {
        await LoseAnswerAsync();
        _app.Sandbox.Faults.Add(Fault.Answering("tasks", 401, times: 0));
        var calls = Calls();

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(_app));
        Assert.Equal(3, Calls() - calls);
        AssertExchanges(issued: 2, repeated: 1);

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(_app));
        AssertExchanges(issued: 2, repeated: 1);
    }

    /// <summary>The provider has rotated the refresh token and nobody has read its answer.</summary>
    private async Task LoseAnswerAsync()
    {
        _app.Expire();
        _app.Sandbox.Faults.Add(Fault.Of("token", FaultKind.DropAfter));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await CallAsync(_app));
        AssertExchanges(issued: 1, repeated: 0);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task<HttpStatusCode> CallAsync(TestApp app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"));
        using var response = await _visitor.SendAsync(request);
        return response.StatusCode;
    }

    private long Calls() => _app.Sandbox.Traffic.CallsOf("/tasks/v1/users/@me/lists");

    private void AssertExchanges(int issued, int repeated)
    {
        Assert.Equal(issued, _app.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Issued));
        Assert.Equal(repeated, _app.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Repeated));
        Assert.Equal(issued + repeated, _app.Sandbox.ExchangeCount);
    }
}
