using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Debugging;

namespace TasksWeb.Hosting.Logging;

internal static class LoggingRegistration
{
    /// <summary>The log, by the settings under <c>Serilog</c>, except for what would write secrets (<see cref="SensitiveSources"/>).</summary>
    public static void AddLogging(this WebApplicationBuilder builder)
    {
        SelfLog.Enable(Console.Error);
        var settings = new LoggerConfiguration().WriteTo.StandardOutput();
        try
        {
            settings.ReadFrom.Configuration(builder.Configuration);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new OptionsValidationException("Serilog", typeof(LoggerConfiguration), [$"Serilog: {e.Message}"]);
        }
        builder.Services.AddSerilog(settings.SilenceSensitiveSources().CreateLogger(), dispose: true);
    }
}
