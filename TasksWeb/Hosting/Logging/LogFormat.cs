using System.Globalization;
using System.Text;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace TasksWeb.Hosting.Logging;

/// <summary>How an event is written: ISO 8601 in UTC, the level, the message, the exception.</summary>
internal static class LogFormat
{
    /// <summary>Every value is written as JSON, so that no input can break a line or forge one.</summary>
    private const string Line = "[{UtcTimestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u3}] {Message:j}{NewLine}{Exception}";

    /// <summary>
    /// For a start that fails: works before the settings are read and writes each event to standard error at once.
    /// </summary>
    public static Logger CreateBootstrapLogger() => new LoggerConfiguration()
        .WriteTo.Console(
            outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LevelAlias.Minimum)
        .CreateLogger();

    /// <summary>Line by line with colors at a terminal, in batches for a program that collects the log.</summary>
    public static LoggerConfiguration StandardOutput(this LoggerSinkConfiguration to) => Console.IsOutputRedirected
        ? to.Buffer(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        : to.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture);

    /// <summary>Writes to <paramref name="output"/> in batches and loses nothing.</summary>
    public static LoggerConfiguration Buffer(this LoggerSinkConfiguration to, TextWriter output) => to.Sink(new BufferedSink(
        new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture), new EscapingWriter(output)));
}
