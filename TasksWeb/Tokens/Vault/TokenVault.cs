using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Vault;

/// <summary>
/// Keeps all tokens and returns access tokens that live long enough: from memory, else from the store, and only if the
/// stored one does not suffice from the refresher. Reads never wait for a refresh that they do not need.
/// </summary>
public sealed partial class TokenVault(
    GrantRefresher refresher, GrantReader reader, GrantRepository grants, GrantSchedule schedule,
    TokenEndpoint endpoint, AccountReader accounts, AccountIndex index, GrantAccounts held, LastingSave saves,
    RevocationQueue revocations, SharedGrants shared, ConnectorCatalog connectors, IOptions<TokenOptions> options,
    TokenMetrics metrics, TimeProvider clock, ILogger<TokenVault> logger)
{
    /// <summary>Tokens kept in memory; however many there are, one that is not kept costs a read.</summary>
    private const int Capacity = 8_000;

    /// <summary>A refresh that is joined may have had a smaller requirement, so that another one follows.</summary>
    private const int MaxRefreshes = 4;

    private readonly BoundedCache<GrantKey, CachedToken> _tokens = new(Capacity, clock);
    private readonly SingleFlight<GrantKey, Stored<Grant>?> _reads = new();

    /// <summary>An access token that meets the need, or why there is none.</summary>
    /// <param name="cancellationToken">Ends the caller's waiting; a refresh in progress continues.</param>
    /// <exception cref="StorageUnavailableException">The grant had to be read and the store does not answer.</exception>
    public ValueTask<TokenResult> GetAccessTokenAsync(GrantKey key, TokenRequirement need, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return _tokens.Find(key) is { } cached && cached.IsConfirmed(now, options.Value.CheckInterval)
            && GrantLifetime.Suffices(cached.Token, need, options.Value.Buffer, now)
                ? ValueTask.FromResult(WithScopes(new TokenResult(cached.Token), need, key))
                : new ValueTask<TokenResult>(ReadAsync(key, need, cancellationToken));
    }

    /// <summary>The stored grant, with its tokens encrypted; null when the user never connected this.</summary>
    public async Task<Grant?> FindAsync(GrantKey key, CancellationToken cancellationToken) =>
        (await grants.FindAsync(key.Id, cancellationToken))?.Value;

    /// <summary>
    /// Everything this user has connected, tombstones included, with the tokens encrypted. A grant that cannot be decrypted is
    /// listed as dead.
    /// </summary>
    public async Task<IReadOnlyList<Grant>> ListAsync(string user, CancellationToken cancellationToken)
    {
        var listed = new List<Grant>();
        await foreach (var stored in grants.ListByOwnerAsync(user, cancellationToken))
            listed.Add(grants.Opens(stored.Value)
                ? stored.Value
                : stored.Value with { Status = GrantStatus.Dead, Reason = DeathReason.DecryptionFailed });
        return listed;
    }

    private async Task<TokenResult> ReadAsync(GrantKey key, TokenRequirement need, CancellationToken cancellationToken)
    {
        var stored = await _reads.RunAsync(key, () => ReadStoredAsync(key)).WaitAsync(cancellationToken);
        if (reader.Read(key, stored?.Value, need, _tokens.Find(key)?.Token) is not { } result)
            return await RefreshAsync(key, need, cancellationToken);
        return Keep(key, need, result);
    }

    private async Task<Stored<Grant>?> ReadStoredAsync(GrantKey key)
    {
        var stored = await grants.FindAsync(key.Id, CancellationToken.None);
        if (stored is { Value.Status: GrantStatus.Active } && schedule.IsUseWorthWriting(stored.Value, clock.GetUtcNow()))
            _ = NoteUseAsync(stored);
        return stored;
    }

    private async Task<TokenResult> RefreshAsync(GrantKey key, TokenRequirement need, CancellationToken cancellationToken)
    {
        for (var refreshes = 0; refreshes < MaxRefreshes; refreshes++)
        {
            var result = await refresher.RefreshAsync(key, need).WaitAsync(cancellationToken);
            var now = clock.GetUtcNow();
            if (!result.Succeeded(out var token, out _) || GrantLifetime.Suffices(token, need, options.Value.Buffer, now)
                || (result.Exchanged && IsFreshest(token, need, now)))
                return Keep(key, need, result);
            if (result.Exchanged)
                break;
        }
        return new TokenResult(need.MinimumLifetime > TimeSpan.Zero
            ? new TokenFailure(TokenFailureKind.LifetimeTooLong, key.Connector)
            : new TokenFailure(TokenFailureKind.ProviderUnavailable, key.Connector, RetryAfter: BackOff.After(3)));
    }

    /// <summary>What is in memory of a grant is not true any more.</summary>
    private void Forget(GrantKey key)
    {
        _tokens.Remove(key);
        held.Forget(key);
    }

    /// <summary>Remembers a token, and forgets one whose grant has ended.</summary>
    private TokenResult Keep(GrantKey key, TokenRequirement need, TokenResult result)
    {
        if (result.Token is { } token)
            _tokens.Set(key, new CachedToken(token, clock.GetUtcNow()));
        else if (result.Failure is { Kind: TokenFailureKind.NoTokens or TokenFailureKind.ReauthorizationRequired })
            _tokens.Remove(key);
        return WithScopes(result, need, key);
    }

    /// <summary>The provider's tokens live no longer than this one, and another exchange would bring no better one.</summary>
    private static bool IsFreshest(AccessToken token, TokenRequirement need, DateTimeOffset now) =>
        need.MinimumLifetime == TimeSpan.Zero && token.Generation != need.RejectedGeneration
        && (token.ExpirationTime is null || token.ExpirationTime > now);

    private TokenResult WithScopes(TokenResult result, TokenRequirement need, GrantKey key)
    {
        if (result.Token is not { } token)
            return result;
        var missing = need.Scopes is null
            ? token.MissingScopes
            : connectors[key.Connector].MissingFrom(token.Scopes, need.Scopes);
        return missing.Length == 0
            ? result
            : new TokenResult(new TokenFailure(
                TokenFailureKind.InsufficientScope, key.Connector, MissingScopes: missing, Account: key.Account,
                Subject: token.Subject));
    }

    /// <summary>Nobody waits for it, and the next use makes up for one that is lost.</summary>
    private async Task NoteUseAsync(Stored<Grant> stored)
    {
        try
        {
            var used = stored.Value with { UsedAt = clock.GetUtcNow().ToStored() };
            await grants.SaveAsync(used, stored.Version, CancellationToken.None);
        }
        catch (StorageUnavailableException e)
        {
            LogUseNotNoted(stored.Value.Connector, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The use of a grant of {Connector} is not noted: {Why}")]
    private partial void LogUseNotNoted(string connector, string why);

    /// <param name="ConfirmedAt">When the store last had this generation.</param>
    private sealed record CachedToken(AccessToken Token, DateTimeOffset ConfirmedAt)
    {
        public bool IsConfirmed(DateTimeOffset now, TimeSpan checkInterval) =>
            now - ConfirmedAt is var age && age >= TimeSpan.Zero && age < checkInterval;
    }
}
