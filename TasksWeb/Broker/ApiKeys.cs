using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace TasksWeb.Broker;

/// <summary>The API keys of other backends. Digests are compared in constant time.</summary>
public sealed class ApiKeys(IOptions<BrokerOptions> options)
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "ApiKey";

    public const string Header = "X-Api-Key";

    /// <summary>The claim that holds the name of the key.</summary>
    public const string NameClaim = "api_key";

    private readonly (byte[] Digest, ApiKeyOptions Key)[] _keys =
        [.. options.Value.Keys.Select(key => (Convert.FromHexString(key.Sha256), key))];

    /// <summary>The settings of a presented key; null when it is unknown.</summary>
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

    /// <summary>The settings of the key with this name; null: it is no longer configured.</summary>
    public ApiKeyOptions? FindByName(string name) => Array.Find(_keys, known => known.Key.Name == name).Key;

    /// <summary>The settings of the key that a request was authenticated with.</summary>
    public ApiKeyOptions Get(ClaimsPrincipal backend) =>
        _keys.Single(known => known.Key.Name == backend.FindFirstValue(NameClaim)).Key;
}
