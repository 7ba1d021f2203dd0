namespace TasksWeb.Foundation;

/// <summary>
/// Runs one operation per key at a time; concurrent callers share its result. The operation belongs to the process:
/// a caller that goes away cancels nothing.
/// </summary>
public sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Task<TResult>> _flights = [];

    /// <summary>The result of the operation in progress for this key, or of <paramref name="start"/>.</summary>
    public Task<TResult> RunAsync(TKey key, Func<Task<TResult>> start)
    {
        lock (_flights)
        {
            return _flights.TryGetValue(key, out var flight) ? flight : _flights[key] = LoadAsync(key, start);
        }
    }

    /// <summary>Completes when all operations in progress now have ended, whatever their outcome.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task[] flights;
        lock (_flights)
        {
            flights = [.. _flights.Values];
        }
        await Task.WhenAll(flights).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<TResult> LoadAsync(TKey key, Func<Task<TResult>> start)
    {
        // Leave the lock before the operation starts.
        await Task.Yield();
        try
        {
            return await start();
        }
        finally
        {
            lock (_flights)
            {
                _flights.Remove(key);
            }
        }
    }
}
