using System.Runtime.CompilerServices;
using TasksWeb.Foundation;

namespace TasksWeb.Storage;

/// <summary>
/// Processes what is due in a repository, at every <see cref="Interval"/> and when triggered, page by page until nothing is due.
/// Each item is claimed first: a compare-and-swap postpones its due time, so that only one instance gets it. Work that
/// fails, is interrupted or leaves the item unchanged is due again when the claim ends; work that saves or deletes the item
/// decides itself.
/// </summary>
public abstract partial class ScheduledWorker<T>(
    Repository<T> repository, WorkerMetrics metrics, TimeProvider clock, ILogger logger) : BackgroundService
    where T : class
{
    /// <summary>How many items are claimed at once.</summary>
    protected const int PageSize = 128;

    private readonly SemaphoreSlim _nudge = new(0, 1);

    protected TimeProvider Clock => clock;

    /// <summary>From the beginning of one round to the beginning of the next.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>How many items are processed at the same time.</summary>
    protected virtual int MaxConcurrency => 8;

    /// <summary>
    /// How many rounds may run at once: with more than one, slow work does not delay what becomes due meanwhile. The next one
    /// begins when the one before it has claimed everything.
    /// </summary>
    protected virtual int MaxRounds => 1;

    /// <summary>How long an item is claimed; longer than the work on a whole page takes.</summary>
    protected virtual TimeSpan ClaimDuration(T value) => TimeSpan.FromMinutes(2);

    /// <summary>Work to do at the beginning of each round.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Processes one item, as stored when it was claimed.</summary>
    protected abstract Task WorkAsync(Stored<T> claimed, CancellationToken cancellationToken);

    /// <summary>Begins the next round now, because something has become due.</summary>
    public void Trigger()
    {
        lock (_nudge)
        {
            if (_nudge.CurrentCount == 0)
                _nudge.Release();
        }
    }

    /// <summary>How long the oldest due item has been due; zero when nothing is due.</summary>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public async Task<TimeSpan> LagAsync(CancellationToken cancellationToken) =>
        await repository.OldestDueAsync(clock.GetUtcNow(), cancellationToken) is { } due
            ? clock.GetUtcNow() - due
            : TimeSpan.Zero;

    /// <summary>One round. When canceled, it claims nothing more and ends with the work in progress.</summary>
    /// <returns>How many items were processed.</returns>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) =>
        RunOnceAsync(new TaskCompletionSource(), cancellationToken);

    /// <param name="claiming">Completed when everything that was due is claimed and being processed.</param>
    private async Task<int> RunOnceAsync(TaskCompletionSource claiming, CancellationToken cancellationToken)
    {
        var (begun, done, failed) = (clock.GetTimestamp(), 0, 0);
        await PrepareAsync(cancellationToken);
        metrics.RoundBegan(GetType().Name, await LagAsync(cancellationToken));
        await Parallel.ForEachAsync(
            ClaimAsync(claiming, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (claimed, token) =>
            {
                try
                {
                    await WorkAsync(claimed, token);
                }
                catch (Exception e) when (e is not OperationCanceledException || !token.IsCancellationRequested)
                {
                    // Only the first is logged: a thousand equal failures should not be a thousand lines.
                    if (Interlocked.Increment(ref failed) == 1)
                        LogFailed(e, GetType().Name);
                }
                Interlocked.Increment(ref done);
            });
        metrics.RoundEnded(GetType().Name, clock.GetElapsedTime(begun), done, failed);
        if (failed > 1)
            LogFailures(GetType().Name, failed, done);
        return done;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Instances that start together should not run in step.
        var (wait, rounds) = (Interval * (0.5 + (Random.Shared.NextDouble() / 2)), new List<Task>());
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await _nudge.WaitAsync(wait, stoppingToken);
                var begun = clock.GetTimestamp();
                rounds.RemoveAll(static round => round.IsCompleted);
                var claiming = new TaskCompletionSource();
                rounds.Add(RunRoundAsync(claiming, stoppingToken));
                await claiming.Task;
                if (rounds.Count >= MaxRounds)
                    await Task.WhenAny(rounds);
                wait = Interval - clock.GetElapsedTime(begun);
                if (wait < TimeSpan.Zero)
                    wait = TimeSpan.Zero;
            }
        }
        finally
        {
            await Task.WhenAll(rounds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunRoundAsync(TaskCompletionSource claiming, CancellationToken stoppingToken)
    {
        try
        {
            await RunOnceAsync(claiming, stoppingToken);
        }
        catch (StorageUnavailableException e)
        {
            LogStoreAway(GetType().Name, e.Message);
            // A store that has too much to do gets no further round at once, however often one is triggered.
            await Task.Delay(StorageUnavailableException.RetryAfter, clock, stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e, GetType().Name);
        }
        finally
        {
            claiming.TrySetResult();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _nudge.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// What was due when the round began. Another instance that reads the same page cannot claim it, and reads the next.
    /// </summary>
    private async IAsyncEnumerable<Stored<T>> ClaimAsync(
        TaskCompletionSource claiming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow();
        IReadOnlyList<Stored<T>> page;
        do
        {
            page = await repository.DueAsync(before, PageSize, cancellationToken);
            // Concurrently: the store commits them together.
            foreach (var claimed in await Task.WhenAll(page.Select(due => ClaimAsync(due, cancellationToken))))
            {
                if (claimed is not null)
                    yield return claimed;
            }
        }
        while (page.Count == PageSize);
        claiming.TrySetResult();
    }

    private async Task<Stored<T>?> ClaimAsync(Stored<T> due, CancellationToken cancellationToken) =>
        await repository.PostponeAsync(due, clock.GetUtcNow() + ClaimDuration(due.Value), cancellationToken) is { } version
            ? new Stored<T>(due.Value, version)
            : null;

    [LoggerMessage(LogLevel.Error, "{Work} failed for one item; it is retried later.")]
    private partial void LogFailed(Exception exception, string work);

    [LoggerMessage(LogLevel.Error, "{Work} failed for {Failed} of {All} items; they are retried later.")]
    private partial void LogFailures(string work, int failed, int all);

    [LoggerMessage(LogLevel.Warning, "{Work} cannot begin: {Why}")]
    private partial void LogStoreAway(string work, string why);
}

public static class ScheduledWorkerRegistration
{
    /// <summary>Adds the worker, also as a service that others can trigger.</summary>
    public static IServiceCollection AddScheduledWorker<TWork>(this IServiceCollection services)
        where TWork : class, IHostedService =>
        services.AddSingleton<TWork>().AddHostedService(provider => provider.GetRequiredService<TWork>());
}
