namespace TasksWeb.Storage;

/// <summary>Deletes documents once they are due, in a repository where due means expired.</summary>
public abstract class ExpiryCleanup<T>(
    Repository<T> repository, WorkerMetrics metrics, TimeProvider clock, ILogger logger)
    : ScheduledWorker<T>(repository, metrics, clock, logger)
    where T : class
{
    private readonly Repository<T> _repository = repository;

    protected override TimeSpan Interval => TimeSpan.FromHours(1);

    protected override async Task WorkAsync(Stored<T> claimed, CancellationToken cancellationToken) =>
        await _repository.DeleteAsync(claimed, cancellationToken);
}
