using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>
/// <see cref="ProviderOptions.RefreshesPerSecond"/>: limits the exchanges of this instance with one provider. The job waits
/// for a permit; an exchange that a person waits for counts, but never waits.
/// </summary>
public sealed class ProviderRateLimiter : IDisposable
{
    private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _buckets = new(StringComparer.Ordinal);

    public async ValueTask WaitAsync(Connector connector, CancellationToken cancellationToken)
    {
        using var _ = await BucketOf(connector).AcquireAsync(1, cancellationToken);
    }

    public void Note(Connector connector) => BucketOf(connector).AttemptAcquire().Dispose();

    public void Dispose()
    {
        foreach (var bucket in _buckets.Values)
            bucket.Dispose();
    }

    private TokenBucketRateLimiter BucketOf(Connector connector) =>
        _buckets.GetOrAdd(connector.ProviderName, static (_, provider) => Make(provider.RefreshesPerSecond), connector.Provider);

    /// <summary>Replenished ten times a second, or one by one if there are fewer.</summary>
    private static TokenBucketRateLimiter Make(int perSecond)
    {
        var drops = Math.Min(perSecond, 10);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(1, perSecond / drops),
            TokensPerPeriod = Math.Max(1, perSecond / drops),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) / drops,
            QueueLimit = int.MaxValue,
        });
    }
}
