using System.Collections.Concurrent;
using System.Net;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Instances;

/// <summary>The proxy of the deployment, with its own configuration file, in front of two instances.</summary>
[Collection(SharedInstances.Name)]
public sealed class RollingRestartTests(InstancesFixture instances)
{
    [Fact]
    public async Task A_rolling_restart_under_load_loses_no_request_and_signs_nobody_out()
    {
        using var proxy = await NginxProxy.StartAsync(instances.Apps[0].Address, instances.Apps[1].Address);
        using var visitor = new Visitor(proxy.Address);
        instances.Google.AllowApp(proxy.Address);
        instances.Google.Accounts.Add("Rokuro");
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync("Rokuro")).Status);

        using var over = new CancellationTokenSource();
        var statuses = new ConcurrentBag<HttpStatusCode>();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(() => CallAgainAndAgainAsync(visitor, statuses, over.Token))).ToList();
        for (var index = 0; index < 2; index++)
        {
            var before = statuses.Count;
            Assert.Equal(0, await instances.RestartAsync(index));
            await StoredGrants.UntilAsync(() => Task.FromResult(statuses.Count > before + 50 || load.Exists(call => call.IsFaulted)), "calls go on");
        }
        await over.CancelAsync();
        await Task.WhenAll(load);

        Assert.Equal([HttpStatusCode.OK], statuses.Distinct());
    }

    private static async Task CallAgainAndAgainAsync(Visitor visitor, ConcurrentBag<HttpStatusCode> statuses, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var answer = await visitor.GetAsync("/api/tasklists");
            statuses.Add(answer.StatusCode);
        }
    }
}
