using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Storage.Encryption;

/// <summary>Where a ciphertext is stored: its associated data, so that it decrypts nowhere else.</summary>
/// <param name="Connector">The connector of a grant, or what else the text belongs to (<c>data-protection</c>).</param>
/// <param name="User">The user of a grant, or the id of the document.</param>
/// <param name="Generation">The grant's generation.</param>
/// <param name="Field">The field, for example <c>refreshToken</c>.</param>
/// <param name="Account">The account of a grant; null: the first one, and where there are none.</param>
public readonly record struct CipherPlace(
    string Connector, string User, long Generation, string Field, string? Account = null);

/// <summary>A ciphertext cannot be decrypted: its key is not configured, or it was changed or moved.</summary>
public sealed class DecryptionException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// AES-256-GCM over versioned master keys. The first key writes, all read. Each place has a key of its own, derived with
/// HKDF-SHA256 (RFC 5869), so that random nonces stay far below the limit of NIST SP 800-38D §8.3 however many tokens are stored.
/// </summary>
/// <remarks>Text form: <c>v1.{key id}.{base64url(nonce 12 | ciphertext | tag 16)}</c>.</remarks>
public sealed class Cipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string Version = "v1";

    private readonly (string Id, byte[] Key)[] _keys;

    /// <param name="masterKeys">32 bytes each; at least one.</param>
    public Cipher(IEnumerable<byte[]> masterKeys) => _keys = [.. masterKeys.Select(key => (IdOf(key), key))];

    /// <summary>The id of the key that writes.</summary>
    public string CurrentKeyId => _keys[0].Id;

    /// <summary>The id of the key a ciphertext was written with; empty for any other text.</summary>
    public static string KeyIdOf(string ciphertext) => ciphertext.Split('.') is [Version, var id, _] ? id : "";

    public string Encrypt(string plaintext, CipherPlace place)
    {
        var text = Encoding.UTF8.GetBytes(plaintext);
        var sealedText = new byte[NonceBytes + text.Length + TagBytes];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(DeriveKey(_keys[0].Key, place), TagBytes);
        aes.Encrypt(
            nonce, text, sealedText.AsSpan(NonceBytes, text.Length), sealedText.AsSpan(NonceBytes + text.Length),
            Associate(place));
        return $"{Version}.{_keys[0].Id}.{Base64Url.EncodeToString(sealedText)}";
    }

    /// <exception cref="DecryptionException">No configured key decrypts it at this place.</exception>
    public string Decrypt(string ciphertext, CipherPlace place)
    {
        var id = KeyIdOf(ciphertext);
        var key = Array.Find(_keys, known => known.Id == id).Key
            ?? throw new DecryptionException(
                $"The {place.Field} of {place.Connector} is encrypted with key '{id}', which is not among Encryption:Keys. "
                + "Add that key again.");
        try
        {
            var sealedText = Base64Url.DecodeFromChars(ciphertext.AsSpan(ciphertext.LastIndexOf('.') + 1)).AsSpan();
            var text = new byte[sealedText.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(DeriveKey(key, place), TagBytes);
            aes.Decrypt(
                sealedText[..NonceBytes], sealedText[NonceBytes..^TagBytes], sealedText[^TagBytes..], text, Associate(place));
            return Encoding.UTF8.GetString(text);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or OverflowException or ArgumentException)
        {
            throw new DecryptionException(
                $"The {place.Field} of {place.Connector} cannot be decrypted: it was changed, or belongs to another place.", e);
        }
    }

    /// <summary>The same text under the current key; the ciphertext itself when it is already.</summary>
    /// <exception cref="DecryptionException">No configured key decrypts it at this place.</exception>
    public string Rewrap(string ciphertext, CipherPlace place) =>
        KeyIdOf(ciphertext) == CurrentKeyId ? ciphertext : Encrypt(Decrypt(ciphertext, place), place);

    /// <summary>A digest (HMAC-SHA256) that nobody without the current key can compute or compare, for one purpose.</summary>
    public string Digest(string purpose, params ReadOnlySpan<string> parts) => Digest(_keys[0].Key, purpose, parts);

    /// <summary>The same digest under the key with this id; null: it is not configured.</summary>
    public string? DigestUnder(string keyId, string purpose, params ReadOnlySpan<string> parts) =>
        Array.Find(_keys, known => known.Id == keyId).Key is { } key ? Digest(key, purpose, parts) : null;

    private static string Digest(byte[] masterKey, string purpose, ReadOnlySpan<string> parts)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, 32, info: Frame("TasksWeb digest", purpose));
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, Frame(parts)));
    }

    private static string IdOf(byte[] key) =>
        Convert.ToHexStringLower(SHA256.HashData([.. "TasksWeb key id"u8, .. key]).AsSpan(0, 4));

    private static byte[] DeriveKey(byte[] key, CipherPlace place) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Frame("TasksWeb", Version, place.Connector, place.User));

    private static byte[] Associate(CipherPlace place)
    {
        Span<byte> generation = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(generation, place.Generation);
        // The first account is not written: what was stored before there were several stays readable.
        var account = place.Account is null ? [] : Frame(place.Account);
        return [.. Frame(place.Connector, place.User, place.Field), .. account, .. generation];
    }

    /// <summary>Each part after its length, so that no two lists of parts give the same bytes.</summary>
    private static byte[] Frame(params ReadOnlySpan<string> parts)
    {
        using var framed = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            framed.Write(length);
            framed.Write(bytes);
        }
        return framed.ToArray();
    }
}
