using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker;

/// <summary>
/// <c>TasksWeb verify-audit [--retired-key ID,…]</c>: checks whether audit entries were changed, added, or deleted too early.
/// </summary>
internal sealed class VerifyAuditCommand(
    TokenAuditRepository entries, AuditStartRepository starts, Cipher cipher, TimeProvider clock) : ICommand
{
    private const int Broken = 1;
    private const int MostShown = 100;

    public static CommandUsage Usage { get; } = new("verify-audit", new CommandOption("retired-key", "ID,…"));

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            var retired = (arguments["retired-key"] ?? "").Split(',', StringSplitOptions.TrimEntries);
            var start = (await starts.FindAsync(AuditStart.OnlyId, cancellationToken))?.Value;
            var verification = new AuditVerification(
                cipher, start, retired.ToHashSet(StringComparer.Ordinal), clock.GetUtcNow());
            var broken = 0;
            await foreach (var stored in entries.AllAsync(cancellationToken))
            {
                if (verification.Check(stored.Value) is { } problem && ++broken <= MostShown)
                    await output.WriteLineAsync($"{stored.Value.Key}, {stored.Value.Id}: {problem}");
            }
            if (verification.CheckStart() is { } wrong)
            {
                broken++;
                await output.WriteLineAsync(wrong);
            }
            await output.WriteLineAsync(
                $"{verification.Lines} lines in {verification.Chains} chains: "
                + (broken == 0 ? "nothing was changed, added or deleted." : $"{broken} places are wrong."));
            if (start is not null)
            {
                await output.WriteLineAsync(
                    $"Entries are sealed since {start.At:u}, which must be the upgrade to 1.1 or the first entry of this store; "
                    + $"{verification.Unsealed} older ones have no seal.");
            }
            return broken == 0 ? 0 : Broken;
        }
        catch (StorageUnavailableException e)
        {
            await output.WriteLineAsync($"The store does not answer. {e.Message}");
            return Broken;
        }
    }
}
