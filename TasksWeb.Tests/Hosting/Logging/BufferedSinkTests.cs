using System.Text;
using Serilog;
using TasksWeb.Hosting.Logging;

namespace TasksWeb.Tests.Hosting.Logging;

public sealed class BufferedSinkTests
{
    private const int Many = 25_000;

    [Fact]
    public async Task A_slow_reader_blocks_the_writers_and_loses_no_line()
    {
        using var output = new GatedWriter();
        var log = new LoggerConfiguration().WriteTo.Buffer(output).CreateLogger();

        var writing = Task.Run(() => WriteLines(log));
        await output.Reached;
        Assert.False(writing.IsCompleted);
        output.Open();
        await writing;
        await log.DisposeAsync();

        Assert.Equal(Enumerable.Range(0, Many), output.Lines.Select(line => int.Parse(line.Split(' ')[^1], null)));
    }

    [Fact]
    public async Task A_line_after_disposal_is_written_at_once()
    {
        using var output = new GatedWriter();
        output.Open();
        var log = new LoggerConfiguration().WriteTo.Buffer(output).CreateLogger();
        await log.DisposeAsync();

        log.Information("Late");

        Assert.Contains("Late", Assert.Single(output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_blocks_no_writer()
    {
        using var output = new FullDisk();
        var log = new LoggerConfiguration().WriteTo.Buffer(output).CreateLogger();

        await Task.Run(() => WriteLines(log));

        await log.DisposeAsync();
    }

    private static void WriteLines(ILogger log)
    {
        for (var i = 0; i < Many; i++)
            log.Information("Line {Number}", i);
    }

    /// <summary>Takes nothing until it is opened.</summary>
    private sealed class GatedWriter : StringWriter
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public string[] Lines => ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        public void Open() => _open.Set();

        public override void Flush()
        {
            _reached.TrySetResult();
            _open.Wait();
        }

        protected override void Dispose(bool disposing)
        {
            _open.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class FullDisk : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Flush() => throw new IOException("No space left on device");
    }
}
