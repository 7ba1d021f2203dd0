using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Configuration;

namespace TasksWeb.Broker.Audit;

/// <summary>
/// <c>TasksWeb verify-audit [--retired-key ID,…]</c>: checks whether audit entries were changed, added, or deleted too early.
/// </summary>
/// <param name="check">Made once the store is known to exist: opening it would create it.</param>
internal sealed class VerifyAuditCommand(IOptions<StorageOptions> storage, Lazy<AuditCheck> check) : ICommand
{
    private const int Broken = 1;

    public static CommandUsage Usage { get; } = new("verify-audit", new CommandOption("retired-key", "ID,…"))
    {
        Purpose = "Checks whether entries of the audit log were changed, added, or deleted too early.",
    };

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (StoreOpening.ProblemOf(storage.Value.ConnectionString, mustExist: true) is { } problem)
        {
            await output.WriteLineAsync($"Nothing was checked. Storage:ConnectionString: {problem}");
            return Broken;
        }
        try
        {
            var retired = (arguments["retired-key"] ?? "").Split(',', StringSplitOptions.TrimEntries);
            return await check.Value.RunAsync(retired.ToHashSet(StringComparer.Ordinal), output, cancellationToken) ? 0 : Broken;
        }
        catch (StorageUnavailableException e)
        {
            await output.WriteLineAsync($"The store does not answer. {e.Message}");
            return Broken;
        }
    }
}
