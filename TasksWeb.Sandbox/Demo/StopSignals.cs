using System.Runtime.InteropServices;

namespace TasksWeb.Sandbox.Demo;

/// <summary>Turns Ctrl+C and SIGTERM into a task, so that everything is stopped in order.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(
            signal => PosixSignalRegistration.Create(signal, Note))];

    public Task Requested => _requested.Task;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void Note(PosixSignalContext context)
    {
        context.Cancel = true;
        _requested.TrySetResult();
    }
}
