using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;

namespace TasksWeb.Hosting.Logging;

/// <summary>Sources whose events no setting switches on.</summary>
internal static class SensitiveSources
{
    /// <summary>Here the framework writes whole URLs and arguments, which may hold codes and tokens.</summary>
    private static readonly Func<LogEvent, bool>[] Sources =
    [
        Matching.FromSource("Microsoft.AspNetCore.Hosting.Diagnostics"),
        Matching.FromSource("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker"),
        Matching.FromSource("Microsoft.AspNetCore.Mvc.Infrastructure.RedirectResultExecutor"),
        Matching.FromSource("Microsoft.AspNetCore.Mvc.RedirectResult"),
        Matching.FromSource("Microsoft.AspNetCore.Server.Kestrel.Connections"),
        Matching.FromSource("Microsoft.AspNetCore.Routing"),
        Matching.FromSource("Microsoft.AspNetCore.StaticFiles"),
        Matching.FromSource("System.Net.Http"),
        Matching.FromSource("Yarp"),
    ];

    /// <summary>Call after the settings are read: the last override of a source wins.</summary>
    public static LoggerConfiguration SilenceSensitiveSources(this LoggerConfiguration log) => log
        // While anybody reads these two, every request gets an activity and two log scopes. Traces have their own listeners.
        .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
        .MinimumLevel.Override("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker", LevelAlias.Off)
        // Every forged cookie would be an error with its stack. The request log has the refused form, and Data Protection
        // reports a key ring that cannot be read.
        .MinimumLevel.Override("Microsoft.AspNetCore.Antiforgery", LevelAlias.Off)
        // The forwarder writes the whole address of each call.
        .MinimumLevel.Override("Yarp", LevelAlias.Off)
        // A setting may override a longer name than these; this filter is before every sink.
        .Filter.ByExcluding(line => line.Level < LogEventLevel.Warning && Array.Exists(Sources, isFrom => isFrom(line)));
}
