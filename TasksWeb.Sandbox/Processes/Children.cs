using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TasksWeb.Sandbox.Processes;

/// <summary>
/// Ends child processes with this process: signals them at an interrupt (the host may want to stop them in order), kills them at
/// exit. PR_SET_PDEATHSIG is no way: it is bound to the thread that started the child, and pool threads come and go.
/// </summary>
internal static class Children
{
    private static readonly ConcurrentDictionary<int, Process> Living = new();
    private static readonly Lazy<PosixSignalRegistration[]> Guard = new(Register);

    public static void Watch(Process process)
    {
        _ = Guard.Value;
        Living[process.Id] = process;
    }

    public static void Forget(Process process) => Living.TryRemove(process.Id, out _);

    private static PosixSignalRegistration[] Register()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => ForEach(process => process.Kill(entireProcessTree: true));
        return
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Ask()),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Ask()),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => Ask()),
        ];
    }

    private static void Ask() => ForEach(process =>
    {
        Signals.Send(process, Signals.Terminate);
        Signals.Send(process, Signals.Continue);
    });

    private static void ForEach(Action<Process> act)
    {
        foreach (var process in Living.Values)
        {
            try
            {
                act(process);
            }
            catch (InvalidOperationException)
            {
                // It has ended or was disposed in the meantime, which is what was wanted.
            }
        }
    }
}
