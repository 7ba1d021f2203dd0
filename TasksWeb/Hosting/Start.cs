using System.Reflection;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Hosting.Logging;
using TasksWeb.Storage;

namespace TasksWeb.Hosting;

/// <summary>Starts the process and reports why it cannot start.</summary>
internal static class Start
{
    private const int Failure = 1;

    /// <summary>
    /// Settings and assets are beside the program, wherever it is started from; data is in the working directory.
    /// </summary>
    public static WebApplicationOptions From(string[] args) => new()
    {
        Args = CommandLine.SettingsOf(args),
        ContentRootPath = AppContext.BaseDirectory,
    };

    /// <summary>
    /// Runs the app; a wrong or missing setting ends it with a line for each that names the key, not with a stack trace.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (Problems(e) is { } problems)
        {
            using var log = LogFormat.CreateBootstrapLogger();
            foreach (var problem in problems.Distinct(StringComparer.Ordinal))
                log.Fatal("TasksWeb does not start: {Problem}", problem);
            return Failure;
        }
    }

    private static IEnumerable<string>? Problems(Exception exception) => exception switch
    {
        OptionsValidationException e => e.Failures,
        AggregateException e when e.InnerExceptions.All(inner => Problems(inner) is not null) =>
            e.InnerExceptions.SelectMany(inner => Problems(inner)!),
        TargetInvocationException { InnerException: { } inner } => Problems(inner),
        StorageUnavailableException e => [$"Storage:ConnectionString: the store does not open. {e.Message}"],
        InvalidOperationException e when e.Message.Contains("configuration value", StringComparison.Ordinal) => [e.Message],
        IOException or FormatException => [exception.Message],
        _ => null,
    };
}
