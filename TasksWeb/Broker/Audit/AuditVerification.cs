using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker.Audit;

/// <summary>
/// Checks the seals of audit entries that come in the order of their ids. It keeps one group of each chain, however long they
/// are.
/// </summary>
/// <param name="retiredKeys">
/// The ids of encryption keys that the operator has removed: of the lines they sealed only the order is checked.
/// </param>
/// <param name="start">Null: nothing says since when entries are sealed.</param>
internal sealed class AuditVerification(
    Cipher cipher, AuditStart? start, IReadOnlySet<string> retiredKeys, DateTimeOffset now)
{
    /// <summary>The clocks of instances need not agree.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, State> _chains = new(StringComparer.Ordinal);

    public int Lines { get; private set; }

    public int Chains => _chains.Count;

    /// <summary>Without the names of a person whose account here was deleted.</summary>
    public int Forgotten { get; private set; }

    /// <summary>Written by a version without seals.</summary>
    public int Unsealed { get; private set; }

    /// <summary>What is wrong with the record of the start; null: nothing. To be asked at the end.</summary>
    public string? CheckStart() => start?.Holds(cipher) switch
    {
        true => null,
        false => "the record since when entries are sealed was changed.",
        null when start is not null => retiredKeys.Contains(start.KeyId)
            ? null
            : $"the record since when entries are sealed is sealed with the key {start.KeyId}, which is not among "
                + "Encryption:Keys.",
        null => Lines == 0
            ? null
            : "nothing says since when entries are sealed. After the upgrade to 1.1 the next entry records it; later, somebody "
                + "has deleted the record.",
    };

    /// <summary>What is wrong with this entry or the place before it; null: nothing.</summary>
    public string? Check(TokenAuditEntry entry)
    {
        Lines++;
        if (entry.Seal is not { } seal)
        {
            Unsealed++;
            return start is not null && entry.At >= start.At
                ? "the line has no seal, although it is newer than the first."
                : null;
        }
        if (seal.Salt is null)
            Forgotten++;
        if (start is not null && entry.At < start.At - Skew)
            return $"it was sealed before {start.At:u}: the record since when entries are sealed was replaced.";
        var holds = AuditSeal.Holds(entry, cipher);
        var follows = Follows(entry, seal);
        return holds switch
        {
            false => "the line was changed.",
            null when !retiredKeys.Contains(seal.KeyId) =>
                $"it is sealed with the key {seal.KeyId}, which is not among Encryption:Keys. If you have removed it, "
                + $"name it: --retired-key {seal.KeyId}",
            _ => follows,
        };
    }

    private string? Follows(TokenAuditEntry entry, AuditSeal seal)
    {
        var isKnown = _chains.TryGetValue(seal.Chain, out var state);
        if (isKnown && state!.Group == seal.Group && state.Previous == seal.Previous)
        {
            state.Macs.Add(seal.Mac);
            return null;
        }
        // The newest group counts if this one names it. If both name the same one, the newest was not stored as a whole.
        var isNext = isKnown
            ? state!.Group < seal.Group
                && (seal.Previous == AuditSeal.DigestOf(state.Previous, state.Macs) || seal.Previous == state.Previous)
            : seal.Previous.Length == 0;
        _chains[seal.Chain] = new State(seal.Group, seal.Previous, [seal.Mac]);
        return isNext || seal.PreviousKeptUntil <= now
            ? null
            : $"lines before it (until {entry.At:u}) were changed, added or deleted.";
    }

    private sealed record State(long Group, string Previous, List<string> Macs);
}
