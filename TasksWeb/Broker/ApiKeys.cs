using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace TasksWeb.Broker;

/// <summary>The API keys of other backends. Digests are compared in constant time.</summary>
public sealed class ApiKeys(IOptions<BrokerOptions> options, TimeProvider clock)
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "ApiKey";

    public const string Header = "X-Api-Key";

    /// <summary>The claim that holds the name of the key.</summary>
    public const string NameClaim = "api_key";

    private readonly ApiKeyOptions[] _keys = [.. options.Value.Keys];
    private readonly KnownDigest[] _digests = [.. options.Value.Keys.SelectMany(DigestsOf)];

    /// <summary>The settings of a presented key; null when it is unknown or has ended.</summary>
    public ApiKeyOptions? Find(string presented) =>
        Look(presented) is { } found && (found.ValidUntil is not { } end || clock.GetUtcNow() < end) ? found.Key : null;

    /// <summary>The name of a presented key that has ended; null: it is unknown or valid.</summary>
    internal string? FindEnded(string presented) =>
        Look(presented) is { ValidUntil: { } end } found && clock.GetUtcNow() >= end ? found.Key.Name : null;

    /// <summary>The settings of the key with this name; null: it is no longer configured.</summary>
    public ApiKeyOptions? FindByName(string name) => Array.Find(_keys, known => known.Name == name);

    /// <summary>The settings of the key that a request was authenticated with.</summary>
    public ApiKeyOptions Get(ClaimsPrincipal backend) => _keys.Single(known => known.Name == backend.FindFirstValue(NameClaim));

    private static IEnumerable<KnownDigest> DigestsOf(ApiKeyOptions key)
    {
        yield return new KnownDigest(Convert.FromHexString(key.Sha256), key, key.ValidUntil);
        if (!string.IsNullOrEmpty(key.PreviousSha256))
            yield return new KnownDigest(Convert.FromHexString(key.PreviousSha256), key, key.PreviousValidUntil);
    }

    private KnownDigest? Look(string presented)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        KnownDigest? found = null;
        foreach (var known in _digests)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Digest, digest))
                found = known;
        }
        return found;
    }

    private sealed record KnownDigest(byte[] Digest, ApiKeyOptions Key, DateTimeOffset? ValidUntil);
}
