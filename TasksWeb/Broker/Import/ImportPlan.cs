using TasksWeb.Foundation;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Import;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Broker.Import;

/// <summary>One token to take over.</summary>
/// <param name="Number">Of its row.</param>
internal sealed record ImportTask(int Number, GrantKey Grant, string Identifier, string RefreshToken, string[]? Scopes)
{
    public override string ToString() => $"row {Number}: {Grant.Connector} for {Identifier}";
}

/// <summary>How a file is imported for a key.</summary>
/// <param name="Places">Whose grant each token is for, by its digest.</param>
/// <param name="Tasks">No token twice.</param>
/// <param name="Known">Tokens that a grant holds or has come from, with what became of them.</param>
/// <param name="Problems">Rows that cannot be imported, a line each.</param>
internal sealed record PlannedImport(
    Dictionary<string, GrantKey> Places, List<ImportTask> Tasks, List<(ImportTask Task, Imported Imported)> Known,
    List<string> Problems);

/// <summary>Finds the connector and the grant of each row.</summary>
internal sealed class ImportPlan(
    ConnectorCatalog connectors, PersonAccess people, TokenImport import)
{
    private const int MaxTokenLength = 16 * 1024;

    public async Task<PlannedImport> MakeAsync(
        IReadOnlyList<TokenRow> rows, ApiKeyOptions key, CommandArguments arguments, CancellationToken cancellationToken)
    {
        var planned = new PlannedImport(new(StringComparer.Ordinal), [], [], []);
        foreach (var row in rows)
        {
            var connector = ConnectorOf(row, arguments);
            if (await ProblemOfAsync(row, connector, key, cancellationToken) is { } problem)
            {
                planned.Problems.Add($"row {row.Number}: {problem}");
                continue;
            }
            var grant = new GrantKey(connector!, BrokerAccess.UserPrefix(key) + row.Identifier);
            if (!planned.Places.TryAdd(GrantRepository.DigestOf(row.RefreshToken!), grant))
                planned.Problems.Add($"row {row.Number}: an earlier row has the same token.");
            else
                planned.Tasks.Add(new ImportTask(row.Number, grant, row.Identifier!, row.RefreshToken!, row.Scopes));
        }
        var held = await import.FindHeldAsync(planned.Places, cancellationToken);
        planned.Tasks.RemoveAll(task =>
        {
            var isKnown = held.TryGetValue(GrantRepository.DigestOf(task.RefreshToken), out var imported);
            if (isKnown)
                planned.Known.Add((task, imported!));
            return isKnown;
        });
        return planned;
    }

    /// <summary>By what the file calls it, or the one for all.</summary>
    private static string? ConnectorOf(TokenRow row, CommandArguments arguments) =>
        (row.Service is { } service ? arguments[$"connector:{service}"] : null) ?? arguments["connector"] ?? row.Service;

    private async ValueTask<string?> ProblemOfAsync(
        TokenRow row, string? connector, ApiKeyOptions key, CancellationToken cancellationToken)
    {
        if (row.Problem is { } problem)
            return problem;
        if (row.RefreshToken is not { Length: <= MaxTokenLength })
            return "it has no refresh token.";
        if (row.Identifier is null || !BrokerAccess.IsIdentifier(row.Identifier))
            return "it does not say whose the token is, in 1 to 256 characters.";
        if (connector is null || connectors.Find(connector) is not { } found)
            return "it names no connector of this app: add --connector, or --connector:NAME for what the file calls it.";
        if (!key.Connectors.Contains(connector))
            return $"the key may not use {connector}: add it to its Connectors.";
        if (!found.IsOAuth2 || !found.Provider.HasCredentials)
            return $"{connector} has no credentials: set its provider's ClientId and ClientSecret.";
        return await FindRefusalAsync(key, connector, row.Identifier, cancellationToken);
    }

    /// <summary>Why nothing is sent for somebody of whom the broker would release nothing; null: it may be sent.</summary>
    public async ValueTask<string?> FindRefusalAsync(
        ApiKeyOptions key, string connector, string identifier, CancellationToken cancellationToken) =>
        await people.CheckAsync(key, connector, identifier, cancellationToken) switch
        {
            PersonConsent.Nobody => "nobody with this id signs in here.",
            PersonConsent.NotAllowed => "SignIn:Allow does not let this person sign in.",
            PersonConsent.Stopped => $"this person has stopped the key's use of {connector}.",
            _ => null,
        };
}
