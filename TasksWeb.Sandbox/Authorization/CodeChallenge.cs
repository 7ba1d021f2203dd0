using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>PKCE (RFC 7636). Google takes S256 and plain; so does this.</summary>
internal sealed record CodeChallenge(string Value, bool IsHashed)
{
    /// <summary>False for a malformed challenge; true with null when there is none.</summary>
    public static bool TryRead(string? value, string? method, out CodeChallenge? challenge)
    {
        challenge = value is null ? null : new CodeChallenge(value, method == "S256");
        return value is null
            ? method is null
            : method is null or "S256" or "plain" && IsWellFormed(value);
    }

    public bool Accepts(string verifier)
    {
        if (!IsWellFormed(verifier))
        {
            return false;
        }

        var made = IsHashed ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(made), Encoding.ASCII.GetBytes(Value));
    }

    private static bool IsWellFormed(string text) =>
        text.Length is >= 43 and <= 128
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');
}
