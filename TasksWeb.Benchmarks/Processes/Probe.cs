using System.Diagnostics;
using System.IO.Pipes;

namespace TasksWeb.Benchmarks.Processes;

/// <summary>
/// What a measured process uses: processor time and resident size from outside, its heap from inside (<see cref="StartupHook"/>).
/// </summary>
internal sealed class Probe : IDisposable
{
    private static int _s_count;

    private readonly string _name = $"tasksweb-benchmarks-{System.Environment.ProcessId}-{Interlocked.Increment(ref _s_count)}";
    private NamedPipeClientStream? _pipe;
    private Process? _process;

    /// <summary>What the process is to be started with.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        [StartupHook.PipeVariable] = _name,
    };

    public TimeSpan ProcessorTime => Fresh().TotalProcessorTime;

    public long ResidentBytes => Fresh().WorkingSet64;

    /// <summary>The most that it ever was.</summary>
    public long PeakResidentBytes => Fresh().PeakWorkingSet64;

    /// <summary>Whether the process tells of its heap; of another runtime's the three below are 0.</summary>
    public bool KnowsHeap => _pipe is not null;

    /// <summary>Everything it ever allocated.</summary>
    public long AllocatedBytes => Ask(StartupHook.Allocated);

    /// <summary>What lives on its heap after a full collection.</summary>
    public long LivingBytes => Ask(StartupHook.Living);

    /// <summary>Methods the runtime has compiled, those it compiled again included.</summary>
    public long CompiledMethods => Ask(StartupHook.Compiled);

    public async Task AttachAsync(int processId, bool isDotNet = true)
    {
        _process = Process.GetProcessById(processId);
        if (!isDotNet)
            return;
        _pipe = new NamedPipeClientStream(_name);
        await _pipe.ConnectAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
    }

    public void Dispose()
    {
        _pipe?.Dispose();
        _process?.Dispose();
    }

    private Process Fresh()
    {
        _process!.Refresh();
        return _process;
    }

    private long Ask(byte question)
    {
        if (_pipe is null)
            return 0;
        _pipe.WriteByte(question);
        Span<byte> answer = stackalloc byte[sizeof(long)];
        _pipe.ReadExactly(answer);
        return BitConverter.ToInt64(answer);
    }
}
