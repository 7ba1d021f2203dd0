using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace TasksWeb.Storage.Encryption;

/// <summary>One element of the Data Protection key ring; its secret part is encrypted by <see cref="RingEncryptor"/>.</summary>
public sealed record RingElement(string Id, string Name, string Xml)
{
    public const string Owner = "data-protection";
}

/// <summary>
/// Keeps the key ring of Data Protection (antiforgery, sign-in state) in the store, so that every instance reads the same.
/// The framework calls it synchronously, at start and when a key is made (every 90 days).
/// </summary>
internal sealed class DataProtectionRing(IDocumentStore store, Cipher cipher)
    : SealedRepository<RingElement>(store, "keys"), IXmlRepository
{
    public override string Name => "keys of forms and cookies";

    protected override string IdOf(RingElement value) => value.Id;

    protected override string? OwnerOf(RingElement value) => RingElement.Owner;

    protected override bool IsOurs(Document document) => document.Owner == RingElement.Owner;

    protected override RingElement Rewrap(RingElement value)
    {
        var xml = XElement.Parse(value.Xml);
        var isMoved = false;
        foreach (var text in xml.Descendants(RingEncryptor.Sealed))
        {
            var moved = cipher.Rewrap(text.Value, RingEncryptor.Place);
            isMoved |= moved != text.Value;
            text.Value = moved;
        }
        return isMoved ? value with { Xml = xml.ToString(SaveOptions.DisableFormatting) } : value;
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var ids = ListIdsByOwnerAsync(RingElement.Owner, default).AsTask().GetAwaiter().GetResult();
        return [.. ids
            .Select(id => FindAsync(id, default).AsTask().GetAwaiter().GetResult())
            .OfType<Stored<RingElement>>()
            .Select(element => RingDecryptor.NamedIn(XElement.Parse(element.Value.Xml)))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var xml = element.ToString(SaveOptions.DisableFormatting);
        var id = "dp-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(xml)).AsSpan(0, 16));
        UpsertAsync(id, _ => new RingElement(id, friendlyName, xml), default).AsTask().GetAwaiter().GetResult();
    }
}

/// <summary>Encrypts the ring with the master keys, under a place of its own.</summary>
internal sealed class RingEncryptor(Cipher cipher) : IXmlEncryptor
{
    internal const string Sealed = "sealed";

    internal static readonly CipherPlace Place = new("data-protection", "ring", 0, "xml");

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement(Sealed, cipher.Encrypt(plaintextElement.ToString(SaveOptions.DisableFormatting), Place)),
        typeof(RingDecryptor));
}

/// <summary>Decrypts what <see cref="RingEncryptor"/> wrote; created by the framework from its type name.</summary>
internal sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <summary>
    /// Replaces an earlier type name in an element: the framework creates the decryptor by that name.
    /// </summary>
    public static XElement NamedIn(XElement element)
    {
        foreach (var name in element.Descendants().Attributes("decryptorType"))
            name.Value = typeof(RingDecryptor).AssemblyQualifiedName!;
        return element;
    }

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(services.GetRequiredService<Cipher>().Decrypt(encryptedElement.Value, RingEncryptor.Place));
}
