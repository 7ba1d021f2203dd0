using System.Collections.Concurrent;

namespace TasksWeb.Storage.Mongo;

/// <summary>
/// Runs commands on a MongoDB deployment. The C driver's calls block, so they run on threads of their own, at most one for each
/// connection of its pool. A caller waits without a thread, and no longer than the driver may take.
/// </summary>
/// <remarks>
/// The one file to change the day MongoDB.Driver can be restored where this is built: <see cref="RunAsync"/> becomes its
/// <c>RunCommandAsync</c> on raw BSON, and <see cref="CDriver"/> goes.
/// </remarks>
internal sealed class MongoConnection : IAsyncDisposable
{
    private const int QueueLength = 20_000;

    private readonly CDriver _driver;
    private readonly TimeSpan _patience;
    private readonly BlockingCollection<Call> _queue = new(QueueLength);
    private readonly Lock _gate = new();
    private readonly List<Task> _threads = [];
    private int _underWay;
    private bool _closing;

    /// <summary>Reaches for no server yet.</summary>
    /// <exception cref="DriverMissingException"/>
    /// <exception cref="FormatException">It is no connection string of MongoDB's.</exception>
    public MongoConnection(string connectionString)
    {
        _driver = new CDriver(connectionString);
        _patience = _driver.ServerSelectionTimeout + _driver.SocketTimeout;
    }

    public string Database => _driver.Database;

    /// <summary>What is wrong with a connection string, or with this machine; null when a connection can be made of it.</summary>
    public static string? ProblemOf(string connectionString)
    {
        try
        {
            using var driver = new CDriver(connectionString);
            return null;
        }
        catch (Exception e) when (e is DriverMissingException or FormatException)
        {
            return e.Message;
        }
    }

    /// <summary>Runs a command on the primary.</summary>
    /// <param name="command">BSON; its first member is the command's name.</param>
    /// <param name="writes">Acknowledged by a majority; once begun it is not cancelled.</param>
    /// <returns>The server's reply, which may hold write errors.</returns>
    /// <exception cref="StorageUnavailableException">No server answers, or it refuses.</exception>
    public async Task<BsonDocument> RunAsync(byte[] command, bool writes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new Call(command, writes);
        Enqueue(call);
        try
        {
            return new BsonDocument(await call.Reply.WaitAsync(_patience, writes ? CancellationToken.None : cancellationToken));
        }
        catch (TimeoutException e)
        {
            throw new StorageUnavailableException("MongoDB has not answered in time.", e);
        }
        finally
        {
            call.Abandon();
        }
    }

    /// <summary>What has been taken is finished first.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing = true;
            _queue.CompleteAdding();
        }
        try
        {
            await Task.WhenAll(_threads).WaitAsync(_patience);
        }
        catch (TimeoutException)
        {
            // A call that the driver does not end keeps its connection; the process is about to end.
            return;
        }
        _driver.Dispose();
        _queue.Dispose();
    }

    private void Enqueue(Call call)
    {
        lock (_gate)
        {
            if (_closing || !_queue.TryAdd(call))
                throw new StorageUnavailableException("Too many calls wait for MongoDB, or the store is closing.");
            if (Interlocked.Increment(ref _underWay) > _threads.Count && _threads.Count < _driver.PoolSize)
                _threads.Add(
                    Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }
    }

    private void Work()
    {
        using var connection = _driver.Take();
        foreach (var call in _queue.GetConsumingEnumerable())
        {
            if (call.Run(connection) is { IsNoServer: true } failure)
                FailWaiting(failure);
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Whoever waits behind the call that failed would wait as long for the same answer.</summary>
    private void FailWaiting(CommandFailedException failure)
    {
        while (_queue.TryTake(out var waiting))
        {
            waiting.Fail(failure);
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>One command and the promise of its reply.</summary>
    private sealed class Call(byte[] command, bool writes)
    {
        private readonly TaskCompletionSource<byte[]> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _taken;

        public Task<byte[]> Reply => _reply.Task;

        /// <summary>Its caller waits no longer: if it has not begun, it never will.</summary>
        public void Abandon() => Interlocked.Exchange(ref _taken, 1);

        public CommandFailedException? Run(CDriver.Connection connection)
        {
            if (Interlocked.Exchange(ref _taken, 1) != 0)
                return null;
            try
            {
                _reply.SetResult(connection.Run(command, writes));
                return null;
            }
            catch (CommandFailedException e)
            {
                Refuse(e);
                return e;
            }
            catch (Exception e)
            {
                _reply.SetException(e);
                return null;
            }
        }

        public void Fail(CommandFailedException why)
        {
            if (Interlocked.Exchange(ref _taken, 1) == 0)
                Refuse(why);
        }

        private void Refuse(CommandFailedException why) => _reply.SetException(new StorageUnavailableException(
            why.IsFromServer ? $"MongoDB answered {why.Code}: {why.Message}" : $"MongoDB does not answer: {why.Message}", why));
    }
}
