using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TasksWeb.Storage;

/// <summary>Ready when the store answers.</summary>
internal sealed class StoreHealthCheck(IDocumentStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.FindAsync("keys", "health", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StorageUnavailableException e)
        {
            return HealthCheckResult.Unhealthy($"The store does not answer: {e.Message}");
        }
    }
}
