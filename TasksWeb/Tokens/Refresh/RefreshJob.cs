using Microsoft.Extensions.Options;
using TasksWeb.Storage;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Refresh;

/// <summary>
/// The background job: renews grants in use ahead of expiry, keeps dormant ones alive before the provider's inactivity limit, and
/// deletes tombstones. Pending events come first. What it does for a grant, and when, follows from the due
/// time that <see cref="GrantSchedule"/> gives it.
/// </summary>
internal sealed class RefreshJob(
    GrantRepository grants, GrantSchedule schedule, GrantRefresher refresher, ConnectorCatalog connectors, IGrantOwners owners,
    ProviderBreaker breaker, RefusedRenewals refusals, ProviderRateLimiter limiter, IOptions<TokenOptions> options,
    WorkerMetrics metrics, TimeProvider clock, ILogger<RefreshJob> logger)
    : ScheduledWorker<Grant>(grants, metrics, clock, logger)
{
    /// <summary>For what only the operator can change: a missing key, a connector that is not configured.</summary>
    private static readonly TimeSpan OperatorsTime = TimeSpan.FromDays(1);

    protected override TimeSpan Interval => options.Value.RefreshInterval;

    /// <summary>Enough for 500 exchanges per second with a provider that takes 100 ms for each.</summary>
    protected override int MaxConcurrency => 64;

    /// <summary>
    /// A provider that is down, or refuses everything, is not called for about as long: each of its grants costs one write
    /// after 5, 10, 20 … minutes and no exchange, and other grants are processed.
    /// </summary>
    protected override TimeSpan ClaimDuration(Grant value)
    {
        if (Find(value) is not { } connector)
            return value.Status == GrantStatus.Dead ? base.ClaimDuration(value) : OperatorsTime;
        if (value.Status == GrantStatus.Dead || PauseOf(connector) is not var (left, pause))
            return base.ClaimDuration(value) + (TimeSpan.FromSeconds(PageSize) / connector.Provider.RefreshesPerSecond);
        pause = pause < Interval ? Interval : pause > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : pause;
        return left + (pause * (1 + (Random.Shared.NextDouble() / 4)));
    }

    protected override async Task WorkAsync(Stored<Grant> claimed, CancellationToken cancellationToken)
    {
        var grant = claimed.Value;
        if (await grants.TellAsync(claimed, Clock.GetUtcNow(), cancellationToken)
            || await grants.NoteEndingAsync(claimed, Clock.GetUtcNow(), cancellationToken))
            return;
        if (grant.Status == GrantStatus.Dead)
        {
            if (schedule.HoldsTokensTooLong(grant))
                await grants.SaveAsync(
                    grant with { AccessToken = null, RefreshToken = null }, claimed.Version, cancellationToken);
            else
                await grants.DeleteAsync(grant.Key().Id, claimed.Version, cancellationToken);
            return;
        }
        if (Find(grant) is not { } connector || PauseOf(connector) is not null)
            return;
        if (!await owners.AllowsAsync(grant.User, cancellationToken))
        {
            await grants.PostponeAsync(claimed, Clock.GetUtcNow() + OperatorsTime, cancellationToken);
            return;
        }
        await limiter.WaitAsync(connector, cancellationToken);
        var result = await refresher.RenewAsync(grant);
        if (result.Failure is { Reason: DeathReason.DecryptionFailed } or { Kind: TokenFailureKind.TokenTypeNotAccepted })
            await grants.PostponeAsync(claimed, Clock.GetUtcNow() + OperatorsTime, cancellationToken);
    }

    private (TimeSpan Left, TimeSpan Since)? PauseOf(Connector connector) => breaker.OpenFor(connector) is { } open
        ? (open, breaker.DownFor(connector))
        : refusals.PauseOf(connector.Name);

    private Connector? Find(Grant grant) =>
        connectors.Find(grant.Connector) is { Provider.HasCredentials: true } connector ? connector : null;
}
