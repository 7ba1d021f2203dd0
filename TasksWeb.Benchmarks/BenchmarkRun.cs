using TasksWeb.Benchmarks.Load;
using TasksWeb.Benchmarks.Sections;

namespace TasksWeb.Benchmarks;

/// <summary>The sections one after the other; progress goes to standard error, the report to standard output.</summary>
internal static class BenchmarkRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (BenchmarkOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(BenchmarkOptions.Usage);
            return 1;
        }
        try
        {
            await using var load = new LoadClient();
            var report = new Report(Console.Out, options.Charts);
            if (options.Guard is not null)
                return await Guard.RunAsync(options, load, report) ? 0 : 1;
            if (options.Wants("hot"))
                await HotPath.RunAsync(options, load, report);
            if (options.Wants("peers"))
                await Peers.RunAsync(options, load, report);
            if (options.Wants("start"))
                await StartUp.RunAsync(options, report);
            if (options.Wants("pages"))
                await Pages.RunAsync(options, load, report);
            if (options.Wants("call"))
                await VaultCalls.RunAsync(options, load, report);
            if (options.Wants("refresh"))
            {
                await ConcurrentCallers.RunAsync(load, report);
                await RefreshThroughput.RunAsync(report);
            }
            if (options.Wants("job"))
                await BackgroundJob.RunAsync(report);
            if (options.Wants("memory"))
                await SessionMemory.RunAsync(load, report);
            if (options.Wants("fat") && !await FatAccount.RunAsync(report))
                return 1;
            if (options.Wants("files") && !await WorstFiles.RunAsync(report))
                return 1;
            if (options.Wants("growth"))
                await Growth.RunAsync(load, report);
            if (options.Wants("outage"))
                await Outage.RunAsync(report);
            return 0;
        }
        catch (Exception e) when (e is BenchmarkException or InvalidOperationException or IOException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}

/// <summary>A measurement that would mean nothing, because what was measured failed.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
