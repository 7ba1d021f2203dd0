using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker.Audit;

/// <summary>
/// Links an audit entry to those before it. Entries committed together form a group; each holds the digest of the group
/// before it, so that a changed, added or missing entry is detected. Names are covered only by their HMAC, so they can be
/// forgotten.
/// </summary>
/// <param name="Chain">One for each key and run of an instance.</param>
/// <param name="Group">Increases along the chain; the number of a group that was not stored is skipped.</param>
/// <param name="Previous">The digest of the group before; empty: the chain begins here.</param>
/// <param name="PreviousKeptUntil">When the previous group may have been deleted.</param>
/// <param name="KeyId">The encryption key that <paramref name="Mac"/> is made with.</param>
/// <param name="Salt">The key of <paramref name="Names"/>; null: the names are forgotten.</param>
/// <param name="Names">HMAC-SHA256 of identifier, user, path and account.</param>
/// <param name="Mac">HMAC-SHA256 of all of this and the entry without its names.</param>
public sealed record AuditSeal(
    string Chain, long Group, string Previous, DateTimeOffset? PreviousKeptUntil, string KeyId, string? Salt, string Names,
    string Mac)
{
    private const int SaltBytes = 16;

    /// <summary>Returns the entry with its seal.</summary>
    internal static TokenAuditEntry Seal(TokenAuditEntry entry, AuditPlace place, Cipher cipher)
    {
        var salt = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SaltBytes));
        var seal = new AuditSeal(
            place.Chain, place.Group, place.Previous, place.PreviousKeptUntil, cipher.CurrentKeyId, salt, NamesOf(entry, salt),
            Mac: "");
        return entry with { Seal = seal with { Mac = MacOf(entry, seal, cipher)! } };
    }

    /// <summary>The digest of a group of lines, which the next group names.</summary>
    internal static string DigestOf(string previous, IEnumerable<string> macs) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', macs.Order(StringComparer.Ordinal).Prepend(previous)))));

    /// <summary>Whether the entry is unchanged since it was sealed; null: its key is not configured.</summary>
    internal static bool? Holds(TokenAuditEntry entry, Cipher cipher)
    {
        var seal = entry.Seal!;
        var areNamesRight = seal.Salt is { } salt
            ? NamesOf(entry, salt) == seal.Names
            : entry is { Identifier: "", User: null, Path: null, Account: null };
        return !areNamesRight ? false : MacOf(entry, seal, cipher) is { } mac ? mac == seal.Mac : null;
    }

    private static string NamesOf(TokenAuditEntry entry, string salt) => Base64Url.EncodeToString(HMACSHA256.HashData(
        Base64Url.DecodeFromChars(salt),
        JsonSerializer.SerializeToUtf8Bytes((string?[])[entry.Identifier, entry.User, entry.Path, entry.Account])));

    private static string? MacOf(TokenAuditEntry entry, AuditSeal seal, Cipher cipher) => cipher.DigestUnder(
        seal.KeyId, "audit",
        seal.Chain, Text(seal.Group), seal.Previous, Text(seal.PreviousKeptUntil), seal.Names,
        entry.Id, Text(entry.At), entry.Key, entry.Connector, Text(entry.Generation), Text(entry.ExpirationTime),
        string.Join(' ', entry.Scopes), Text(entry.KeptUntil), entry.Method ?? "");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset? time) => time is { } at ? Text(at.ToUnixTimeMilliseconds()) : "";
}

/// <summary>Where in its chain a group stands.</summary>
internal readonly record struct AuditPlace(string Chain, long Group, string Previous, DateTimeOffset? PreviousKeptUntil);
