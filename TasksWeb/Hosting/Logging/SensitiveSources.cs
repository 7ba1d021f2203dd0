using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace TasksWeb.Hosting.Logging;

/// <summary>Sources whose events no setting switches on.</summary>
internal static class SensitiveSources
{
    /// <summary>Here the framework writes whole URLs and arguments, which may hold codes and tokens.</summary>
    private static readonly string[] Sources =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker",
        "Microsoft.AspNetCore.Mvc.Infrastructure.RedirectResultExecutor",
        "Microsoft.AspNetCore.Mvc.RedirectResult",
        "Microsoft.AspNetCore.Server.Kestrel.Connections",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.StaticFiles",
        "System.Net.Http",
        "Yarp",
    ];

    /// <summary>Call after the settings are read: the last override of a source wins.</summary>
    public static LoggerConfiguration SilenceSensitiveSources(this LoggerConfiguration log) => log
        // With these two enabled, every request gets an activity and two log scopes. Traces have their own listeners.
        .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
        .MinimumLevel.Override("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker", LevelAlias.Off)
        // Every forged cookie would be an error with a stack trace. The request log has the refused form, and Data Protection
        // reports a key ring that cannot be read.
        .MinimumLevel.Override("Microsoft.AspNetCore.Antiforgery", LevelAlias.Off)
        .MinimumLevel.Override("Microsoft.AspNetCore.Mvc.ViewFeatures.Filters", LevelAlias.Off)
        // The forwarder writes the whole address of each call.
        .MinimumLevel.Override("Yarp", LevelAlias.Off)
        // A setting may name a more specific source; this filter runs before every sink.
        .Filter.ByExcluding(IsSensitive);

    private static bool IsSensitive(LogEvent line)
    {
        if (line.Level >= LogEventLevel.Warning
            || !line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var property)
            || property is not ScalarValue { Value: string source })
            return false;
        foreach (var name in Sources)
        {
            if (source.StartsWith(name, StringComparison.Ordinal) && (source.Length == name.Length || source[name.Length] == '.'))
                return true;
        }
        return false;
    }
}
