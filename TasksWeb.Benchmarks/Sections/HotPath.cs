using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Contenders;
using TasksWeb.Benchmarks.Load;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// One live call of Google's task lists a request: the app with a cookie session, beside the least work that relays a call and
/// Google's own client. They take turns, slice by slice, so that whatever else the machine does meets all of them.
/// </summary>
internal static class HotPath
{
    public static async Task RunAsync(BenchmarkOptions options, LoadClient load, Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var app = await SignedInApp.StartAsync(sandbox);
        using var mongo = await Mongo.StartAsync();
        await using var onMongo = mongo is null ? null : await SignedInApp.StartAsync(sandbox, mongo: mongo.NewDatabase());
        await using var others = await OtherBuilds.StartAsync(sandbox, options.Beside);
        var token =
            sandbox.Grants.Issue(sandbox.Accounts.Hanako, sandbox.Client, ["https://www.googleapis.com/auth/tasks"]).AccessToken;
        await using var relay = await RunningContender.StartAsync(Relay.Role, sandbox.Address, token);
        await using var google = await RunningContender.StartAsync(GoogleClient.Role, sandbox.Address, token);

        var bare = new LoadSeries("bare relay", relay.Address, [], relay.Probe);
        LoadSeries[] all =
        [
            bare,
            new("**TasksWeb**, cookie session, on SQLite", app.Target, [app.Header], app.Probe),
            .. onMongo is null
                ? []
                : (LoadSeries[])[new($"**TasksWeb**, cookie session, on {mongo!.Name}", onMongo.Target, [onMongo.Header], onMongo.Probe)],
            .. others.Series(),
            new("Google's .NET client", google.Address, [], google.Probe),
        ];
        await LoadSeries.RunAsync(all, load, options);
        report.Table(
            "Live `GET /api/tasklists`",
            LoadSeries.Columns,
            all.Select(series => series.Row(bare)),
            $"Medians of {options.Rounds} slices of {options.Seconds} s, {options.Connections} keep-alive connections, {Environment.ProcessorCount} cores "
            + "shared by load generator, server and upstream (the Sandbox). Ratios are medians of the rounds' own ratios.");
    }
}
