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

    public static async Task<RunningContender> StartAsync(string role, Uri upstream, string token)
    {
        var probe = new Probe();
        var process = RoleProcess.Start([role, upstream.ToString()], probe.Environment);
        await process.WriteLineAsync(token);
        var address = new Uri(await process.ReadLineAsync());
        await probe.AttachAsync(process.Id);
        return new RunningContender(process, address, probe);
    }

    public ValueTask DisposeAsync()
    {
        Probe.Dispose();
        return _process.DisposeAsync();
    }
}
