using TasksWeb.Benchmarks.Processes;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>A contender in its own process.</summary>
internal sealed class RunningContender : IAsyncDisposable
{
    private readonly RoleProcess _process;

    private RunningContender(RoleProcess process, Uri address, Probe probe) =>
        (_process, Address, Probe) = (process, address, probe);

    public Uri Address { get; }

    public Probe Probe { get; }

    /// <param name="firstLine">What it reads first: its token, or its client's id and secret.</param>
    public static Task<RunningContender> StartAsync(string role, Uri upstream, string firstLine)
    {
        var probe = new Probe();
        return StartAsync(RoleProcess.Start([role, upstream.ToString()], probe.Environment), probe, firstLine);
    }

    /// <summary>The contender that runs on Node.</summary>
    public static Task<RunningContender> StartExpressAsync(Uri upstream, string firstLine) => StartAsync(
        RoleProcess.Start("node", [ExpressFolder.Server, upstream.ToString()], new Dictionary<string, string>(StringComparer.Ordinal)),
        new Probe(), firstLine, isDotNet: false);

    private static async Task<RunningContender> StartAsync(RoleProcess process, Probe probe, string firstLine, bool isDotNet = true)
    {
        await process.WriteLineAsync(firstLine);
        var address = new Uri(await process.ReadLineAsync());
        await probe.AttachAsync(process.Id, isDotNet);
        return new RunningContender(process, address, probe);
    }

    public ValueTask DisposeAsync()
    {
        Probe.Dispose();
        return _process.DisposeAsync();
    }
}
