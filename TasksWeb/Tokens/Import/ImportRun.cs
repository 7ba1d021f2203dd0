using TasksWeb.Storage;

namespace TasksWeb.Tokens.Import;

/// <summary>That an import is running, as stored: another one would send the same tokens.</summary>
/// <param name="Holder">Computer, process and run.</param>
/// <param name="Until">A run that has not said again that it goes on is over.</param>
public sealed record ImportRun(string Id, string Holder, DateTimeOffset Until)
{
    /// <summary>One run at a time. No digest of a token is so short.</summary>
    internal const string OnlyId = "run";
}

public sealed class ImportRunRepository(IDocumentStore store) : Repository<ImportRun>(store, "imports")
{
    protected override string IdOf(ImportRun value) => value.Id;

    protected override bool IsOurs(Document document) => document.Id == ImportRun.OnlyId;
}

/// <summary>Lets one import run at a time, on whatever computer.</summary>
public sealed partial class ImportRuns(ImportRunRepository runs, TimeProvider clock, ILogger<ImportRuns> logger)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Runs it, and cancels it once another run can have begun.</summary>
    /// <returns>The run that goes on; null: this one has run.</returns>
    public async Task<ImportRun?> TryRunAsync(Func<CancellationToken, Task> import, CancellationToken cancellationToken)
    {
        var stored = await runs.FindAsync(ImportRun.OnlyId, cancellationToken);
        if (stored is not null && stored.Value.Until > clock.GetUtcNow())
            return stored.Value;
        var holder = $"{Environment.MachineName}, process {Environment.ProcessId}, run {Guid.NewGuid().ToString("N")[..8]}";
        var own = new ImportRun(ImportRun.OnlyId, holder, Until());
        if (await runs.SaveAsync(own, stored?.Version ?? 0, CancellationToken.None) is not { } version)
            return (await runs.FindAsync(ImportRun.OnlyId, cancellationToken))?.Value ?? own;
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var holding = HoldAsync(new Stored<ImportRun>(own, version), lost, ended.Token);
        try
        {
            await import(lost.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await ReleaseAsync(await holding);
        }
        return null;
    }

    private DateTimeOffset Until() => (clock.GetUtcNow() + Lease).ToStored();

    /// <summary>One that cannot be released runs out.</summary>
    private async Task ReleaseAsync(Stored<ImportRun> held)
    {
        try
        {
            await runs.DeleteAsync(held, CancellationToken.None);
        }
        catch (StorageUnavailableException e)
        {
            LogNotReleased(e.Message);
        }
    }

    /// <summary>
    /// Says again and again that the run goes on. A store that fails for a moment ends nothing; the run is lost when another one
    /// has begun, or can begin before the next attempt.
    /// </summary>
    /// <returns>What was saved last.</returns>
    private async Task<Stored<ImportRun>> HoldAsync(
        Stored<ImportRun> held, CancellationTokenSource lost, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended) && !lost.IsCancellationRequested)
            {
                held = await ProlongAsync(held);
                if (held.Value.Until - clock.GetUtcNow() <= Interval)
                    await lost.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The import has ended.
        }
        return held;
    }

    /// <returns>The same as before: the store has not answered. One without time left: another run has begun.</returns>
    private async Task<Stored<ImportRun>> ProlongAsync(Stored<ImportRun> held)
    {
        try
        {
            return await SaveAsync(held, held.Value with { Until = Until() }).WaitAsync(Interval, clock);
        }
        catch (Exception e) when (e is StorageUnavailableException or TimeoutException)
        {
            LogNotProlonged(e.Message);
            return held;
        }
    }

    private async Task<Stored<ImportRun>> SaveAsync(Stored<ImportRun> held, ImportRun longer)
    {
        if (await runs.SaveAsync(longer, held.Version, CancellationToken.None) is { } version)
            return new Stored<ImportRun>(longer, version);
        // Where the answer to an earlier save was lost, the stored run is this one.
        return await runs.FindAsync(ImportRun.OnlyId, CancellationToken.None) is { } stored
            && stored.Value.Holder == longer.Holder
            ? stored
            : held with { Value = longer with { Until = DateTimeOffset.MinValue } };
    }

    [LoggerMessage(LogLevel.Warning, "The import could not say that it goes on, and tries again: {Why}")]
    private partial void LogNotProlonged(string why);

    [LoggerMessage(LogLevel.Warning, "The end of the import could not be noted, so another can begin in a minute: {Why}")]
    private partial void LogNotReleased(string why);
}
