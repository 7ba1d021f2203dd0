using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tokens.Refresh;

public sealed class KilledAtAnyMomentTests : CrashTests
{
    [Fact]
    public async Task A_process_killed_repeatedly_at_any_moment_of_a_refresh_loses_no_grant()
    {
        Visitor? visitor = null;
        for (var round = 0; round < 5; round++)
        {
            await using var app = await StartAsync();
            visitor ??= await SignInAsync(app);
            Google.Grants.ExpireAccessTokens(Google.Accounts.Hanako);
            var calls = Google.Traffic.CallsOf("/token");

            var call = visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists")));
            await StoredGrants.UntilAsync(
                () => Task.FromResult(call.IsCompleted || Google.Traffic.CallsOf("/token") > calls), "the exchange has begun or is over");
            // Between the answer's arrival and the end of its save, a little later each time.
            SpinWait.SpinUntil(() => call.IsCompleted, TimeSpan.FromMilliseconds(round * 3));
            app.Kill();
            await Task.WhenAny(call);
        }

        await using var last = await StartAsync();
        await AssertServesAsync(visitor!, last);
        AssertIntact();
        visitor!.Dispose();
    }
}
