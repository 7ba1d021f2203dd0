using System.Buffers.Text;
using System.Security.Cryptography;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>One RS256 key with the id it is published under.</summary>
internal sealed class SigningKey(string id)
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly Lock _gate = new();

    public string Id => id;

    public byte[] Sign(byte[] data)
    {
        lock (_gate)
        {
            return _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>
    /// What an attacker of an HS256-accepting client would use as the shared secret: the public key, as published.
    /// </summary>
    public byte[] PublicKeyAsSecret() => _rsa.ExportSubjectPublicKeyInfo();

    public object ToJwk()
    {
        var parameters = _rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            alg = "RS256",
            kid = id,
            n = Base64Url.EncodeToString(parameters.Modulus),
            e = Base64Url.EncodeToString(parameters.Exponent),
        };
    }
}

/// <summary>The current signing key and the one before it, which Google keeps publishing for a while.</summary>
internal sealed class SigningKeys
{
    /// <summary>What every Sandbox of a process begins with: an RSA key costs a tenth of a second.</summary>
    private static readonly Lazy<SigningKey> First = new(Make);

    private readonly Lock _gate = new();
    private readonly List<SigningKey> _keys = [];

    public SigningKey Current
    {
        get
        {
            lock (_gate)
            {
                if (_keys.Count == 0)
                {
                    _keys.Add(First.Value);
                }

                return _keys[0];
            }
        }
    }

    public IReadOnlyList<SigningKey> Published
    {
        get
        {
            lock (_gate)
            {
                _ = Current;
                return [.. _keys];
            }
        }
    }

    /// <summary>Signs with a new key from now on. <paramref name="forgetOld"/>: earlier keys leave the JWKS at once.</summary>
    public void Rotate(bool forgetOld)
    {
        lock (_gate)
        {
            _keys.Insert(0, Make());
            var kept = forgetOld ? 1 : 2;
            if (_keys.Count > kept)
            {
                // Not disposed: another thread or Sandbox may be signing with it.
                _keys.RemoveRange(kept, _keys.Count - kept);
            }
        }
    }

    private static SigningKey Make() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
}
