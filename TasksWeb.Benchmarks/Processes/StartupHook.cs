using System.IO.Pipes;
using System.Runtime;

/// <summary>
/// Runs in a measured process before its Main (DOTNET_STARTUP_HOOKS) and tells over a named pipe what that process has allocated
/// and compiled. It sleeps on a thread of its own in between. The runtime wants this name, without a namespace:
/// https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md
/// </summary>
#pragma warning disable CA1050, MA0047
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    internal const string PipeVariable = "TASKSWEB_BENCHMARKS_PIPE";
    internal const byte Allocated = (byte)'A';
    internal const byte Living = (byte)'L';
    internal const byte Compiled = (byte)'C';

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PipeVariable) is { } name)
            new Thread(() => Answer(name)) { IsBackground = true, Name = "Benchmark probe" }.Start();
    }

    private static void Answer(string name)
    {
        using var pipe = new NamedPipeServerStream(name);
        pipe.WaitForConnection();
        while (pipe.ReadByte() is var question and >= 0)
        {
            pipe.Write(BitConverter.GetBytes(question switch
            {
                Living => GC.GetTotalMemory(forceFullCollection: true),
                Compiled => JitInfo.GetCompiledMethodCount(),
                _ => GC.GetTotalAllocatedBytes(),
            }));
        }
    }
}
