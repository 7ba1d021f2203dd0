using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Debugging;
using Serilog.Settings.Configuration;

namespace TasksWeb.Hosting.Logging;

internal static class LoggingRegistration
{
    /// <summary>What the settings may name; to search every package for more would cost time at each start.</summary>
    private static readonly ConfigurationReaderOptions Sinks = new(
        typeof(LoggerConfiguration).Assembly, typeof(ConsoleLoggerConfigurationExtensions).Assembly,
        typeof(FileLoggerConfigurationExtensions).Assembly);

    /// <summary>
    /// The log, by the settings under <c>Serilog</c>, except for what would write secrets (<see cref="SensitiveSources"/>).
    /// </summary>
    public static void AddLogging(this WebApplicationBuilder builder)
    {
        SelfLog.Enable(Console.Error);
        var settings = new LoggerConfiguration().WriteTo.StandardOutput();
        try
        {
            settings.ReadFrom.Configuration(builder.Configuration, Sinks);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new OptionsValidationException("Serilog", typeof(LoggerConfiguration), [$"Serilog: {e.Message}"]);
        }
        builder.Services.AddSerilog(settings.SilenceSensitiveSources().CreateLogger(), dispose: true);
    }
}
