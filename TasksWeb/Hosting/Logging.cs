using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Filters;
using Serilog.Formatting.Display;

namespace TasksWeb.Hosting;

internal static class Logging
{
    /// <summary>Every value is written as JSON, so that no input can break a line or forge one.</summary>
    private const string Line = "[{Timestamp:HH:mm:ss} {Level:u3}] {Message:j}{NewLine}{Exception}";

    /// <summary>
    /// Framework sources, one of them named after a class of ours that inherits from theirs, that write whole URLs or arguments,
    /// where codes and tokens may stand. Kept out at every level below a warning.
    /// </summary>
    private static readonly Func<LogEvent, bool>[] Talkative =
    [
        Matching.FromSource("Microsoft.AspNetCore.Hosting.Diagnostics"),
        Matching.FromSource("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker"),
        Matching.FromSource("Microsoft.AspNetCore.Server.Kestrel.Connections"),
        Matching.FromSource("System.Net.Http"),
        Matching.FromSource("TasksWeb.SignIn.SignInHandler"),
    ];

    public static void AddRequestSafeLogging(this WebApplicationBuilder builder)
    {
        var settings = new LoggerConfiguration().WriteTo.StandardOutput();
        try
        {
            settings.ReadFrom.Configuration(builder.Configuration);
        }
        catch (InvalidOperationException e)
        {
            throw new OptionsValidationException("Serilog", typeof(LoggerConfiguration), [$"Serilog: {e.Message}"]);
        }
        var logger = settings.Filter.ByExcluding(IsTalkative).CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddSerilog(logger, dispose: true);
        builder.Services.AddSingleton<Serilog.ILogger>(logger);
        // As soon as anybody may read these categories every request gets an activity and two log scopes, and every call to a
        // provider one more activity. Traces have listeners of their own and get their activities all the same. AddSerilog has
        // set a filter for its provider, which wins over any that names none.
        builder.Logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter<SerilogLoggerProvider>(
            "Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker", LogLevel.None);
        // Every made-up cookie would be an error with its stack. A form that is refused has its line in the request log, and a key ring that
        // does not open is told by Data Protection itself.
        builder.Logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
    }

    /// <summary>Line by line and in colours for a person at a terminal, in blocks for a program that collects the log.</summary>
    private static LoggerConfiguration StandardOutput(this LoggerSinkConfiguration to) => Console.IsOutputRedirected
        ? to.Sink(new ConsoleLines(
            new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture),
            new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))))
        : to.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture);

    private static bool IsTalkative(LogEvent line) =>
        line.Level < LogEventLevel.Warning && Array.Exists(Talkative, spoke => spoke(line));
}
