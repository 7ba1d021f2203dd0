using MongoDB.Driver;

namespace TasksWeb.Storage.Mongo;

/// <summary>
/// Runs operations on a deployment, each for a bounded time, and finishes those that have begun before it closes.
/// </summary>
internal sealed class MongoOperations : IAsyncDisposable
{
    private readonly MongoFailures _failures = new();
    private readonly MongoClient _client;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1;
    private volatile bool _closing;

    /// <summary>Connects to the servers without waiting for them.</summary>
    public MongoOperations(MongoSettings settings, TimeProvider time)
    {
        (_timeout, _time) = (settings.OperationTimeout, time);
        settings.Client.ClusterConfigurator += _failures.Watch;
        _client = new MongoClient(settings.Client);
        Database = _client.GetDatabase(settings.Database);
    }

    public IMongoDatabase Database { get; }

    /// <param name="operation">Its token is canceled when its time is over. It is not the caller's token, because the driver
    /// closes the connection of a cancelled operation.</param>
    /// <exception cref="StorageUnavailableException">No server answers in time, or it refuses.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation)
    {
        Interlocked.Increment(ref _running);
        try
        {
            if (_closing)
                throw new StorageUnavailableException("The store is closing.");
            using var timeout = new CancellationTokenSource(_timeout, _time);
            try
            {
                return await operation(timeout.Token);
            }
            catch (MongoNotPrimaryException)
            {
                // Not executed. The driver does not retry a call whose server stopped being the primary after it was selected.
                return await operation(timeout.Token);
            }
        }
        catch (Exception e) when (e is not (StorageUnavailableException or InvalidDataException))
        {
            throw _failures.Translate(e, _client.Cluster.Description);
        }
        finally
        {
            Finish();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing)
            return;
        _closing = true;
        Finish();
        await _finished.Task;
        _client.Dispose();
    }

    private void Finish()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _finished.TrySetResult();
    }
}
