using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.SignIn;

namespace TasksWeb.Broker;

/// <summary>
/// The API keys of other backends: they open the broker's paths and nothing else. Digests are compared in constant time.
/// </summary>
public sealed class ApiKeys(IOptions<BrokerOptions> options, TimeProvider clock) : IPathAuthentication
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "ApiKey";

    public const string Header = "X-Api-Key";

    /// <summary>The claim that holds the name of the key.</summary>
    private const string NameClaim = "api_key";

    private const int MaxLength = 1024;

    private readonly ApiKeyOptions[] _keys = [.. options.Value.Keys];
    private readonly KnownDigest[] _digests = [.. options.Value.Keys.SelectMany(DigestsOf)];

    /// <inheritdoc/>
    public AuthenticateResult? Read(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(BrokerPath.Root) ? null
        : context.Request.Headers[Header].Count == 0 ? AuthenticateResult.NoResult()
        : Find(context.Request) is { } found && !HasEnded(found) ? found.Success
        : AuthenticateResult.Fail("No such key.");

    /// <summary>The name of the key of a request if the key has ended; null: it is unknown or valid.</summary>
    internal string? FindEnded(HttpRequest request) =>
        Find(request) is { } found && HasEnded(found) ? found.Key.Name : null;

    /// <summary>The settings of the key with this name; null: it is no longer configured, or has ended.</summary>
    public ApiKeyOptions? FindByName(string name) => Array.Find(_keys, known => known.Name == name && !HasEnded(known));

    /// <summary>How many backends receive events.</summary>
    internal int WebhookCount => _keys.Count(static key => key.Webhook.IsSet);

    /// <summary>The key is no longer accepted, and neither is the one that it replaces.</summary>
    public bool HasEnded(ApiKeyOptions key) => Array.TrueForAll(_digests, known => known.Key != key || HasEnded(known));

    /// <summary>The settings of the key that a request was authenticated with.</summary>
    public static ApiKeyOptions Get(ClaimsPrincipal backend) => ((Backend)backend).Key;

    /// <summary>The same; null: the request is not from a backend.</summary>
    public static ApiKeyOptions? FindKey(ClaimsPrincipal sender) => (sender as Backend)?.Key;

    private static IEnumerable<KnownDigest> DigestsOf(ApiKeyOptions key)
    {
        yield return new KnownDigest(Convert.FromHexString(key.Sha256), key, key.ValidUntil);
        if (!string.IsNullOrEmpty(key.PreviousSha256))
            yield return new KnownDigest(Convert.FromHexString(key.PreviousSha256), key, key.PreviousValidUntil);
    }

    private bool HasEnded(KnownDigest known) => known.ValidUntil is { } end && clock.GetUtcNow() >= end;

    private KnownDigest? Find(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ Length: > 0 and <= MaxLength } presented])
            return null;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
        KnownDigest? found = null;
        foreach (var known in _digests)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Digest, digest))
                found = known;
        }
        return found;
    }

    private sealed record KnownDigest(byte[] Digest, ApiKeyOptions Key, DateTimeOffset? ValidUntil)
    {
        /// <summary>The same for every request.</summary>
        public AuthenticateResult Success { get; } = AuthenticateResult.Success(new(new Backend(Key), Scheme));
    }

    /// <summary>A backend as the sender of a request.</summary>
    private sealed class Backend(ApiKeyOptions key)
        : ClaimsPrincipal(new ClaimsIdentity([new Claim(NameClaim, key.Name)], Scheme))
    {
        public ApiKeyOptions Key => key;
    }
}
