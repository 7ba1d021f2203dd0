using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker;

/// <summary>
/// <c>TasksWeb verify-audit [--retired-key ID,…]</c>: whether an audit entry was changed, added or deleted before its time.
/// </summary>
internal sealed class VerifyAuditCommand(
    TokenAuditRepository entries, Cipher cipher, IConfiguration configuration, TimeProvider clock) : ICommand
{
    private const int Broken = 1;
    private const int MostShown = 100;

    public string Name => "verify-audit";

    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            var retired = (configuration["retired-key"] ?? "").Split(',', StringSplitOptions.TrimEntries);
            var verification = new AuditVerification(cipher, retired.ToHashSet(StringComparer.Ordinal), clock.GetUtcNow());
            var broken = 0;
            await foreach (var stored in entries.AllAsync(cancellationToken))
            {
                if (verification.Check(stored.Value) is { } problem && ++broken <= MostShown)
                    await output.WriteLineAsync($"{stored.Value.Key}, {stored.Value.Id}: {problem}");
            }
            await output.WriteLineAsync(
                $"{verification.Lines} lines in {verification.Chains} chains: "
                + (broken == 0 ? "nothing was changed, added or deleted." : $"{broken} places are wrong."));
            if (verification.Unsealed > 0)
                await output.WriteLineAsync($"{verification.Unsealed} lines were written before 1.1 and have no seal.");
            return broken == 0 ? 0 : Broken;
        }
        catch (StorageUnavailableException e)
        {
            await output.WriteLineAsync($"The store does not answer. {e.Message}");
            return Broken;
        }
    }
}
