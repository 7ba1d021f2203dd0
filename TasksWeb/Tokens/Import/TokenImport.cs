using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tokens.Import;

/// <summary>How the tokens of a file are taken over.</summary>
/// <param name="Replace">Another active grant of the same account is replaced, unless it came of this file.</param>
/// <param name="Prove">False: a token is saved as it is, and the first use proves it.</param>
/// <param name="RetryRefused">Tokens that the provider refused in an earlier run are sent again.</param>
/// <param name="Digests">Of all tokens of the file.</param>
public sealed record ImportChoices(bool Replace, bool Prove, bool RetryRefused, IReadOnlySet<string> Digests)
{
    /// <summary>A token of the file gave this grant.</summary>
    internal bool Gave(Grant grant) => grant.ImportedFrom is { } digest && Digests.Contains(digest);
}

/// <summary>
/// Takes over refresh tokens that somebody else has kept. Each is proved with one exchange, whose journal is written first, and
/// the grant that comes of it names the token: no run sends one again whose answer an earlier one had, wherever that run ended.
/// </summary>
public sealed class TokenImport(
    ImportRecordRepository records, GrantRepository grants, GrantAccounts held, TokenVault vault, AccountReader accounts,
    ProviderBreaker breaker, ProviderDiscovery discovery, ConnectorCatalog connectors, TimeProvider clock)
{
    private const int Attempts = 20;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    /// <summary>Learns the endpoints of providers that are configured by their issuer.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => discovery.LoadAsync(cancellationToken);

    /// <summary>What became of those of these tokens that a grant holds or has come from, whoever's it is, by digest.</summary>
    /// <param name="places">Whose grant each token is for, by its digest.</param>
    public async Task<IReadOnlyDictionary<string, Imported>> FindHeldAsync(
        IReadOnlyDictionary<string, GrantKey> places, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Imported>(StringComparer.Ordinal);
        await foreach (var (grant, _) in grants.AllAsync(cancellationToken))
        {
            foreach (var digest in new[] { DigestOf(grant), grant.ImportedFrom }.OfType<string>())
            {
                if (places.TryGetValue(digest, out var place) && OutcomeOf(grant, place) is var outcome
                    && (!found.TryGetValue(digest, out var other) || RankOf(outcome).CompareTo(RankOf(other)) < 0))
                    found[digest] = outcome;
            }
        }
        return found;
    }

    /// <param name="scopes">What was granted; null: what the connector asks for.</param>
    /// <exception cref="StorageUnavailableException">The store does not answer; what was saved stays saved.</exception>
    public async Task<Imported> RunAsync(
        GrantKey key, string refreshToken, string[]? scopes, ImportChoices choices, CancellationToken cancellationToken)
    {
        var record = await records.FindAsync(GrantRepository.DigestOf(refreshToken), cancellationToken);
        var active = (await held.ListAsync(key.Connector, key.User, cancellationToken)).Where(IsActive).ToList();
        if (SettledOutcome(record?.Value, refreshToken, key, active, choices) is { } settled)
            return settled;
        if (Obstacle(active, choices) is { } obstacle)
            return obstacle;
        var begun = ImportRecord.Begin(refreshToken, key, clock.GetUtcNow());
        if (await records.SaveAsync(begun, record?.Version ?? 0, CancellationToken.None) is not { } version)
            return new Imported(ImportOutcome.Postponed, "another run is importing it");
        var journal = new Stored<ImportRecord>(begun, version);
        // A lifetime of zero: nobody is handed this access token, and the first use asks for another.
        TokenResponse response = choices.Prove
            ? await breaker.RefreshAsync(connectors[key.Connector], refreshToken)
            : new TokenResponse.Granted("", refreshToken, TimeSpan.Zero, scopes, IdToken: null);
        return response is TokenResponse.Granted granted
            ? await KeepAsync(key, journal, WithDefaults(granted, refreshToken, scopes), choices)
            : await NoteAsync(journal, response);
    }

    /// <returns>What an earlier run has found out; null: nothing, or the token is to be sent again.</returns>
    private static Imported? SettledOutcome(
        ImportRecord? record, string refreshToken, GrantKey key, List<Grant> active, ImportChoices choices)
    {
        if (record is not { IsSettled: true })
            return null;
        var known = OutcomeOf(record, refreshToken, key, active.Count > 0);
        return known.Outcome == ImportOutcome.RefusedBefore && choices.RetryRefused ? null : known;
    }

    /// <summary>Whose account the token is of is known only when it was sent.</summary>
    /// <returns>Why it is not sent; null: it is.</returns>
    private static Imported? Obstacle(List<Grant> active, ImportChoices choices)
    {
        if (!choices.Replace && !active.TrueForAll(choices.Gave))
            return new Imported(ImportOutcome.Occupied);
        return active.Exists(grant => grant is { Account: null, Holder: null } && choices.Gave(grant))
            ? new Imported(ImportOutcome.NotKept) { NoPlace = NoPlace.GrantOfSameFile }
            : null;
    }

    private static TokenResponse.Granted WithDefaults(TokenResponse.Granted granted, string refreshToken, string[]? scopes) =>
        granted with { RefreshToken = granted.RefreshToken ?? refreshToken, Scopes = granted.Scopes ?? scopes };

    private async Task<Imported> KeepAsync(
        GrantKey key, Stored<ImportRecord> journal, TokenResponse.Granted granted, ImportChoices choices)
    {
        var account = choices.Prove ? await accounts.ReadAsync(connectors[key.Connector].Provider, granted) : null;
        var noPlace = await SaveAsync(key, journal.Value.Id, granted, account, choices);
        await SettleAsync(journal, journal.Value with { NoPlace = noPlace });
        return new Imported(noPlace is null ? ImportOutcome.Saved : ImportOutcome.NotKept) { NoPlace = noPlace };
    }

    /// <summary>Only a refusal of the token itself is final.</summary>
    private async Task<Imported> NoteAsync(Stored<ImportRecord> journal, TokenResponse response)
    {
        switch (response)
        {
            case TokenResponse.InvalidGrant or TokenResponse.Gone:
                await SettleAsync(journal, journal.Value with { Refusal = response.Outcome });
                return new Imported(ImportOutcome.Refused, response.Outcome);
            case TokenResponse.Misconfigured refused:
                return new Imported(ImportOutcome.ClientRefused, refused.Error);
            case TokenResponse.Refused refused:
                return new Imported(ImportOutcome.Postponed, $"{refused.Error}, status {refused.Status}");
            case TokenResponse.Unavailable unavailable:
                return new Imported(ImportOutcome.Postponed, unavailable.Why);
            default:
                return new Imported(ImportOutcome.Postponed, "the provider has failed too often");
        }
    }

    private static bool IsActive(Grant grant) => grant.Status == GrantStatus.Active;

    /// <summary>Of a token that this grant holds or has come from.</summary>
    private static Imported OutcomeOf(Grant grant, GrantKey place)
    {
        var isElsewhere = (grant.Connector, grant.User) != (place.Connector, place.User);
        var outcome = !IsActive(grant) ? new Imported(ImportOutcome.Ended, grant.Reason)
            : isElsewhere ? new Imported(ImportOutcome.HeldElsewhere)
            : new Imported(ImportOutcome.Held);
        return isElsewhere ? outcome with { Holder = grant.Key() } : outcome;
    }

    /// <summary>Where several grants came of one token, active ones count most, and then the one that it is for.</summary>
    private static (ImportOutcome, bool) RankOf(Imported imported) => (imported.Outcome, imported.Holder is not null);

    /// <summary>Of a token that an earlier run has sent, or saved without proof.</summary>
    private static Imported OutcomeOf(ImportRecord settled, string refreshToken, GrantKey key, bool hasGrant) =>
        settled.NoPlace is { } noPlace ? new Imported(ImportOutcome.NotKept) { NoPlace = noPlace }
        : settled.Refusal is { } why ? new Imported(ImportOutcome.RefusedBefore, why)
        : settled.IsOfAnother(refreshToken, key) ? new Imported(ImportOutcome.HeldElsewhere)
        : hasGrant ? new Imported(ImportOutcome.ImportedBefore)
        : new Imported(ImportOutcome.Ended, "no connection is left");

    /// <summary>A store that is away for a moment does not cost a token that the provider has just replaced.</summary>
    /// <returns>Why there is no place for it; null: it is saved.</returns>
    private async Task<NoPlace?> SaveAsync(
        GrantKey key, string digest, TokenResponse.Granted granted, ProviderAccount? account, ImportChoices choices)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var isOfFile = false;
                var noPlace = await vault.ImportAsync(key, granted, account, digest, grant =>
                {
                    isOfFile = choices.Gave(grant);
                    return choices.Replace && !isOfFile;
                });
                return noPlace == NoPlace.GrantHeld && isOfFile ? NoPlace.GrantOfSameFile : noPlace;
            }
            catch (StorageUnavailableException) when (attempt < Attempts)
            {
                await Task.Delay(BetweenAttempts, clock);
            }
        }
    }

    private ValueTask<long?> SettleAsync(Stored<ImportRecord> journal, ImportRecord settled) =>
        records.SaveAsync(settled with { IsSettled = true }, journal.Version, CancellationToken.None);

    private string? DigestOf(Grant grant)
    {
        try
        {
            return IsActive(grant) && grants.OpenRefreshToken(grant) is { } token
                ? GrantRepository.DigestOf(token)
                : null;
        }
        catch (DecryptionException)
        {
            return null;
        }
    }
}
