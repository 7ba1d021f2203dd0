using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Load;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// Very many calls at the same moment for one person whose token has ended: how many exchanges, how many failures.
/// </summary>
internal static class ConcurrentCallers
{
    public const int Callers = 1000;
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongLife = TimeSpan.FromHours(1);

    public static async Task RunAsync(LoadClient load, Report report)
    {
        var rows = new List<string[]>();
        foreach (var rotates in (bool[])[false, true])
        {
            rows.Add(await RunAsync(load, rotates, expired: true));
            rows.Add(await RunAsync(load, rotates, expired: false));
        }
        report.Table(
            $"{Callers} concurrent callers, one expired grant, one instance",
            ["", "exchanges", "failures", "all answered in"],
            rows);
    }

    /// <param name="expired">The token's time is up; false: the provider withdrew it early, and says so with 401.</param>
    private static async Task<string[]> RunAsync(LoadClient load, bool rotates, bool expired)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions
        {
            RotateRefreshTokens = rotates,
            AccessTokenLifetime = expired ? ShortLife : LongLife,
        });
        await using var app = await SignedInApp.StartAsync(sandbox);
        sandbox.Grants.AccessTokenLifetime = LongLife;
        if (expired)
            await Task.Delay(ShortLife, TimeProvider.System);
        else
            sandbox.Grants.ExpireAccessTokens(sandbox.Accounts.Hanako);
        return await CallAsync(
            sandbox, load, app.Target, app.Header,
            $"{(expired ? "time is up" : "refused by the provider (401)")}, {Words(rotates)}");
    }

    /// <summary>One contender whose token Google refuses from now on.</summary>
    public static async Task<string[]> RunOneAsync(SandboxServer sandbox, LoadSeries series, LoadClient load, bool rotates)
    {
        sandbox.Grants.ExpireAccessTokens(sandbox.Accounts.Hanako);
        return await CallAsync(sandbox, load, series.Target, series.Headers[0], $"{series.Name}, {Words(rotates)}");
    }

    private static async Task<string[]> CallAsync(SandboxServer sandbox, LoadClient load, Uri target, string header, string name)
    {
        var before = sandbox.ExchangeCount;
        var result = await load.RunAsync(new LoadPlan(target, [header], Callers, Seconds: 30, Requests: Callers));
        return
        [
            name,
            Report.Number(sandbox.ExchangeCount - before),
            Report.Number(Callers - result.Answers + result.FailureCount)
                + (result.FailureCount > 0 ? $" ({result.FailureText})" : ""),
            $"{Report.Number(result.Seconds * 1000)} ms",
        ];
    }

    private static string Words(bool rotates) => $"{(rotates ? "rotating" : "not rotating")} refresh tokens";
}
