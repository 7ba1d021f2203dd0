using System.Collections.Concurrent;
using TasksWeb.Storage;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>
/// Renewals that a provider refuses without saying that the grant has ended. A grant does not end on a guess, only when it is
/// refused for a day while others of its connector are renewed. When all are refused, the operator is told and the background
/// job pauses.
/// </summary>
public sealed partial class RefusedRenewals(GrantRepository grants, TimeProvider clock, ILogger<RefusedRenewals> logger)
{
    private const int RefusalsToEnd = 3;

    /// <summary>This many refused grants without a renewal between them count as all.</summary>
    private const int GrantsToAlarm = 3;

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromHours(24);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>By connector, since a grant of it was last renewed.</summary>
    private readonly ConcurrentDictionary<string, Refusals> _refusals = new(StringComparer.Ordinal);

    /// <summary>The connectors whose renewals are all refused.</summary>
    public IEnumerable<string> AllRefused =>
        _refusals.Where(entry => entry.Value.AllSince is not null).Select(entry => entry.Key);

    /// <summary>How long the job skips the connector, and how long all have been refused; null: it does not skip it.</summary>
    internal (TimeSpan Left, TimeSpan Since)? PauseOf(string connector) =>
        _refusals.TryGetValue(connector, out var refusals) && refusals.AllSince is { } since
            && refusals.PausedUntil - clock.GetUtcNow() is var left && left > TimeSpan.Zero
            ? (left, clock.GetUtcNow() - since)
            : null;

    internal void NoteRenewed(string connector)
    {
        if (!_refusals.IsEmpty)
            _refusals.TryRemove(connector, out _);
    }

    /// <summary>The client is refused: no grant is affected, and the exchange is not repeated at once.</summary>
    internal async Task<Grant> NoteAsync(Grant grant, TokenResponse.Misconfigured refused)
    {
        await CountAsync(grant, refused.Error);
        return grant with { RetryAt = (clock.GetUtcNow() + BackOff.After(5)).ToStored() };
    }

    /// <summary>The grant with this refusal noted: suspect, or ended.</summary>
    /// <exception cref="StorageUnavailableException">The other grants cannot be read.</exception>
    internal async Task<Grant> NoteAsync(Grant grant, TokenResponse.Refused refused)
    {
        var now = clock.GetUtcNow();
        var suspicion = new Suspicion((grant.Suspicion?.Refusals ?? 0) + 1, grant.Suspicion?.Since ?? now.ToStored());
        if (suspicion.Refusals == 1)
            LogRefused(grant.Connector, refused.Error, refused.Status);
        await CountAsync(grant, refused.Error);
        if (suspicion.Refusals >= RefusalsToEnd && now - suspicion.Since >= TimeToEnd
            && await grants.WereOthersRenewedAsync(grant, suspicion.Since, CancellationToken.None))
            return GrantLifetime.Retire(grant, now);
        return grant with
        {
            Suspicion = suspicion,
            Failures = grant.Failures + 1,
            RetryAt = (now + BackOff.After(grant.Failures + 1)).ToStored(),
        };
    }

    private async Task CountAsync(Grant grant, string error)
    {
        var refusals = _refusals.GetOrAdd(grant.Connector, _ => new());
        if (refusals.Grants.Count < GrantsToAlarm)
            refusals.Grants[grant.Key()] = true;
        if (refusals.AllSince is null
            && refusals.Grants.Count < Math.Min(
                GrantsToAlarm, await grants.CountAsync(grant.Connector, GrantStatus.Active, CancellationToken.None)))
            return;
        if (refusals.Alarm(clock.GetUtcNow(), Pause))
            LogAllRefused(grant.Connector, error);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The provider refuses to renew a grant of {Connector} with {Error} (status {Status}), which does not say why. Its tokens "
        + "are kept; if it goes on, its person is asked to reconnect.")]
    private partial void LogRefused(string connector, string error, int status);

    [LoggerMessage(
        LogLevel.Error,
        "The provider refuses every renewal of {Connector}, the last with {Error}. Check this client at the provider, and its "
        + "ClientId, ClientSecret, ClientAuthentication and TokenEndpoint under Providers. No tokens are wiped.")]
    private partial void LogAllRefused(string connector, string error);

    private sealed class Refusals
    {
        private readonly Lock _alarm = new();

        /// <summary>A few of the refused ones.</summary>
        public ConcurrentDictionary<GrantKey, bool> Grants { get; } = new();

        public DateTimeOffset? AllSince { get; private set; }

        public DateTimeOffset PausedUntil { get; private set; }

        /// <summary>True the first time.</summary>
        public bool Alarm(DateTimeOffset now, TimeSpan pause)
        {
            lock (_alarm)
            {
                var isFirst = AllSince is null;
                (AllSince, PausedUntil) = (AllSince ?? now, now + pause);
                return isFirst;
            }
        }
    }
}
