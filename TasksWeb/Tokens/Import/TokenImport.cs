using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tokens.Import;

/// <summary>What became of one token.</summary>
/// <param name="Why">The provider's code, or a status; null: nothing to say.</param>
public sealed record Imported(ImportOutcome Outcome, string? Why = null);

/// <summary>How the tokens of a file are taken over.</summary>
/// <param name="Replace">Another live grant of the same account is replaced, unless it came of this file.</param>
/// <param name="Prove">False: a token is saved as it is, and the first use proves it.</param>
/// <param name="Digests">Of all tokens of the file.</param>
public sealed record ImportChoices(bool Replace, bool Prove, IReadOnlySet<string> Digests)
{
    /// <summary>A token of the file gave this grant.</summary>
    internal bool Gave(Grant grant) => grant.ImportedFrom is { } digest && Digests.Contains(digest);
}

public enum ImportOutcome
{
    /// <summary>It is held now.</summary>
    Saved,

    /// <summary>It is held already, here or under another name.</summary>
    Held,

    /// <summary>The grant that came of it has ended. It is not sent again.</summary>
    Ended,

    /// <summary>An earlier run has imported it, and the person has a newer grant.</summary>
    ImportedBefore,

    /// <summary>Another grant lives there, and was not to be replaced.</summary>
    Occupied,

    /// <summary>The provider refuses it, now or in an earlier run; it is not sent again.</summary>
    Refused,

    /// <summary>There is no place for it: it was not sent, or is not sent again.</summary>
    NotKept,

    /// <summary>No answer that says anything of the token: another run tries it again.</summary>
    Postponed,

    /// <summary>The provider refuses this client, whatever the token.</summary>
    ClientRefused,
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

    private static readonly string[] NoPlace = [TokenVault.AccountHeld, TokenVault.AccountUnknown, TokenVault.TooManyAccounts];

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    /// <summary>Learns the endpoints of providers that are configured by their issuer.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => discovery.LoadAsync(cancellationToken);

    /// <summary>What became of those of these tokens that a grant holds or has come from, whoever's it is, by digest.</summary>
    public async Task<IReadOnlyDictionary<string, Imported>> FindHeldAsync(
        IReadOnlySet<string> digests, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Imported>(StringComparer.Ordinal);
        await foreach (var (grant, _) in grants.AllAsync(cancellationToken))
        {
            foreach (var digest in new[] { DigestOf(grant), grant.ImportedFrom }.OfType<string>().Where(digests.Contains))
            {
                if (IsLive(grant))
                    found[digest] = new Imported(ImportOutcome.Held);
                else
                    found.TryAdd(digest, new Imported(ImportOutcome.Ended, grant.Reason));
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
        var live = (await held.ListAsync(key.Connector, key.User, cancellationToken)).Where(IsLive).ToList();
        if (record is { Value: { IsSettled: true } settled })
        {
            if (settled.Refusal is { } why)
                return new Imported(NoPlace.Contains(why) ? ImportOutcome.NotKept : ImportOutcome.Refused, why);
            return live.Count > 0
                ? new Imported(ImportOutcome.ImportedBefore)
                : new Imported(ImportOutcome.Ended, "no grant is left");
        }
        // Whose account the token is of is known only when it was sent.
        if (!choices.Replace && !live.TrueForAll(choices.Gave))
            return new Imported(ImportOutcome.Occupied);
        if (live.Exists(grant => grant is { Account: null, Holder: null } && choices.Gave(grant)))
            return new Imported(ImportOutcome.NotKept, TokenVault.AccountUnknown);
        var begun = new ImportRecord(GrantRepository.DigestOf(refreshToken), clock.GetUtcNow().ToStored(), IsSettled: false);
        if (await records.SaveAsync(begun, record?.Version ?? 0, CancellationToken.None) is not { } version)
            return new Imported(ImportOutcome.Postponed, "another run is importing it");
        // A lifetime of zero: nobody is handed this access token, and the first use asks for another.
        TokenResponse response = choices.Prove
            ? await breaker.RefreshAsync(connectors[key.Connector], refreshToken)
            : new TokenResponse.Granted("", refreshToken, TimeSpan.Zero, scopes, IdToken: null);
        switch (response)
        {
            case TokenResponse.Granted granted:
                granted = granted with { RefreshToken = granted.RefreshToken ?? refreshToken, Scopes = granted.Scopes ?? scopes };
                var account = choices.Prove ? await accounts.ReadAsync(connectors[key.Connector].Provider, granted) : default;
                var noPlace = await SaveAsync(key, begun.Id, granted, account, choices);
                await SettleAsync(begun with { Refusal = noPlace }, version);
                return new Imported(noPlace is null ? ImportOutcome.Saved : ImportOutcome.NotKept, noPlace);
            case TokenResponse.InvalidGrant or TokenResponse.Gone:
                await SettleAsync(begun with { Refusal = response.Outcome }, version);
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

    private static bool IsLive(Grant grant) => grant.Status == GrantStatus.Active;

    /// <summary>A store that is away for a moment does not cost a token that the provider has just replaced.</summary>
    /// <returns>Why there is no place for it; null: it is saved.</returns>
    private async Task<string?> SaveAsync(
        GrantKey key, string digest, TokenResponse.Granted granted, AccountAnswer account, ImportChoices choices)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await vault.ImportAsync(
                    key, granted, account, digest, mayReplace: grant => choices.Replace && !choices.Gave(grant));
            }
            catch (StorageUnavailableException) when (attempt < Attempts)
            {
                await Task.Delay(BetweenAttempts, clock);
            }
        }
    }

    private ValueTask<long?> SettleAsync(ImportRecord begun, long version) =>
        records.SaveAsync(begun with { IsSettled = true }, version, CancellationToken.None);

    private string? DigestOf(Grant grant)
    {
        try
        {
            return IsLive(grant) && grants.OpenRefreshToken(grant) is { } token
                ? GrantRepository.DigestOf(token)
                : null;
        }
        catch (DecryptionException)
        {
            return null;
        }
    }
}
