using Microsoft.Extensions.Options;
using TasksWeb.SignIn;

namespace TasksWeb.Hosting;

/// <summary>Charges a request to whoever it is from, once, and reports who asks for too much.</summary>
internal sealed class RateLimitGuard(
    RateLimitBuckets buckets, IOptions<RateLimitOptions> settings, SecurityLog security, TimeProvider clock)
    : ISessionLookupLimit
{
    /// <summary>Takes a token of the person, the backend or the address.</summary>
    /// <returns>How long until there is one; null when one has been taken.</returns>
    public TimeSpan? WaitOf(HttpContext context) =>
        context.User.Identity!.IsAuthenticated || context.Features.Get<PaidLookup>() is null
            ? Charge(context, buckets.Of(context))
            : null;

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
            security.Write(context, "rate_limited", RateLimitBuckets.NameOf(context.User), "refused");
        return wait;
    }

    /// <summary>The address of this request has paid for looking up its session, and pays no more.</summary>
    private sealed class PaidLookup
    {
        public static readonly PaidLookup Only = new();
    }
}
