using System.Reflection;
using Microsoft.Extensions.Options;
using TasksWeb.Storage;

namespace TasksWeb.Hosting;

/// <summary>How the process starts and what it says when it cannot.</summary>
internal static class Start
{
    private const int Failure = 1;

    /// <summary>
    /// Settings and assets lie beside the program, wherever it is started from; data lies in the working directory.
    /// </summary>
    public static WebApplicationOptions From(string[] args) => new() { Args = args, ContentRootPath = AppContext.BaseDirectory };

    /// <summary>
    /// Runs the app; a wrong or missing setting ends it with one message that names the key, not with a stack trace.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (Message(e) is { } message)
        {
            await Console.Error.WriteLineAsync($"TasksWeb does not start:{Environment.NewLine}{message}");
            return Failure;
        }
    }

    private static string? Message(Exception exception) => exception switch
    {
        OptionsValidationException e => string.Join(
            Environment.NewLine, e.Failures.Distinct(StringComparer.Ordinal).Select(failure => $"- {failure}")),
        AggregateException e when e.InnerExceptions.All(inner => Message(inner) is not null) =>
            string.Join(Environment.NewLine, e.InnerExceptions.Select(Message).Distinct(StringComparer.Ordinal)),
        TargetInvocationException { InnerException: { } inner } => Message(inner),
        StorageUnavailableException e => $"- Storage:ConnectionString: the store does not open. {e.Message}",
        InvalidOperationException e when e.Message.Contains("configuration value", StringComparison.Ordinal) => $"- {e.Message}",
        IOException or FormatException => $"- {exception.Message}",
        _ => null,
    };
}
