using System.Collections.Concurrent;
using TasksWeb.Tokens.Import;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Broker.Import;

/// <summary>Counts outcomes and lists what needs attention. It never quotes a token.</summary>
internal sealed class ImportReport(int problems)
{
    private readonly Lock _output = new();
    private readonly ConcurrentDictionary<ImportOutcome, int> _counts = new();
    private readonly ConcurrentDictionary<string, bool> _refusedClients = new(StringComparer.Ordinal);

    /// <summary>Every token of the file is held now.</summary>
    public bool IsComplete => problems == 0 && _counts.Keys.All(static outcome =>
        outcome is ImportOutcome.Saved or ImportOutcome.Held or ImportOutcome.ImportedBefore);

    /// <summary>The connector's provider does not accept this client: its other tokens are not sent.</summary>
    public bool IsClientRefused(string connector) => _refusedClients.ContainsKey(connector);

    public void Add(ImportTask task, Imported imported, TextWriter output)
    {
        _counts.AddOrUpdate(imported.Outcome, 1, static (_, count) => count + 1);
        if (imported.Outcome == ImportOutcome.ClientRefused)
            _refusedClients[task.Grant.Connector] = true;
        if (WordsOf(imported) is not { } words)
            return;
        lock (_output)
            output.WriteLine($"{task}: {words}");
    }

    public string Summary(bool isProved) =>
        $"{Count(ImportOutcome.Saved)} saved{(isProved ? "" : " without proof")}, {Count(ImportOutcome.Held)} held already, "
        + $"{Count(ImportOutcome.ImportedBefore)} imported before, {Count(ImportOutcome.Occupied)} left out for a live grant, "
        + $"{Count(ImportOutcome.Refused)} refused, {Count(ImportOutcome.Ended)} ended since, "
        + $"{Count(ImportOutcome.NotKept)} not kept, "
        + $"{Count(ImportOutcome.Postponed) + Count(ImportOutcome.ClientRefused)} to be tried again, {problems} not understood.";

    private int Count(ImportOutcome outcome) => _counts.GetValueOrDefault(outcome);

    private static string? WordsOf(Imported imported) => imported.Outcome switch
    {
        ImportOutcome.Occupied => "another grant lives here; --replace true puts this one in its place, or beside it if the "
            + "provider names another account.",
        ImportOutcome.Refused => $"the provider refuses it ({imported.Why}): the person has to connect again.",
        ImportOutcome.Ended => $"its grant has ended since ({imported.Why}): the person has to connect again.",
        ImportOutcome.NotKept => $"not kept: {NoPlaceOf(imported.Why!)}",
        ImportOutcome.Postponed => $"not imported ({imported.Why}); run the same again.",
        ImportOutcome.ClientRefused => $"the provider refuses this client ({imported.Why}). Refresh tokens belong to the client "
            + "that got them: its ClientId and ClientSecret go under Providers.",
        _ => null,
    };

    private static string NoPlaceOf(string why) => why switch
    {
        TokenVault.AccountHeld => "its account has a live grant by now, which stays.",
        TokenVault.TooManyAccounts => "the person has too many accounts.",
        _ => "the provider names no account, or was not asked, so the person has one grant: that of an earlier row stays.",
    };
}
