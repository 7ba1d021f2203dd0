using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TasksWeb.Storage;
using TasksWeb.Tokens.Endpoint;

namespace TasksWeb.Tokens.Refresh;

/// <summary>
/// Degraded, never unhealthy, when the background job falls behind, or a provider is down or refuses every renewal: people are
/// served, each call renews what it needs, and an instance taken out of service would help nobody.
/// </summary>
internal sealed class RefreshHealthCheck(
    RefreshJob upkeep, ProviderBreaker breaker, RefusedRenewals refusals, IOptions<TokenOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        TimeSpan lag;
        try
        {
            lag = await upkeep.LagAsync(cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            return HealthCheckResult.Degraded("Nothing is renewed ahead of its end while the store does not answer.");
        }
        if (lag > options.Value.RefreshInterval * 2)
            return HealthCheckResult.Degraded(
                $"The renewal of tokens is {lag:c} behind. tasksweb.work.* of RefreshJob tells more.");
        string[] down = [.. breaker.Down, .. refusals.AllRefused];
        return down.Length == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Tokens cannot be renewed at {string.Join(", ", down)}; the log says why.");
    }
}
