using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TasksWeb.Storage;

/// <summary>Ready when the store answers; degraded when it takes no writes.</summary>
internal sealed class StoreHealthCheck(IDocumentStore store, StoreWriteProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.FindAsync("keys", "health", cancellationToken);
            return probe.Problem is { } problem
                ? HealthCheckResult.Degraded($"The store takes no writes: {problem}")
                : HealthCheckResult.Healthy();
        }
        catch (StorageUnavailableException e)
        {
            return HealthCheckResult.Unhealthy($"The store does not answer: {e.Message}");
        }
    }
}
