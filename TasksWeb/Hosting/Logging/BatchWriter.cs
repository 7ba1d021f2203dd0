using Serilog.Configuration;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;

namespace TasksWeb.Hosting.Logging;

/// <summary>
/// Writes events in batches, at most ten a second unless they are full, so that no request waits for the output.
/// </summary>
internal sealed class BatchWriter(ITextFormatter format, TextWriter output) : IBatchedLogEventSink
{
    /// <summary>How many events may wait to be written.</summary>
    private const int Capacity = 10_000;

    /// <summary>Serilog's queue drops what it has no room for; <see cref="WaitForRoom"/> keeps it from filling up.</summary>
    public static BatchingOptions Options { get; } = new()
    {
        BatchSizeLimit = Capacity,
        QueueLimit = Capacity,
        BufferingTimeLimit = TimeSpan.FromMilliseconds(100),
        EagerlyEmitFirstEvent = false,
    };

    private readonly object _gate = new();
    private int _queued;

    /// <summary>
    /// Call before each event that is emitted: blocks while the output is <see cref="Capacity"/> events behind.
    /// </summary>
    public void WaitForRoom()
    {
        lock (_gate)
        {
            while (_queued >= Capacity)
                Monitor.Wait(_gate);
            _queued++;
        }
    }

    public Task EmitBatchAsync(IReadOnlyCollection<LogEvent> batch)
    {
        try
        {
            foreach (var one in batch)
                format.Format(one, output);
            output.Flush();
        }
        catch (IOException e)
        {
            // The disk is full or nobody reads: the app continues without its log. If it were thrown, Serilog would write the
            // batch again.
            SelfLog.WriteLine("{0} lines of the log are lost: {1}", batch.Count, e.Message);
        }
        lock (_gate)
        {
            _queued -= batch.Count;
            Monitor.PulseAll(_gate);
        }
        return Task.CompletedTask;
    }
}
