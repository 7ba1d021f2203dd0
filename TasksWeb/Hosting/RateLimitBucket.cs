using System.Threading.RateLimiting;

namespace TasksWeb.Hosting;

/// <summary>The token bucket of one person, backend or address.</summary>
/// <param name="tokens">Without a timer of its own.</param>
internal sealed class RateLimitBucket(TokenBucketRateLimiter tokens)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>When a refusal was last reported, in ticks of UTC.</summary>
    private long _reportedAt;

    /// <summary>When refused input was last reported, in ticks of UTC.</summary>
    private long _refusalReportedAt;

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
    public bool IsToBeReported(DateTimeOffset now) => IsFirst(ref _reportedAt, now);

    /// <summary>The same for refused input.</summary>
    public bool IsRefusalToBeReported(DateTimeOffset now) => IsFirst(ref _refusalReportedAt, now);

    private static bool IsFirst(ref long reportedAt, DateTimeOffset now)
    {
        var before = Volatile.Read(ref reportedAt);
        return now.UtcTicks - before >= Quiet.Ticks
            && Interlocked.CompareExchange(ref reportedAt, now.UtcTicks, before) == before;
    }
}
