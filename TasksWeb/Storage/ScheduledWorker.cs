using System.Runtime.CompilerServices;
using TasksWeb.Foundation;

namespace TasksWeb.Storage;

/// <summary>
/// Works off what is due in a repository, at every <see cref="Interval"/> and when nudged, page after page until nothing is due.
/// Each thing is claimed first: a compare-and-swap moves its due time on, so that of several instances one gets it. Work that
/// fails, that dies in the middle or that leaves the thing as it is finds it due again when the claim ends; work that saves or
/// deletes it has the last word.
/// </summary>
public abstract partial class ScheduledWorker<T>(
    Repository<T> repository, WorkerMetrics metrics, TimeProvider clock, ILogger logger) : BackgroundService
    where T : class
{
    /// <summary>How many things are claimed at once.</summary>
    protected const int PageSize = 128;

    private readonly SemaphoreSlim _nudge = new(0, 1);

    protected TimeProvider Clock => clock;

    /// <summary>From the beginning of one round to the beginning of the next.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>How many things are worked on at the same time.</summary>
    protected virtual int MaxConcurrency => 8;

    /// <summary>How long this thing is left to whoever claims it; longer than the work on a whole page takes.</summary>
    protected virtual TimeSpan ClaimDuration(T value) => TimeSpan.FromMinutes(2);

    /// <summary>What is to be seen to before a round looks for what is due.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>One thing, as it stands in the store since it was claimed.</summary>
    protected abstract Task WorkAsync(Stored<T> claimed, CancellationToken cancellationToken);

    /// <summary>Something has just become due: the next round begins now.</summary>
    public void Trigger()
    {
        lock (_nudge)
        {
            if (_nudge.CurrentCount == 0)
                _nudge.Release();
        }
    }

    /// <summary>How long the oldest due thing has been due; zero when nothing is.</summary>
    /// <exception cref="StorageUnavailableException">The store does not say what is due.</exception>
    public async Task<TimeSpan> LagAsync(CancellationToken cancellationToken) =>
        await repository.OldestDueAsync(clock.GetUtcNow(), cancellationToken) is { } due
            ? clock.GetUtcNow() - due
            : TimeSpan.Zero;

    /// <summary>One round. Cancelled, it claims nothing more and ends when the work under way has.</summary>
    /// <returns>How many things were worked on.</returns>
    /// <exception cref="StorageUnavailableException">The store does not say what is due.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var (begun, done, failed) = (clock.GetTimestamp(), 0, 0);
        await PrepareAsync(cancellationToken);
        metrics.RoundBegan(GetType().Name, await LagAsync(cancellationToken));
        await Parallel.ForEachAsync(
            ClaimAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (claimed, token) =>
            {
                try
                {
                    await WorkAsync(claimed, token);
                }
                catch (Exception e) when (e is not OperationCanceledException || !token.IsCancellationRequested)
                {
                    // The first speaks for all: a thousand failures of one kind are not a thousand lines.
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
        // Instances that start together do not keep step.
        var wait = Interval * (0.5 + (Random.Shared.NextDouble() / 2));
        while (!stoppingToken.IsCancellationRequested)
        {
            await _nudge.WaitAsync(wait, stoppingToken);
            var begun = clock.GetTimestamp();
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (StorageUnavailableException e)
            {
                LogStoreAway(GetType().Name, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e, GetType().Name);
            }
            wait = Interval - clock.GetElapsedTime(begun);
            if (wait < TimeSpan.Zero)
                wait = TimeSpan.Zero;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _nudge.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// What was due when the round began. Another instance that reads the same page is left without it, and reads the next.
    /// </summary>
    private async IAsyncEnumerable<Stored<T>> ClaimAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow();
        IReadOnlyList<Stored<T>> page;
        do
        {
            page = await repository.DueAsync(before, PageSize, cancellationToken);
            // All at once: the store commits them together.
            foreach (var claimed in await Task.WhenAll(page.Select(due => ClaimAsync(due, cancellationToken))))
            {
                if (claimed is not null)
                    yield return claimed;
            }
        }
        while (page.Count == PageSize);
    }

    private async Task<Stored<T>?> ClaimAsync(Stored<T> due, CancellationToken cancellationToken) =>
        await repository.PostponeAsync(due, clock.GetUtcNow() + ClaimDuration(due.Value), cancellationToken) is { } version
            ? new Stored<T>(due.Value, version)
            : null;

    [LoggerMessage(LogLevel.Error, "{Work} failed on one thing; it is tried again later.")]
    private partial void LogFailed(Exception exception, string work);

    [LoggerMessage(LogLevel.Error, "{Work} failed on {Failed} of {All} things; they are tried again later.")]
    private partial void LogFailures(string work, int failed, int all);

    [LoggerMessage(LogLevel.Warning, "{Work} cannot begin: {Why}")]
    private partial void LogStoreAway(string work, string why);
}

public static class ScheduledWorkerRegistration
{
    /// <summary>Periodic work of this process, also there to be nudged.</summary>
    public static IServiceCollection AddScheduledWorker<TWork>(this IServiceCollection services)
        where TWork : class, IHostedService =>
        services.AddSingleton<TWork>().AddHostedService(provider => provider.GetRequiredService<TWork>());
}
