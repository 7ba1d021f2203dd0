using System.Globalization;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker.Audit;

/// <summary>
/// Since when entries are sealed, as stored beside them: an unsealed one that is newer has lost its seal. It is written before
/// the first seal and never replaced.
/// </summary>
/// <param name="KeyId">The encryption key that <paramref name="Mac"/> is made with.</param>
public sealed record AuditStart(string Id, DateTimeOffset At, string KeyId, string Mac)
{
    /// <summary>No entry has this id; theirs begin with a digit and come after it.</summary>
    public const string OnlyId = "-start";

    internal static AuditStart Seal(DateTimeOffset at, Cipher cipher) =>
        new(OnlyId, at, cipher.CurrentKeyId, MacOf(at, cipher.CurrentKeyId, cipher)!);

    /// <summary>Whether it is as it was written; null: the key that sealed it is not configured.</summary>
    internal bool? Holds(Cipher cipher) => MacOf(At, KeyId, cipher) is { } mac ? mac == Mac : null;

    private static string? MacOf(DateTimeOffset at, string keyId, Cipher cipher) => cipher.DigestUnder(
        keyId, "audit start", at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
}

public sealed class AuditStartRepository(IDocumentStore store) : Repository<AuditStart>(store, "audit")
{
    protected override string IdOf(AuditStart value) => value.Id;
}

/// <summary>Sees to it that the start of sealing is recorded before anything is sealed.</summary>
public sealed partial class AuditStarts(
    AuditStartRepository starts, Cipher cipher, TimeProvider clock, ILogger<AuditStarts> logger)
{
    private volatile bool _isRecorded;

    /// <exception cref="StorageUnavailableException">It is not recorded, and nothing may be sealed.</exception>
    public async ValueTask EnsureAsync()
    {
        if (_isRecorded)
            return;
        var stored = await starts.FindAsync(AuditStart.OnlyId, CancellationToken.None);
        if (stored is null)
        {
            var start = AuditStart.Seal(clock.GetUtcNow().ToStored(), cipher);
            if (await starts.SaveAsync(start, 0, CancellationToken.None) is not null)
                LogBegun(start.At);
        }
        // After a change of the encryption key it goes over to the new one, while the old one is still known.
        else if (stored.Value.KeyId != cipher.CurrentKeyId && stored.Value.Holds(cipher) == true)
        {
            await starts.SaveAsync(AuditStart.Seal(stored.Value.At, cipher), stored.Version, CancellationToken.None);
        }
        _isRecorded = true;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Audit entries are sealed from {At:u} on. This is said once, at the first entry after the upgrade to 1.1 or in a new "
        + "store.")]
    private partial void LogBegun(DateTimeOffset at);
}
