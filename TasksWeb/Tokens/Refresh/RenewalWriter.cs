using System.Collections.Concurrent;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Refresh;

/// <summary>
/// Saves refreshed tokens before they are used. A failed save is retried until the store takes it; until then
/// this process starts no other exchange for the grant.
/// </summary>
public sealed partial class RenewalWriter(
    GrantRepository grants, RevocationQueue revocations, TimeProvider clock, ILogger<RenewalWriter> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<GrantKey, Task<SaveOutcome>> _pending = new();

    /// <summary>False when an earlier save of this grant is still waiting for the store.</summary>
    internal async Task<bool> IsSettledAsync(GrantKey key) =>
        !_pending.TryGetValue(key, out var pending) || await CompletesInTimeAsync(pending);

    internal async Task<SaveOutcome> SaveAsync(Stored<Grant> held, Grant renewed)
    {
        var key = renewed.Key();
        var saving = SaveWithRetryAsync(held, renewed);
        if (!saving.IsCompleted)
        {
            _pending[key] = saving;
            _ = saving.ContinueWith(
                _ => _pending.TryRemove(KeyValuePair.Create(key, saving)), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return await CompletesInTimeAsync(saving) ? await saving : SaveOutcome.Pending;
    }

    /// <summary>Completes when every save that is waiting now is done.</summary>
    internal Task DrainAsync(CancellationToken cancellationToken) => Task.WhenAll(_pending.Values).WaitAsync(cancellationToken);

    private async Task<SaveOutcome> SaveWithRetryAsync(Stored<Grant> held, Grant renewed)
    {
        var version = held.Version;
        for (var failures = 1; ; failures++)
        {
            try
            {
                if (await grants.SaveAsync(renewed, version, CancellationToken.None) is not null)
                    return SaveOutcome.Saved;
                var current = await grants.FindAsync(renewed.Key().Id, CancellationToken.None);
                if (current?.Value.Generation == held.Value.Generation)
                {
                    // Another instance has taken a lease on the same generation meanwhile; the new tokens are here already.
                    version = current.Version;
                    renewed = renewed with { Events = current.Value.Events };
                    continue;
                }
                // It has ended meanwhile: the new tokens must be revoked too.
                if (current is null or { Value.Status: GrantStatus.Dead })
                {
                    await revocations.EnqueueAsync(renewed, CancellationToken.None);
                    revocations.Begin();
                }
                return SaveOutcome.Superseded;
            }
            catch (StorageUnavailableException e)
            {
                LogSaveFailed(renewed.Connector, failures, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 * failures, 2000)), clock);
            }
        }
    }

    private async Task<bool> CompletesInTimeAsync(Task saving)
    {
        await saving.WaitAsync(Patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return saving.IsCompleted;
    }

    [LoggerMessage(LogLevel.Error, "Renewed tokens of {Connector} are not saved yet (attempt {Attempt}): {Why}")]
    private partial void LogSaveFailed(string connector, int attempt, string why);
}

/// <summary>The result of saving refreshed tokens.</summary>
internal enum SaveOutcome
{
    Saved,

    /// <summary>The grant has changed meanwhile: the tokens are not to be used.</summary>
    Superseded,

    /// <summary>The store has not taken them yet; the save is retried.</summary>
    Pending,
}
