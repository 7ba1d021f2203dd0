using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Foundation;

/// <summary>Secrets of 256 random bits in base64url: session cookies, state, nonce, code verifiers.</summary>
internal static class RandomSecret
{
    /// <summary>Characters of a secret.</summary>
    public const int Length = 43;

    private const int MaxOnStack = 512;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The SHA-256 digest in base64url.</summary>
    public static string Digest(ReadOnlySpan<char> secret)
    {
        var size = Encoding.UTF8.GetMaxByteCount(secret.Length);
        var bytes = size <= MaxOnStack ? stackalloc byte[size] : new byte[size];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(secret, bytes)], digest);
        return Base64Url.EncodeToString(digest);
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Equal(string? one, string other) =>
        one is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
