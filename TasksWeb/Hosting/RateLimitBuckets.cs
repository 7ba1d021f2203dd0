using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Foundation;
using TasksWeb.SignIn;

namespace TasksWeb.Hosting;

/// <summary>
/// The token buckets of people, backends and addresses. One that nobody uses leaves memory when it is full again.
/// </summary>
internal sealed class RateLimitBuckets(IOptions<RateLimitOptions> settings, TimeProvider clock)
{
    /// <summary>Buckets in memory, about 300 bytes each.</summary>
    private const int Capacity = 100_000;

    private readonly RateLimitOptions _limits = settings.Value;

    private readonly BoundedCache<(string Kind, string Id), RateLimitBucket> _buckets =
        new(Capacity, clock, LongestRefill(settings.Value));

    public RateLimitBucket OfUser(string user) =>
        _buckets.Find(("user", user)) ?? Add(("user", user), _limits.UserBurst, _limits.UserPerSecond);

    /// <param name="key">Its name.</param>
    public RateLimitBucket OfKey(string key) =>
        _buckets.Find(("key", key)) ?? Add(("key", key), _limits.KeyBurst, _limits.KeyPerSecond);

    /// <summary>The bucket of whoever a request is from.</summary>
    public RateLimitBucket Of(HttpContext context) =>
        ApiKeys.FindKey(context.User) is { } key ? OfKey(key.Name)
        : context.User.FindId() is { } user ? OfUser(user)
        : OfAddress(context.Connection.RemoteIpAddress);

    /// <summary>The name that security events have for the sender of a request; null: it has only an address.</summary>
    public static string? NameOf(ClaimsPrincipal sender) =>
        ApiKeys.FindKey(sender) is { } key ? $"key {key.Name}" : sender.FindId();

    public RateLimitBucket OfAddress(IPAddress? address)
    {
        var owner = ("address", NetworkOf(address)?.ToString() ?? "");
        return _buckets.Find(owner) ?? Add(owner, _limits.AddressBurst, _limits.AddressPerSecond);
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

    /// <summary>After this time without a request every bucket is full, as a new one is.</summary>
    internal static TimeSpan LongestRefill(RateLimitOptions limits) => TimeSpan.FromSeconds(1 + Math.Max(
        (double)limits.UserBurst / limits.UserPerSecond,
        Math.Max((double)limits.KeyBurst / limits.KeyPerSecond, (double)limits.AddressBurst / limits.AddressPerSecond)));

    private RateLimitBucket Add((string Kind, string Id) owner, int burst, int perSecond)
    {
        var bucket = new RateLimitBucket(new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        }));
        _buckets.Set(owner, bucket);
        return bucket;
    }
}
