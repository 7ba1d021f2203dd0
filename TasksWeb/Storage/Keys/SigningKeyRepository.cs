using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Storage.Keys;

/// <summary>A key that signs for this site (ES256), as stored: the private part is ciphertext.</summary>
public sealed record SigningKey(string Id, string PrivateKey, DateTimeOffset CreatedAt);

/// <summary>The keys of one purpose, in the collection that all keys share.</summary>
/// <param name="owner">Distinguishes them from other keys.</param>
/// <param name="name">Their name for operators.</param>
public abstract class SigningKeyRepository(IDocumentStore store, Cipher cipher, string owner, string name)
    : SealedRepository<SigningKey>(store, "keys")
{
    public override string Name => name;

    protected override string IdOf(SigningKey value) => value.Id;

    protected override string OwnerOf(SigningKey value) => owner;

    protected override bool IsOurs(Document document) => document.Owner == owner;

    protected override SigningKey Rewrap(SigningKey value) =>
        value with { PrivateKey = cipher.Rewrap(value.PrivateKey, PlaceOf(value.Id)) };

    public SigningKey Create(string id, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(id, cipher.Encrypt(Convert.ToBase64String(key.ExportPkcs8PrivateKey()), PlaceOf(id)), now);
    }

    /// <summary>The decrypted key; null when there is none or it cannot be decrypted.</summary>
    public ECDsaSecurityKey? TryOpen(SigningKey? key)
    {
        if (key is null)
            return null;
        try
        {
            var opened = ECDsa.Create();
            opened.ImportPkcs8PrivateKey(Convert.FromBase64String(cipher.Decrypt(key.PrivateKey, PlaceOf(key.Id))), out _);
            return new ECDsaSecurityKey(opened) { KeyId = key.Id };
        }
        catch (DecryptionException)
        {
            return null;
        }
    }

    private CipherPlace PlaceOf(string id) => new(owner, id, 0, "privateKey");
}
