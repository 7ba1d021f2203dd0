using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;

namespace TasksWeb.Hosting.Logging;

/// <summary>
/// Writes events in batches, at most ten a second unless they are many, so that no request waits for the output. A full buffer
/// blocks its writers instead of dropping events. When the process ends, also by a crash, the buffered events are written;
/// later ones are written at once. Instead of Serilog's own batching: docs/decisions/0010-request-log.md.
/// </summary>
internal sealed class BufferedSink : ILogEventSink, IDisposable
{
    /// <summary>How many events may wait to be written.</summary>
    private const int Capacity = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A blocked output does not keep the process from ending.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ITextFormatter _format;
    private readonly TextWriter _output;
    private readonly Thread _writer;
    private readonly object _gate = new();
    private List<LogEvent> _waiting = new(Capacity);
    private bool _isClosed;

    public BufferedSink(ITextFormatter format, TextWriter output)
    {
        (_format, _output) = (format, output);
        _writer = new Thread(WriteBatches) { IsBackground = true, Name = "Log" };
        _writer.Start();
        AppDomain.CurrentDomain.ProcessExit += Close;
        AppDomain.CurrentDomain.UnhandledException += Close;
    }

    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            while (_waiting.Count >= Capacity && !_isClosed)
                Monitor.Wait(_gate);
            if (!_isClosed)
            {
                _waiting.Add(logEvent);
                if (_waiting.Count is 1 or Capacity)
                    Monitor.PulseAll(_gate);
                return;
            }
        }
        lock (_output)
            Write([logEvent]);
    }

    public void Dispose()
    {
        Close(this, EventArgs.Empty);
        AppDomain.CurrentDomain.ProcessExit -= Close;
        AppDomain.CurrentDomain.UnhandledException -= Close;
    }

    private void Close(object? sender, EventArgs end)
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
        _writer.Join(Patience);
    }

    private void WriteBatches()
    {
        var batch = new List<LogEvent>(Capacity);
        while (true)
        {
            lock (_gate)
            {
                while (_waiting.Count == 0 && !_isClosed)
                    Monitor.Wait(_gate);
                if (_waiting.Count == 0)
                    return;
                if (_waiting.Count < Capacity && !_isClosed)
                    Monitor.Wait(_gate, Interval);
                (_waiting, batch) = (batch, _waiting);
                Monitor.PulseAll(_gate);
            }
            lock (_output)
                Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<LogEvent> batch)
    {
        try
        {
            foreach (var one in batch)
                _format.Format(one, _output);
            _output.Flush();
        }
        catch (IOException e)
        {
            // The disk is full or nobody reads: the app continues without its log.
            SelfLog.WriteLine("{0} lines of the log are lost: {1}", batch.Count, e.Message);
        }
    }
}
