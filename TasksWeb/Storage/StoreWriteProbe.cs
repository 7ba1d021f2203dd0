namespace TasksWeb.Storage;

/// <summary>
/// Writes a small document every 30 s: a full disk, a file that became read-only or a cluster without a primary still answers
/// reads.
/// </summary>
internal sealed partial class StoreWriteProbe(IDocumentStore store, TimeProvider clock, ILogger<StoreWriteProbe> logger)
    : BackgroundService
{
    private const string Collection = "probes";
    private const string Id = "write";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Why the last write failed; null: it did not.</summary>
    public string? Problem { get; private set; }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var stored = await store.FindAsync(Collection, Id, cancellationToken);
            await store.SaveAsync(Collection, new Document(Id, "{}"u8.ToArray()), stored?.Version ?? 0, cancellationToken);
            Problem = null;
        }
        catch (StorageUnavailableException e)
        {
            if (Problem is null)
                LogFailed(e.Message);
            Problem = e.Message;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await WriteAsync(stoppingToken);
    }

    [LoggerMessage(LogLevel.Error, "The store takes no writes: {Why}")]
    private partial void LogFailed(string why);
}
