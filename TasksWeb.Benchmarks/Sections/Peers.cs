using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Contenders;
using TasksWeb.Benchmarks.Load;
using TasksWeb.Benchmarks.Processes;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Authorization;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// What somebody would build or take instead: the walk-through with Express and Passport, ASP.NET Core's own sign-in with
/// <c>SaveTokens</c>, Google's client with and without a session. The same load, the same upstream, in turns.
/// </summary>
internal static class Peers
{
    public static async Task RunAsync(BenchmarkOptions options, LoadClient load, Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync(Options(rotates: false));
        await using var peers = await SignedInPeers.StartAsync(sandbox);
        await LoadSeries.RunAsync(peers.Live, load, options);
        var relay = peers.Live[0];
        report.Table(
            "Live `GET /api/tasklists` beside the peers",
            [.. LoadSeries.Columns, "resident MB afterwards"],
            peers.Live.Select(series => (string[])[.. series.Row(relay), Report.Number(series.ResidentBytes / 1_000_000.0)]),
            $"Medians of {options.Rounds} slices of {options.Seconds} s, {options.Connections} keep-alive connections. Express on Node "
            + "and ASP.NET Core's way have no request log and no rate limits; Node tells nothing of its heap.");
        await RunExpiredAsync(load, report);
    }

    private static async Task RunExpiredAsync(LoadClient load, Report report)
    {
        var rows = new List<string[]>();
        foreach (var rotates in (bool[])[false, true])
        {
            await using var sandbox = await SandboxServer.StartAsync(Options(rotates));
            await using var peers = await SignedInPeers.StartAsync(sandbox);
            foreach (var series in peers.WithSession)
                rows.Add(await ConcurrentCallers.RunOneAsync(sandbox, series, load, rotates));
        }
        report.Table(
            $"{ConcurrentCallers.Callers} concurrent callers when Google has refused the token (401)",
            ["", "exchanges", "failures", "all answered in"], rows);
    }

    /// <summary>A client for each that signs in: Google gives one a refresh token at the first consent only.</summary>
    private static SandboxOptions Options(bool rotates) => new()
    {
        RotateRefreshTokens = rotates,
        Clients =
        [
            SandboxClient.CreateDefault(),
            new SandboxClient("microsoft.example", "benchmark") { Project = "microsoft" },
            new SandboxClient("express.example", "benchmark") { Project = "express" },
        ],
    };

    /// <summary>Every contender, with the same person signed in where there is a session.</summary>
    private sealed class SignedInPeers : IAsyncDisposable
    {
        private const string SessionCookie = "session";
        private const string ExpressCookie = "connect.sid";

        private readonly List<IAsyncDisposable> _running = [];

        /// <summary>The bare relay first.</summary>
        public List<LoadSeries> Live { get; } = [];

        /// <summary>Those that can renew a token.</summary>
        public List<LoadSeries> WithSession { get; } = [];

        public static async Task<SignedInPeers> StartAsync(SandboxServer sandbox)
        {
            var peers = new SignedInPeers();
            try
            {
                await peers.StartAllAsync(sandbox);
                return peers;
            }
            catch
            {
                await peers.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var one in _running)
                await one.DisposeAsync();
        }

        private async Task StartAllAsync(SandboxServer sandbox)
        {
            var token = sandbox.Grants
                .Issue(sandbox.Accounts.Hanako, sandbox.Client, ["https://www.googleapis.com/auth/tasks"]).AccessToken;
            var relay = Add(await RunningContender.StartAsync(Relay.Role, sandbox.Address, token));
            Live.Add(new LoadSeries("bare relay", relay.Address, [], relay.Probe));
            var app = Add(await SignedInApp.StartAsync(sandbox));
            WithSession.Add(new LoadSeries("**TasksWeb**", app.Target, [app.Header], app.Probe));
            var client = sandbox.Clients[1];
            var microsoft = Add(await RunningContender.StartAsync(MicrosoftWay.Role, sandbox.Address, Credentials(client)));
            client.AllowApp(microsoft.Address);
            WithSession.Add(await SignInAsync(sandbox, microsoft, "ASP.NET Core, `AddGoogle`, `SaveTokens`", SessionCookie));
            if (await ExpressFolder.InstallAsync())
            {
                client = sandbox.Clients[2];
                var express = Add(await RunningContender.StartExpressAsync(sandbox.Address, Credentials(client)));
                client.AllowApp(express.Address);
                WithSession.Add(await SignInAsync(sandbox, express, "Express and Passport", ExpressCookie));
            }
            Live.AddRange(WithSession);
            var google = Add(await RunningContender.StartAsync(GoogleClient.Role, sandbox.Address, token));
            Live.Add(new LoadSeries("Google's .NET client, no session", google.Address, [], google.Probe));
            var session = Add(await RunningContender.StartAsync(GoogleClientWithSession.Role, sandbox.Address, token));
            Live.Add(await SignInAsync(sandbox, session, "Google's .NET client, cookie session", SessionCookie));
        }

        private static string Credentials(SandboxClient client) => $"{client.ClientId} {client.ClientSecret}";

        private T Add<T>(T running)
            where T : IAsyncDisposable
        {
            _running.Add(running);
            return running;
        }

        private static async Task<LoadSeries> SignInAsync(
            SandboxServer sandbox, RunningContender contender, string name, string cookie)
        {
            using var browser = new Browser(contender.Address);
            var header = await browser.SignInAsync(sandbox.Accounts.Hanako.Name, cookie);
            return new LoadSeries(name, new Uri(contender.Address, "api/tasklists"), [header], contender.Probe);
        }
    }
}
