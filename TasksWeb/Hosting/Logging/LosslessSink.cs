using Serilog.Core;
using Serilog.Events;

namespace TasksWeb.Hosting.Logging;

/// <summary>
/// Stands before Serilog's batching queue. A full queue blocks its writers instead of dropping events. When the process ends,
/// also by a crash, the queued events are written; later ones are written at once.
/// </summary>
internal sealed class LosslessSink : ILogEventSink, IDisposable
{
    /// <summary>An output that takes nothing does not keep the process from ending.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ILogEventSink _queue;
    private readonly BatchWriter _batches;
    private readonly Lock _closing = new();
    private volatile bool _isClosed;

    public LosslessSink(ILogEventSink queue, BatchWriter batches)
    {
        (_queue, _batches) = (queue, batches);
        AppDomain.CurrentDomain.ProcessExit += Close;
        AppDomain.CurrentDomain.UnhandledException += Close;
    }

    public void Emit(LogEvent logEvent)
    {
        _batches.WaitForRoom();
        if (!_isClosed)
        {
            _queue.Emit(logEvent);
            return;
        }
        lock (_closing)
            _ = _batches.EmitBatchAsync([logEvent]);
    }

    public void Dispose()
    {
        Close(this, EventArgs.Empty);
        AppDomain.CurrentDomain.ProcessExit -= Close;
        AppDomain.CurrentDomain.UnhandledException -= Close;
    }

    private void Close(object? sender, EventArgs end)
    {
        lock (_closing)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            Task.Run(((IDisposable)_queue).Dispose).Wait(Patience);
        }
    }
}
