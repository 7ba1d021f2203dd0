using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TasksWeb.Sandbox.Processes;

/// <summary>POSIX signals; the numbers of SIGSTOP and SIGCONT differ between Linux and macOS.</summary>
internal static partial class Signals
{
    public const int Terminate = 15;

    private const int NoSuchProcess = 3;

    public static int Stop => OperatingSystem.IsMacOS() ? 17 : 19;

    public static int Continue => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>A process that is gone already is no error.</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows, except for <see cref="Terminate"/>, which kills
    /// there.</exception>
    public static void Send(Process process, int signal)
    {
        if (process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            SendOnWindows(process, signal);
        }
        else if (Kill(process.Id, signal) != 0 && Marshal.GetLastPInvokeError() is var error && error != NoSuchProcess)
        {
            throw new Win32Exception(error);
        }
    }

    private static void SendOnWindows(Process process, int signal)
    {
        if (signal == Terminate)
        {
            process.Kill(entireProcessTree: true);
        }
        else if (signal != Continue)
        {
            throw new PlatformNotSupportedException("Windows cannot pause a process.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
