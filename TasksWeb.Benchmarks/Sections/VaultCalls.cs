using System.Security.Cryptography;
using System.Text;
using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Contenders;
using TasksWeb.Benchmarks.Load;
using TasksWeb.Sandbox;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// A call of another backend through the vault, with and without the audit log, beside Yarp's forwarder that only adds a fixed token.
/// </summary>
internal static class VaultCalls
{
    private const string Connector = "google_tasks";
    private const string Path = "users/@me/lists?maxResults=1000";

    public static async Task RunAsync(BenchmarkOptions options, LoadClient load, Report report)
    {
        var all = await MeasureAsync(options, load, withAudit: true);
        report.Table(
            "A call through the vault", [.. LoadSeries.Columns.Select(column => column.Replace("relay", "forwarder", StringComparison.Ordinal))],
            all.Select(series => series.Row(all[0])),
            $"Medians of {options.Rounds} slices of {options.Seconds} s, {options.Connections} keep-alive connections. As shipped, every call "
            + "has its line in the audit log before it goes out.");
    }

    /// <summary>Processor time of a call without the audit log as a multiple of the forwarder's.</summary>
    public static async Task<double> RatioAsync(BenchmarkOptions options, LoadClient load)
    {
        var all = await MeasureAsync(options, load, withAudit: false);
        return all[1].ProcessorRatio(all[0]);
    }

    /// <returns>The forwarder, the app without the audit log, and with it.</returns>
    private static async Task<LoadSeries[]> MeasureAsync(BenchmarkOptions options, LoadClient load, bool withAudit)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var token =
            sandbox.Grants.Issue(sandbox.Accounts.Hanako, sandbox.Client, ["https://www.googleapis.com/auth/tasks"]).AccessToken;
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        using var workplace = new Workplace();
        using var silent = new Workplace();
        await using var audited = withAudit ? await StartAsync(sandbox, workplace, token, key, audit: true) : null;
        await using var unaudited = await StartAsync(sandbox, silent, token, key, audit: false);
        await using var yarp = await RunningContender.StartAsync(YarpForward.Role, sandbox.Address, token);
        LoadSeries[] all =
        [
            new("Yarp's forwarder", new Uri(yarp.Address, $"tasks/v1/{Path}"), [], yarp.Probe),
            SeriesOf("TasksWeb, `/call`, `Broker:Calls:Audit` off", unaudited, key),
            .. audited is null ? [] : (LoadSeries[])[SeriesOf("**TasksWeb**, `/call`", audited, key)],
        ];
        await LoadSeries.RunAsync(all, load, options);
        return all;
    }

    private static LoadSeries SeriesOf(string name, RunningApp app, string key) =>
        new(name, app.At($"external-auth/{Connector}/somebody/call/{Path}"), [$"X-Api-Key: {key}"], app.Probe);

    private static async Task<RunningApp> StartAsync(
        SandboxServer sandbox, Workplace workplace, string token, string key, bool audit)
    {
        await using (var rooms = Rooms.Open(sandbox, workplace))
        {
            await rooms.Vault.SaveAsync(
                new GrantKey(Connector, "broker:benchmark/somebody"),
                new TokenResponse.Granted(token, "1//not-used", TimeSpan.FromHours(1), Scopes: null, IdToken: null),
                CancellationToken.None);
        }
        return await RunningApp.StartAsync(sandbox, workplace, further: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Broker:Keys:0:Name"] = "benchmark",
            ["Broker:Keys:0:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
            ["Broker:Keys:0:Connectors:0"] = Connector,
            ["Broker:Keys:0:Release"] = "Call",
            ["Broker:Calls:Audit"] = audit.ToString(),
        });
    }
}
