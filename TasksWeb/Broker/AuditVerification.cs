using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker;

/// <summary>
/// Checks the seals of audit entries that come in the order of their ids. It keeps one group of each chain, however long they
/// are.
/// </summary>
internal sealed class AuditVerification(Cipher cipher, DateTimeOffset now)
{
    private readonly Dictionary<string, State> _chains = new(StringComparer.Ordinal);

    public int Lines { get; private set; }

    public int Chains => _chains.Count;

    /// <summary>Written by a version without seals.</summary>
    public int Unsealed { get; private set; }

    /// <summary>
    /// Sealed with a key that is not configured: that they stand in their chain is checked, what they say is not.
    /// </summary>
    public int Unreadable { get; private set; }

    /// <summary>What is wrong with this entry or the place before it; null: nothing.</summary>
    public string? Check(TokenAuditEntry entry)
    {
        Lines++;
        if (entry.Seal is not { } seal)
        {
            Unsealed++;
            return null;
        }
        var holds = AuditSeal.Holds(entry, cipher);
        if (holds is null)
            Unreadable++;
        var follows = Follows(entry, seal);
        return holds == false ? "the line was changed." : follows;
    }

    private string? Follows(TokenAuditEntry entry, AuditSeal seal)
    {
        var isKnown = _chains.TryGetValue(seal.Chain, out var state);
        if (isKnown && state!.Group == seal.Group && state.Previous == seal.Previous)
        {
            state.Macs.Add(seal.Mac);
            return null;
        }
        // The newest group counts if this one names it. If both name the same one, the store did not take the newest whole.
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
