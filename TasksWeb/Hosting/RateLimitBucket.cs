using System.Threading.RateLimiting;

namespace TasksWeb.Hosting;

/// <summary>The token bucket of one person, backend or address.</summary>
/// <param name="tokens">Without a timer of its own.</param>
internal sealed class RateLimitBucket(TokenBucketRateLimiter tokens)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>When a refusal was last reported, in ticks of UTC.</summary>
    private long _reportedAt;

    /// <returns>How long until there is a token; null when one has been taken.</returns>
    public TimeSpan? Take()
    {
        tokens.TryReplenish();
        using var lease = tokens.AttemptAcquire();
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
    }

    /// <summary>True for the first refusal in a minute: a flood is one line of the log.</summary>
    public bool IsToBeReported(DateTimeOffset now)
    {
        var before = Volatile.Read(ref _reportedAt);
        return now.UtcTicks - before >= Quiet.Ticks
            && Interlocked.CompareExchange(ref _reportedAt, now.UtcTicks, before) == before;
    }
}
