using Microsoft.Extensions.Options;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker.Audit;

/// <summary>Reads all audit entries, and reports what is wrong with them and what cannot be known.</summary>
internal sealed class AuditCheck(
    IDocumentStore store, TokenAuditRepository entries, AuditStartRepository starts, Cipher cipher,
    IOptions<BrokerOptions> options, TimeProvider clock)
{
    private const int MostShown = 100;

    /// <returns>False: something is wrong, or there is nothing to check where entries are expected.</returns>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public async Task<bool> RunAsync(
        IReadOnlySet<string> retiredKeys, TextWriter output, CancellationToken cancellationToken)
    {
        var start = (await starts.FindAsync(AuditStart.OnlyId, cancellationToken))?.Value;
        var verification = new AuditVerification(cipher, start, retiredKeys, clock.GetUtcNow());
        var broken = 0;
        await foreach (var stored in entries.AllAsync(cancellationToken))
        {
            if (verification.Check(stored.Value) is { } problem && ++broken <= MostShown)
                await output.WriteLineAsync($"{stored.Value.Key}, {stored.Value.Id}: {problem}");
        }
        if (verification.Lines == 0 && start is null)
            return await ReportNothingAsync(output, cancellationToken);
        foreach (var wrong in new[] { verification.CheckStart(), CheckLines(verification, start) }.OfType<string>())
        {
            broken++;
            await output.WriteLineAsync(wrong);
        }
        await output.WriteLineAsync(
            $"{verification.Lines} lines in {verification.Chains} chains: "
            + (broken == 0 ? "nothing was changed, added or deleted." : $"{broken} places are wrong."));
        if (verification.Forgotten > 0)
        {
            await output.WriteLineAsync(
                $"{verification.Forgotten} of the lines name nobody any more: the accounts of these people were deleted. A line "
                + "whose names somebody else has removed looks the same.");
        }
        if (start is not null)
        {
            await output.WriteLineAsync(
                $"Entries are sealed since {start.At:u}, which must be the upgrade to 1.1 or the first entry of this store; "
                + $"{verification.Unsealed} older ones have no seal.");
        }
        return broken == 0;
    }

    /// <summary>The record of the start is written just before the first entry, which is kept for a known time.</summary>
    private string? CheckLines(AuditVerification verification, AuditStart? start) =>
        verification.Lines == 0 && start is not null && start.At + options.Value.AuditRetention > clock.GetUtcNow()
            ? $"entries are written since {start.At:u} and kept for {options.Value.AuditRetention.TotalDays:0} days "
                + "(Broker:AuditRetention), but there is none: somebody has deleted them, unless that time was shorter before or "
                + "the first entry could not be stored."
            : null;

    /// <summary>
    /// Nothing was released yet, or everything was deleted, or it is another store: only whether somebody could have had a token
    /// is known.
    /// </summary>
    private async Task<bool> ReportNothingAsync(TextWriter output, CancellationToken cancellationToken)
    {
        const string Ask = "Does Storage:ConnectionString name the app's store?";
        if (await IsEmptyAsync(cancellationToken))
        {
            await output.WriteLineAsync($"Nothing was checked: the store has nothing in it. {Ask}");
            return false;
        }
        var isExpected = options.Value.Keys.Any(key => key.MayHaveTokens || options.Value.Calls.Audit);
        await output.WriteLineAsync(
            "No entry, and no record since when entries are written, is in this store: nothing was released to a backend yet, or "
            + $"all of it was deleted, which cannot be told apart. {Ask} "
            + (isExpected
                ? "What Broker:Keys allow is recorded, so entries are expected."
                : "No key of Broker:Keys gets tokens or makes calls that are recorded, so none is expected."));
        return !isExpected;
    }

    private async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var collection in Collections.All)
        {
            if ((await store.PageAsync(collection, "", 1, cancellationToken)).Count > 0)
                return false;
        }
        return true;
    }
}
