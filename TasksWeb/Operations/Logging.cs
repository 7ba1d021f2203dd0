using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;
using Serilog.Filters;

namespace TasksWeb.Operations;

internal static class Logging
{
    /// <summary>Every value is written as JSON, so that no input can break a line or forge one.</summary>
    private const string Line = "[{Timestamp:HH:mm:ss} {Level:u3}] {Message:j}{NewLine}{Exception}";

    /// <summary>Framework sources (and ours, named after a class of ours that inherits from theirs) that write whole URLs or arguments, where codes and tokens may stand. Kept out at every level.</summary>
    private static readonly string[] Talkative =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker",
        "Microsoft.AspNetCore.Server.Kestrel.Connections",
        "System.Net.Http",
        "TasksWeb.SignIn.SignInHandler",
    ];

    public static void AddRequestSafeLogging(this WebApplicationBuilder builder)
    {
        var settings = new LoggerConfiguration()
            .WriteTo.Console(outputTemplate: Line, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
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
    }

    private static bool IsTalkative(LogEvent line) =>
        line.Level < LogEventLevel.Warning && Array.Exists(Talkative, source => Matching.FromSource(source)(line));
}
