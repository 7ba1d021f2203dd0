using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;

namespace TasksWeb.Hosting.Logging;

/// <summary>Sources whose events no setting switches on.</summary>
internal static class SensitiveSources
{
    /// <summary>
    /// The framework, and a class of ours that inherits from it, write whole URLs and arguments here, where codes and tokens may stand.
    /// </summary>
    private static readonly Func<LogEvent, bool>[] Sources =
    [
        Matching.FromSource("Microsoft.AspNetCore.Hosting.Diagnostics"),
        Matching.FromSource("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker"),
        Matching.FromSource("Microsoft.AspNetCore.Server.Kestrel.Connections"),
        Matching.FromSource("System.Net.Http"),
        Matching.FromSource("TasksWeb.SignIn.SignInHandler"),
    ];

    /// <summary>Call after the settings are read: the last override of a source wins.</summary>
    public static LoggerConfiguration SilenceSensitiveSources(this LoggerConfiguration log) => log
        // While anybody may read these two, every request gets an activity and two log scopes. Traces have listeners of their own.
        .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
        .MinimumLevel.Override("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker", LevelAlias.Off)
        // Every made-up cookie would be an error with its stack. The request log has the form that is refused, and Data Protection itself
        // tells of a key ring that does not open.
        .MinimumLevel.Override("Microsoft.AspNetCore.Antiforgery", LevelAlias.Off)
        // A setting may override a longer name than these; this filter is before every sink.
        .Filter.ByExcluding(line => line.Level < LogEventLevel.Warning && Array.Exists(Sources, isFrom => isFrom(line)));
}
