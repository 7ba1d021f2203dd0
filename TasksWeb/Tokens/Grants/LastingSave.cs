using System.Collections.Concurrent;
using TasksWeb.Storage;

namespace TasksWeb.Tokens.Grants;

/// <summary>
/// Saves tokens that a provider has issued: a save that the store does not take is tried again until it does, longer than any
/// request waits.
/// </summary>
public sealed partial class LastingSave(TimeProvider clock, ILogger<LastingSave> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Task, byte> _waiting = new();

    /// <param name="save">Called again as long as the store is unavailable.</param>
    /// <returns>Completes when the store has taken it.</returns>
    internal Task<T> StartAsync<T>(string connector, Func<Task<T>> save)
    {
        var saving = RunAsync(connector, save);
        if (!saving.IsCompleted)
        {
            _waiting[saving] = default;
            _ = saving.ContinueWith(
                ended => _waiting.TryRemove(ended, out _), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return saving;
    }

    /// <summary>Waits for a save as long as a request can wait.</summary>
    internal async Task<bool> CompletesInTimeAsync(Task saving)
    {
        await saving.WaitAsync(Patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return saving.IsCompleted;
    }

    /// <summary>The same for every save that is waiting now.</summary>
    internal Task<bool> AreDoneInTimeAsync() => CompletesInTimeAsync(Task.WhenAll(_waiting.Keys));

    /// <summary>Completes when every save that is waiting now is done.</summary>
    internal Task DrainAsync(CancellationToken cancellationToken) => Task.WhenAll(_waiting.Keys).WaitAsync(cancellationToken);

    private async Task<T> RunAsync<T>(string connector, Func<Task<T>> save)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await save();
            }
            catch (StorageUnavailableException e)
            {
                LogSaveFailed(connector, failures, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 * failures, 2000)), clock);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "New tokens of {Connector} are not saved yet (attempt {Attempt}): {Why}")]
    private partial void LogSaveFailed(string connector, int attempt, string why);
}
