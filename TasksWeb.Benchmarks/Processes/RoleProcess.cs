using System.Diagnostics;

namespace TasksWeb.Benchmarks.Processes;

/// <summary>
/// This program once more in another role, or another program. It ends when its standard input is closed, hence with this process.
/// </summary>
internal sealed class RoleProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RoleProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static RoleProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        // "dotnet run" starts the host of its own; "dotnet TasksWeb.Benchmarks.dll" needs the file once more.
        Start(
            Environment.ProcessPath!,
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? [typeof(RoleProcess).Assembly.Location, .. arguments]
                : arguments,
            environment);

    public static RoleProcess Start(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RoleProcess(Process.Start(start)!);
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<string> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync()
        ?? throw new BenchmarkException("A process of the benchmark ended too early; what it said stands above.");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
