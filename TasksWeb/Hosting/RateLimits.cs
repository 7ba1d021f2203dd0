using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Hosting;

/// <summary>
/// A token bucket for each person, backend and address. In place of the framework's middleware:
/// docs/decisions/0011-middleware-of-a-request.md.
/// </summary>
internal sealed class RateLimits(
    RequestDelegate next, IOptions<RateLimitOptions> settings, ProblemWriter problems, TimeProvider clock)
{
    /// <summary>Buckets in memory, under 300 bytes each.</summary>
    private const int Capacity = 100_000;

    private readonly RateLimitOptions _limits = settings.Value;
    private readonly BoundedCache<(string Kind, string Id), TokenBucketRateLimiter> _buckets = new(Capacity, clock);

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        // A page asks for some 80 scripts at once, and a whole office may share one address.
        if (!_limits.Enabled || path.StartsWithSegments("/healthz") || path.StartsWithSegments(Assets.Root))
            return next(context);
        return WaitOf(BucketOf(context)) is { } wait
            ? problems.WriteAsync(context, Problem.RateLimited(wait))
            : next(context);
    }

    /// <summary>How long until there is a token; null when one has been taken.</summary>
    private static TimeSpan? WaitOf(TokenBucketRateLimiter bucket)
    {
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire();
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
    }

    private TokenBucketRateLimiter BucketOf(HttpContext context)
    {
        if (context.User.FindFirst(ClaimNames.Id) is { } user)
            return Bucket(("user", user.Value), _limits.UserBurst, _limits.UserPerSecond);
        return context.User.FindFirst(ApiKeys.NameClaim) is { } key
            ? Bucket(("key", key.Value), _limits.KeyBurst, _limits.KeyPerSecond)
            : Bucket(
                ("address", NetworkOf(context.Connection.RemoteIpAddress)?.ToString() ?? ""), _limits.AddressBurst,
                _limits.AddressPerSecond);
    }

    private TokenBucketRateLimiter Bucket((string Kind, string Id) owner, int burst, int perSecond)
    {
        if (_buckets.Find(owner) is { } known)
            return known;
        var bucket = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        });
        _buckets.Set(owner, bucket);
        return bucket;
    }

    /// <summary>One household or machine usually has a whole /64 of IPv6 (RFC 6177), which counts as one address.</summary>
    internal static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}

internal static class RateLimitsRegistration
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<RateLimitOptions>("RateLimits");
        builder.Services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidation>();
        builder.Services.AddRateLimiter();
        builder.Services.AddOptions<RateLimiterOptions>().Configure(static options =>
        {
            // Before the file is read: a second one waits for the first, further ones are refused.
            options.AddPolicy(TransferController.RateLimit, static context => RateLimitPartition.GetConcurrencyLimiter(
                context.User.FindFirst(ClaimNames.Id)?.Value ?? "", static _ => new() { PermitLimit = 1, QueueLimit = 1 }));
            options.OnRejected = static async (context, _) => await context.HttpContext.RequestServices
                .GetRequiredService<ProblemWriter>()
                .WriteAsync(context.HttpContext, Problem.RateLimited(TimeSpan.FromSeconds(1)));
        });
    }

    public static WebApplication UseRateLimits(this WebApplication app)
    {
        app.UseMiddleware<RateLimits>();
        // The framework's, where an endpoint asks for a policy of its own.
        app.UseWhen(
            static context => context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null,
            static branch => branch.UseRateLimiter());
        return app;
    }
}
