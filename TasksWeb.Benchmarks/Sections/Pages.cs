using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Contenders;
using TasksWeb.Benchmarks.Load;
using TasksWeb.Benchmarks.Processes;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>The pages of a person with 20 lists of 100 tasks, all of it read before, beside the bare relay of one small call.</summary>
internal static class Pages
{
    private const int Lists = 20;
    private const int Tasks = 100;
    private const int Connections = 8;

    public static async Task RunAsync(BenchmarkOptions options, LoadClient load, Report report)
    {
        await using var scene = await Scene.OpenAsync();
        await LoadSeries.RunAsync([scene.Relay, .. scene.Pages], load, options with { Connections = Connections });
        report.Table(
            $"Pages with {Lists} lists × {Tasks} tasks", LoadSeries.Columns, scene.Pages.Select(series => series.Row(scene.Relay)),
            $"Medians of {options.Rounds} slices of {options.Seconds} s, {Connections} keep-alive connections, not compressed.");
    }

    /// <summary>What is measured, ready.</summary>
    internal sealed class Scene : IAsyncDisposable
    {
        private readonly SandboxServer _sandbox;
        private readonly SignedInApp _app;
        private readonly RunningContender _relay;

        private Scene(SandboxServer sandbox, SignedInApp app, RunningContender relay)
        {
            (_sandbox, _app, _relay) = (sandbox, app, relay);
            Relay = new("bare relay", relay.Address, [], relay.Probe);
            HotCall = new("`GET /api/tasklists`", app.Target, [app.Header], app.Probe);
            Pages =
            [
                Page("tasks"), Page("tasks/today"), Page("tasks/search?q=number"),
                Page($"tasks/{Uri.EscapeDataString(sandbox.Accounts.Hanako.Tasks.Lists[0].Id)}", "a list"),
            ];
        }

        public LoadSeries Relay { get; }
        public LoadSeries HotCall { get; }
        public IReadOnlyList<LoadSeries> Pages { get; }

        public Probe App => _app.Probe;

        public static async Task<Scene> OpenAsync(int lists = Lists, int tasks = Tasks)
        {
            var sandbox = await SandboxServer.StartAsync();
            var account = sandbox.Accounts.Hanako;
            foreach (var (id, _) in account.Tasks.Lists.ToList())
                account.Tasks.RemoveList(id);
            for (var list = 0; list < lists; list++)
            {
                var id = account.Tasks.AddList($"List {list}");
                for (var task = 0; task < tasks; task++)
                    account.Tasks.AddTask(id, $"Task number {task} of the list");
            }
            var token = sandbox.Grants.Issue(account, sandbox.Client, ["https://www.googleapis.com/auth/tasks"]).AccessToken;
            return new Scene(
                sandbox, await SignedInApp.StartAsync(sandbox), await RunningContender.StartAsync(Contenders.Relay.Role, sandbox.Address, token));
        }

        public async ValueTask DisposeAsync()
        {
            await _relay.DisposeAsync();
            await _app.DisposeAsync();
            await _sandbox.DisposeAsync();
        }

        private LoadSeries Page(string path, string? name = null) =>
            new(name ?? $"`GET /{path}`", _app.At(path), [_app.Header], _app.Probe);
    }
}
