using System.Collections.Concurrent;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Import;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Broker.Import;

/// <summary>Counts outcomes and lists what needs attention. It never quotes a token.</summary>
/// <param name="problems">Rows that are not imported, whatever their tokens; each is reported.</param>
/// <param name="stopsEarly">A connector whose first tokens are all refused is left alone.</param>
internal sealed class ImportReport(int problems, bool stopsEarly)
{
    /// <summary>So many refusals, and nothing else, are more likely due to a wrong client than to the tokens.</summary>
    private const int SuspectAfter = 5;

    private readonly Lock _output = new();
    private readonly ConcurrentDictionary<ImportOutcome, int> _counts = new();
    private readonly ConcurrentDictionary<string, bool> _refusedClients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Answers> _answers = new(StringComparer.Ordinal);

    /// <summary>Every token of the file is held where it should be.</summary>
    public bool IsComplete => problems == 0 && _counts.Keys.All(static outcome =>
        outcome is ImportOutcome.Saved or ImportOutcome.Held or ImportOutcome.ImportedBefore);

    /// <summary>The connector's provider does not accept this client: its other tokens are not sent.</summary>
    public bool IsClientRefused(string connector) => _refusedClients.ContainsKey(connector);

    /// <summary>The provider has refused the first tokens, and accepted none.</summary>
    public bool IsStopped(string connector) =>
        stopsEarly && _answers.GetValueOrDefault(connector) is { HasAccepted: false, Refused: >= SuspectAfter };

    public void Add(ImportTask task, Imported imported, TextWriter output)
    {
        var connector = task.Grant.Connector;
        _counts.AddOrUpdate(imported.Outcome, 1, static (_, count) => count + 1);
        if (imported.Outcome == ImportOutcome.ClientRefused)
            _refusedClients[connector] = true;
        else if (imported.Outcome == ImportOutcome.Refused)
            _answers.AddOrUpdate(connector, new Answers(false, 1), static (_, all) => all with { Refused = all.Refused + 1 });
        else if (imported.Outcome is ImportOutcome.Saved or ImportOutcome.Held or ImportOutcome.NotKept)
            _answers.AddOrUpdate(connector, new Answers(true, 0), static (_, all) => all with { HasAccepted = true });
        if (WordsOf(imported) is not { } words)
            return;
        lock (_output)
            output.WriteLine($"{task}: {words}");
    }

    public string Summary(bool isProved)
    {
        (int Count, string Words)[] counts =
        [
            (Count(ImportOutcome.Saved), isProved ? "saved" : "saved without proof"),
            (Count(ImportOutcome.Held), "held already"),
            (Count(ImportOutcome.ImportedBefore), "imported before"),
            (Count(ImportOutcome.HeldElsewhere), "held under another name"),
            (Count(ImportOutcome.Occupied), "left out for an active connection"),
            (Count(ImportOutcome.NotKept), "not kept"),
            (Count(ImportOutcome.Refused, ImportOutcome.RefusedBefore), "refused"),
            (Count(ImportOutcome.Ended), "ended since"),
            (problems + Count(ImportOutcome.NotAllowed), "not imported"),
            (Count(ImportOutcome.Postponed, ImportOutcome.ClientRefused, ImportOutcome.Stopped), "to be tried again"),
        ];
        return $"{string.Join(", ", counts.Where(one => one.Count > 0).Select(one => $"{one.Count} {one.Words}"))}.";
    }

    /// <summary>What the operator does about tokens that were refused.</summary>
    public IEnumerable<string> Advice()
    {
        foreach (var (connector, answers) in _answers.Where(one => IsStopped(one.Key)))
        {
            yield return $"{connector}: all {answers.Refused} tokens that were sent were refused, so the run has stopped. Was "
                + "the provider's ClientId the one that they were issued to? Correct it, or leave it if it was; then run the "
                + "import again with --retry-refused, which sends them again and does not stop.";
        }
        if (Count(ImportOutcome.Refused, ImportOutcome.RefusedBefore) > 0)
        {
            yield return "A provider refuses a token that has ended, and one that was issued to another client, with the same "
                + "words. If the ClientId was wrong, correct it and add --retry-refused; otherwise these people have to connect "
                + "again.";
        }
    }

    private int Count(params ReadOnlySpan<ImportOutcome> outcomes)
    {
        var count = 0;
        foreach (var outcome in outcomes)
            count += _counts.GetValueOrDefault(outcome);
        return count;
    }

    private static string? WordsOf(Imported imported) => imported.Outcome switch
    {
        ImportOutcome.Occupied => "not imported: there is an active connection. --replace puts this one in its place, or "
            + "beside it if the provider names another account.",
        ImportOutcome.HeldElsewhere when imported.Holder is { } holder =>
            $"not imported: {NameOf(holder)} holds it. If that is the wrong place, end that connection, and let the person "
            + "connect here.",
        ImportOutcome.HeldElsewhere => "not imported: an earlier run has imported it under another name (key, identifier or "
            + "connector). If that was the wrong one, let the person connect here.",
        ImportOutcome.Refused => $"the provider refuses it ({imported.Why}): the person has to connect again.",
        ImportOutcome.RefusedBefore => $"the provider refused it in an earlier run ({imported.Why}), so it was not sent.",
        ImportOutcome.Ended => $"{(imported.Holder is { } its ? NameOf(its) : "its connection")} has ended since "
            + $"({imported.Why}): the person has to connect again.",
        ImportOutcome.NotKept => $"not kept: {WordsOf(imported.NoPlace!.Value)}",
        ImportOutcome.NotAllowed => $"not imported: {imported.Why}",
        ImportOutcome.Postponed => $"not imported ({imported.Why}); run the same again.",
        ImportOutcome.ClientRefused => $"the provider refuses this client ({imported.Why}). Refresh tokens belong to the client "
            + "that got them: its ClientId and ClientSecret go under Providers.",
        _ => null,
    };

    private static string WordsOf(NoPlace noPlace) => noPlace switch
    {
        NoPlace.AccountHeld => "its account has an active connection, which stays.",
        NoPlace.AccountUnknown => "the provider does not say whose account it is, and the active connection of a known account "
            + "stays.",
        NoPlace.TooManyAccounts => "the person has too many accounts.",
        NoPlace.GrantOfSameFile => "the provider names no account, or was not asked, so the person has one connection: that of "
            + "another row of the file stays.",
        NoPlace.GrantHeld => "the provider names no account, and the person's active connection stays.",
        _ => throw new ArgumentOutOfRangeException(nameof(noPlace), noPlace, message: null),
    };

    private static string NameOf(GrantKey grant) => BrokerAccess.OwnerOf(grant.User) is (var key, var identifier)
        ? $"the {grant.Connector} connection of {identifier} (key {key})"
        : $"the {grant.Connector} connection of {grant.User}, who signs in here,";

    /// <summary>What the provider has said of the tokens of one connector.</summary>
    /// <param name="HasAccepted">At least one, now or in an earlier run.</param>
    /// <param name="Refused">In this run.</param>
    private sealed record Answers(bool HasAccepted, int Refused);
}
