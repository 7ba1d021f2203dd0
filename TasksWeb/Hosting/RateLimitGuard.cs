using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Foundation;
using TasksWeb.SignIn;

namespace TasksWeb.Hosting;

/// <summary>Charges a request to whoever it is from, once, and reports who asks for too much.</summary>
internal sealed class RateLimitGuard(
    RateLimitBuckets buckets, IOptions<RateLimitOptions> settings, SecurityLog security, TimeProvider clock)
    : ISessionLookupLimit
{
    /// <summary>Takes a token of the person, the backend or the address.</summary>
    /// <returns>How long until there is one; null when one has been taken.</returns>
    public TimeSpan? WaitOf(HttpContext context)
    {
        RateLimitBucket bucket;
        if (context.User.FindId() is { } user)
            bucket = buckets.OfUser(user);
        else if (context.User.FindFirst(ApiKeys.NameClaim) is { } key)
            bucket = buckets.OfKey(key.Value);
        else if (context.Features.Get<PaidLookup>() is null)
            bucket = buckets.OfAddress(context.Connection.RemoteIpAddress);
        else
            return null;
        return Charge(context, bucket);
    }

    /// <inheritdoc/>
    public TimeSpan? BeforeLookup(HttpContext context)
    {
        if (!settings.Value.Enabled)
            return null;
        context.Features.Set(PaidLookup.Only);
        return Charge(context, buckets.OfAddress(context.Connection.RemoteIpAddress));
    }

    private TimeSpan? Charge(HttpContext context, RateLimitBucket bucket)
    {
        var wait = bucket.Take();
        if (wait is not null && bucket.IsToBeReported(clock.GetUtcNow()))
        {
            var key = context.User.FindFirst(ApiKeys.NameClaim);
            security.Write(context, "rate_limited", key is null ? context.User.FindId() : $"key {key.Value}", "refused");
        }
        return wait;
    }

    /// <summary>The address of this request has paid for looking up its session, and pays no more.</summary>
    private sealed class PaidLookup
    {
        public static readonly PaidLookup Only = new();
    }
}
