using System.Net;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>A holder that works no longer on what it holds.</summary>
public sealed class LeaseTests : CrashTests
{
    [Fact]
    public async Task A_holder_suspended_past_its_lease_loses_neither_grant_nor_caller()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        using var visitor = await SignInAsync(one);
        Google.Grants.ExpireAccessTokens(Google.Accounts.Hanako);
        var call = await Google.HangInExchangeAsync(() => visitor.GetAsync("/api/tasklists"));
        one.Pause();
        Google.Faults.Clear();
        await StoredGrants.UntilAsync(() => Task.FromResult(Google.ExchangeCount == 1), "the provider has rotated the token, and nobody reads its answer");

        await AssertServesAsync(visitor, other);
        one.Resume();

        using var answer = await call;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        for (var round = 0; round < 2; round++)
        {
            await AssertServesAsync(visitor, one);
            await AssertServesAsync(visitor, other);
            Google.Grants.ExpireAccessTokens(Google.Accounts.Hanako);
        }
        Assert.Equal(0, Google.Traffic.ExchangesEndedAs(RefreshOutcome.Reused));
    }

    /// <summary>Another provider, which rotates by its own rules.</summary>
    [Fact]
    public async Task A_process_killed_with_half_a_response_repeats_the_exchange_after_its_restart()
    {
        using var visitor = await ConnectFitbitAndDieAsync();

        await using var last = await StartAsync();
        await AssertServesAsync(visitor, last, "/api/fitbit/heart-rate");

        Assert.Equal((1, 1), (Google.Traffic.ExchangesEndedAs(RefreshOutcome.Issued), Google.Traffic.ExchangesEndedAs(RefreshOutcome.Repeated)));
        Assert.Equal(0, Google.Traffic.ExchangesEndedAs(RefreshOutcome.Reused));
    }

    private async Task<Visitor> ConnectFitbitAndDieAsync()
    {
        await using var app = await StartAsync();
        var visitor = await SignInAsync(app);
        await visitor.ConnectAsync("Hanako Yamada", "fitbit");
        Google.Fitbit.Grants.ExpireAccessTokens(Google.Accounts.Hanako);
        Google.Faults.Add(Fault.Of("fitbit_token", FaultKind.StallMidBody, times: 0));
        var call = visitor.GetAsync("/api/fitbit/heart-rate");
        await StoredGrants.UntilAsync(
            () => Task.FromResult(Google.Traffic.ExchangesEndedAs(RefreshOutcome.Issued) == 1), "Fitbit has rotated the token");
        app.Kill();
        await Task.WhenAny(call);
        Google.Faults.Clear();
        return visitor;
    }
}
