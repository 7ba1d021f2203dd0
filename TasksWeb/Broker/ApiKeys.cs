using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace TasksWeb.Broker;

/// <summary>
/// The keys of other backends. A key is looked for by its digest, and every digest is compared whole: time tells nothing.
/// </summary>
public sealed class ApiKeys(IOptions<BrokerOptions> options)
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "ApiKey";

    public const string Header = "X-Api-Key";

    /// <summary>The claim that names a key.</summary>
    public const string NameClaim = "api_key";

    private readonly (byte[] Digest, ApiKeyOptions Key)[] _keys =
        [.. options.Value.Keys.Select(key => (Convert.FromHexString(key.Sha256), key))];

    /// <summary>The key that was presented; null when it is none of ours.</summary>
    public ApiKeyOptions? Find(string presented)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        ApiKeyOptions? found = null;
        foreach (var (known, key) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, digest))
                found = key;
        }
        return found;
    }

    /// <summary>The key that a request was authenticated with.</summary>
    public ApiKeyOptions Of(ClaimsPrincipal backend)
    {
        var name = backend.FindFirstValue(NameClaim);
        return Array.Find(_keys, entry => entry.Key.Name == name).Key
            ?? throw new InvalidOperationException("The request was not authenticated with an API key.");
    }
}
