using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace TasksWeb.Hosting;

/// <summary>
/// Writes the log in blocks, at most ten a second, so that no request waits for whoever reads it. Nothing is dropped: a reader
/// that falls behind by <see cref="MostWaiting"/> characters holds the writers up, and the end of the process writes what is
/// left.
/// </summary>
internal sealed class ConsoleLines : ILogEventSink, IDisposable
{
    private const int MostWaiting = 1024 * 1024;
    private static readonly TimeSpan BetweenBlocks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static StringWriter? _line;

    private readonly object _gate = new();
    private readonly ITextFormatter _format;
    private readonly TextWriter _output;
    private readonly Thread _writer;
    private StringBuilder _waiting = new();
    private StringBuilder _written = new();
    private bool _ending;
    private bool _ended;

    public ConsoleLines(ITextFormatter format, TextWriter output)
    {
        (_format, _output) = (format, output);
        _writer = new Thread(Run) { IsBackground = true, Name = "Log" };
        _writer.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => Dispose();
    }

    public void Emit(LogEvent logEvent)
    {
        var writer = _line ??= new StringWriter(CultureInfo.InvariantCulture);
        var line = writer.GetStringBuilder().Clear();
        _format.Format(logEvent, writer);
        lock (_gate)
        {
            while (_waiting.Length > MostWaiting && !_ended)
                Monitor.Wait(_gate);
            if (_waiting.Length == 0)
                Monitor.PulseAll(_gate);
            _waiting.Append(line);
            if (_ended)
                Write(Take());
        }
    }

    /// <summary>Returns when what was waiting is written. Lines that still come are written at once.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.PulseAll(_gate);
        }
        _writer.Join(PatienceAtEnd);
    }

    private void Run()
    {
        while (NextBlock() is { } block)
            Write(block);
    }

    /// <summary>Null at the end, with everything written.</summary>
    private StringBuilder? NextBlock()
    {
        lock (_gate)
        {
            while (_waiting.Length == 0 && !_ending)
                Monitor.Wait(_gate);
            if (!_ending)
                Monitor.Wait(_gate, BetweenBlocks);
            var block = Take();
            Monitor.PulseAll(_gate);
            if (!_ending)
                return block;
            Write(block);
            _ended = true;
            return null;
        }
    }

    private StringBuilder Take()
    {
        (_waiting, _written) = (_written.Clear(), _waiting);
        return _written;
    }

    private void Write(StringBuilder block)
    {
        try
        {
            _output.Write(block);
            _output.Flush();
        }
        catch (IOException)
        {
            // Nobody reads any more: the app goes on without its log.
        }
    }
}
