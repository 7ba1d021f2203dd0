using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Tokens.Vault;

/// <summary>
/// A refresh token that a provider has revoked, as it names one without sending it: by the SHA-512 of its SHA-512, or by how it
/// begins (https://developers.google.com/identity/protocols/risc).
/// </summary>
public sealed class RevokedToken
{
    private const int PrefixLength = 16;

    private readonly byte[] _identifier;

    private RevokedToken(byte[] identifier, bool isExact) => (_identifier, IsExact) = (identifier, isExact);

    /// <summary>The name fits one token. False: others can begin alike.</summary>
    public bool IsExact { get; }

    /// <param name="algorithm">The provider's <c>token_identifier_alg</c>.</param>
    /// <returns>Null: it names no token.</returns>
    public static RevokedToken? Read(string? algorithm, string? identifier) => algorithm switch
    {
        "hash_base64_sha512_sha512" or "hash_SHA512_double" => DigestOf(identifier) is { } digest
            ? new(digest, isExact: true)
            : null,
        "prefix" => identifier is { Length: PrefixLength } && Ascii.IsValid(identifier)
            ? new(Encoding.ASCII.GetBytes(identifier), isExact: false)
            : null,
        _ => null,
    };

    /// <summary>Compares in constant time.</summary>
    public bool Names(string refreshToken)
    {
        var token = Encoding.UTF8.GetBytes(refreshToken);
        var own = IsExact ? SHA512.HashData(SHA512.HashData(token)) : token.AsSpan(0, Math.Min(PrefixLength, token.Length));
        return CryptographicOperations.FixedTimeEquals(own, _identifier);
    }

    /// <summary>In base64 or base64url, with padding or without.</summary>
    private static byte[]? DigestOf(string? text)
    {
        var plain = text?.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        return plain is not null && Base64Url.IsValid(plain, out var length) && length == SHA512.HashSizeInBytes
            ? Base64Url.DecodeFromChars(plain)
            : null;
    }
}
