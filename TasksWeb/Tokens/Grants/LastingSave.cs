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

    private readonly ConcurrentDictionary<GrantKey, Task> _waiting = new();

    /// <param name="key">Whose tokens they are.</param>
    /// <param name="save">Called again as long as the store is unavailable.</param>
    /// <returns>The default value when the store has not taken it as long as a request can wait.</returns>
    internal async Task<T?> SaveAsync<T>(GrantKey key, Func<Task<T>> save)
    {
        var saving = RunAsync(key, save);
        if (!saving.IsCompleted)
        {
            _waiting[key] = saving;
            _ = saving.ContinueWith(
                _ => _waiting.TryRemove(KeyValuePair.Create(key, (Task)saving)), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await ((Task)saving).WaitAsync(Patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return saving.IsCompleted ? await saving : default;
    }

    /// <summary>Whether no save for this key is waiting, after a time in which one may have ended.</summary>
    internal async Task<bool> IsSettledAsync(GrantKey key)
    {
        if (!_waiting.TryGetValue(key, out var saving))
            return true;
        await saving.WaitAsync(Patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return saving.IsCompleted;
    }

    /// <summary>Completes when every save that is waiting now is done.</summary>
    internal Task DrainAsync(CancellationToken cancellationToken) => Task.WhenAll(_waiting.Values).WaitAsync(cancellationToken);

    private async Task<T> RunAsync<T>(GrantKey key, Func<Task<T>> save)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await save();
            }
            catch (StorageUnavailableException e)
            {
                LogSaveFailed(key.Connector, failures, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 * failures, 2000)), clock);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "New tokens of {Connector} are not saved yet (attempt {Attempt}): {Why}")]
    private partial void LogSaveFailed(string connector, int attempt, string why);
}
