using Microsoft.IdentityModel.Tokens;

namespace TasksWeb.Storage.Keys;

/// <summary>A JSON Web Key Set.</summary>
public sealed record PublicKeySet(IReadOnlyList<PublicKey> Keys);

/// <summary>One public key as a JSON Web Key (RFC 7518 §6.2).</summary>
public sealed record PublicKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg)
{
    internal static PublicKey Create(ECDsaSecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key);
        return new(jwk.Kty, jwk.Crv, jwk.X, jwk.Y, key.KeyId, "sig", SecurityAlgorithms.EcdsaSha256);
    }
}
