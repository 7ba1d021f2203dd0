using System.Net;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>The clock of the machine is set: forward by hours, and back again.</summary>
public sealed class ClockJumpTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    [InlineData(24 * 3)]
    public async Task A_clock_that_jumps_and_comes_back_costs_no_session_and_no_grant(int hours)
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);

        app.Clock.Advance(TimeSpan.FromHours(hours));
        await CallTogetherAsync(visitor);
        var exchanges = app.Sandbox.ExchangeCount;
        Assert.InRange(exchanges, hours > 0 ? 1 : 0, 1);

        app.Clock.Advance(TimeSpan.FromHours(-hours));
        await CallTogetherAsync(visitor);
        Assert.InRange(app.Sandbox.ExchangeCount, exchanges, exchanges + 1);

        app.Clock.Advance(TimeSpan.FromHours(2));
        await CallTogetherAsync(visitor);
        Assert.Equal(GrantStatus.Active, (await app.GrantAsync()).Value.Status);
    }

    private static async Task CallTogetherAsync(Visitor visitor)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => visitor.GetAsync("/api/tasklists")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }
}
