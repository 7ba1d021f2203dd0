using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Errors;
using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary><c>RateLimits</c>: how much one person, one backend or one address may ask for.</summary>
public sealed class RateLimitOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Requests a signed-in person may make at once.</summary>
    public int UserBurst { get; set; } = 5000;

    /// <summary>… and how many each second adds again.</summary>
    public int UserPerSecond { get; set; } = 200;

    /// <summary>Requests another backend may make at once with its API key.</summary>
    public int KeyBurst { get; set; } = 2000;

    /// <summary>… and how many each second adds again.</summary>
    public int KeyPerSecond { get; set; } = 200;

    /// <summary>Requests one address may make at once without being signed in, sign-ins included.</summary>
    public int AddressBurst { get; set; } = 1000;

    /// <summary>… and how many each second adds again.</summary>
    public int AddressPerSecond { get; set; } = 50;
}

internal sealed class RateLimitOptionsValidation : IValidateOptions<RateLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        (string Key, int Value)[] numbers =
        [
            (nameof(options.UserBurst), options.UserBurst), (nameof(options.UserPerSecond), options.UserPerSecond),
            (nameof(options.KeyBurst), options.KeyBurst), (nameof(options.KeyPerSecond), options.KeyPerSecond),
            (nameof(options.AddressBurst), options.AddressBurst), (nameof(options.AddressPerSecond), options.AddressPerSecond),
        ];
        return Array.FindAll(numbers, number => number.Value < 1) is { Length: > 0 } wrong
            ? ValidateOptionsResult.Fail(wrong.Select(number => $"RateLimits:{number.Key} must be at least 1."))
            : ValidateOptionsResult.Success;
    }
}

internal static class RateLimits
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<RateLimitOptions>("RateLimits");
        builder.Services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidation>();
        builder.Services.AddRateLimiter();
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>(static (options, settings) =>
        {
            var limits = settings.Value;
            if (limits.Enabled)
                options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                    context => PartitionOf(context, limits));
            options.OnRejected = static async (context, _) => await context.HttpContext.RequestServices
                .GetRequiredService<ProblemWriter>()
                .WriteAsync(context.HttpContext, Problem.RateLimited(
                    context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1)));
        });
    }

    /// <summary>A household or a machine usually has a whole /64 of IPv6 (RFC 6177): that is what counts as an address.</summary>
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

    private static RateLimitPartition<string> PartitionOf(HttpContext context, RateLimitOptions limits)
    {
        if (context.Request.Path.StartsWithSegments("/healthz"))
            return RateLimitPartition.GetNoLimiter("health");
        var (name, burst, perSecond) = context.User.FindFirst("sub") is { } user
            ? ("user " + user.Value, limits.UserBurst, limits.UserPerSecond)
            : context.User.FindFirst(ApiKeys.NameClaim) is { } key
            ? ("key " + key.Value, limits.KeyBurst, limits.KeyPerSecond)
            : ("address " + NetworkOf(context.Connection.RemoteIpAddress), limits.AddressBurst, limits.AddressPerSecond);
        return RateLimitPartition.GetTokenBucketLimiter(name, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }
}
