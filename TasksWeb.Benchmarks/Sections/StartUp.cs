using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Contenders;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>From the start of the process to its first answered request, and what it holds then, beside an empty MVC app.</summary>
internal static class StartUp
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(BenchmarkOptions options, Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var contenders = new List<(string Name, Func<Task<Started>> Start)>
        {
            ("an empty MVC app", async () =>
            {
                var running = await RunningContender.StartAsync(EmptyMvc.Role, sandbox.Address, "");
                return new Started(running, running.Address, () => running.Probe.ResidentBytes);
            }),
        };
        contenders.AddRange(((string?[])[null, .. options.Beside]).Select(folder => (
            folder is null ? "**TasksWeb**" : $"**TasksWeb** in {Path.GetFileName(folder)}",
            (Func<Task<Started>>)(() => StartAppAsync(sandbox, folder)))));
        var measured = contenders.ConvertAll(_ => new List<(double Milliseconds, double Megabytes)>());
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
                measured[i].Add(await MeasureAsync(contenders[i].Name, contenders[i].Start));
        }
        report.Table(
            "Start", ["", "first answer after ms", "of the empty app", "idle resident MB", "of the empty app"],
            measured.Select((runs, i) => (string[])
            [
                contenders[i].Name,
                Report.Number(Report.Median(runs.Select(run => run.Milliseconds))),
                Ratio(runs, measured[0], run => run.Milliseconds),
                Report.Number(Report.Median(runs.Select(run => run.Megabytes))),
                Ratio(runs, measured[0], run => run.Megabytes),
            ]),
            $"Medians of {options.Rounds} starts in turns; idle is {Settling.TotalSeconds} s after the first answer.");
    }

    private static string Ratio(
        List<(double Milliseconds, double Megabytes)> runs, List<(double Milliseconds, double Megabytes)> others,
        Func<(double Milliseconds, double Megabytes), double> what) =>
        Report.Number(Report.Median(runs.Zip(others, (own, other) => what(own) / what(other))), "0.00");

    private static async Task<Started> StartAppAsync(SandboxServer sandbox, string? folder)
    {
        var workplace = new Workplace();
        var app = await RunningApp.StartAsync(sandbox, workplace, folder);
        return new Started(new Both(app, workplace), app.Address, () => app.Probe.ResidentBytes);
    }

    private static async Task<(double Milliseconds, double Megabytes)> MeasureAsync(string name, Func<Task<Started>> start)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var started = await start();
        await using var running = started.Running;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using (var answer = await http.GetAsync(started.Address))
            answer.EnsureSuccessStatusCode();
        var milliseconds = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
        await Task.Delay(Settling, TimeProvider.System);
        var megabytes = started.ResidentBytes() / 1_000_000.0;
        await Console.Error.WriteLineAsync($"{name}: {Report.Number(milliseconds)} ms, {Report.Number(megabytes)} MB");
        return (milliseconds, megabytes);
    }

    private sealed record Started(IAsyncDisposable Running, Uri Address, Func<long> ResidentBytes);

    private sealed class Both(RunningApp app, Workplace workplace) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            workplace.Dispose();
        }
    }
}
