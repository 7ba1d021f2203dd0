using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Vault;

/// <summary>
/// Keeps every user's tokens and hands out access tokens that live long enough. One exchange per expiry, however many callers;
/// the exchange belongs to the server, not to the request that started it.
/// </summary>
public sealed class TokenVault
{
    private const int MaxRounds = 4;

    private readonly GrantCache _entries = new();
    private readonly GrantRefresher _refresh;
    private readonly GrantRepository _grants;
    private readonly ConnectorCatalog _connectors;
    private readonly TokenEndpoint _endpoint;
    private readonly RevocationQueue _revocations;
    private readonly TokenOptions _options;
    private readonly TokenMetrics _metrics;
    private readonly TimeProvider _clock;

    internal TokenVault(
        GrantRefresher refresh, GrantRepository grants, ConnectorCatalog connectors, TokenEndpoint endpoint,
        RevocationQueue revocations,
        IOptions<TokenOptions> options, TokenMetrics metrics, TimeProvider clock)
    {
        (_refresh, _grants, _connectors, _endpoint, _revocations) = (refresh, grants, connectors, endpoint, revocations);
        (_options, _metrics, _clock) = (options.Value, metrics, clock);
    }

    /// <summary>An access token that meets the need, or why there is none.</summary>
    /// <param name="cancellationToken">Ends the caller's waiting; a renewal under way goes on.</param>
    /// <exception cref="StorageUnavailableException">The grant had to be read and the store does not answer.</exception>
    public ValueTask<TokenResult> GetAccessTokenAsync(GrantKey key, TokenRequirement need, CancellationToken cancellationToken)
    {
        var entry = _entries[key];
        var now = _clock.GetUtcNow();
        return entry.Current is { } known
            && now - known.ConfirmedAt is var age && age >= TimeSpan.Zero && age < _options.CheckInterval
            && Meets(known.Token, need, now)
                ? ValueTask.FromResult(WithScopes(new TokenResult(known.Token), need, key.Connector))
                : new ValueTask<TokenResult>(JoinAsync(key, need, cancellationToken));
    }

    /// <summary>The provider took this token.</summary>
    internal void NoteWorked(GrantKey key, AccessToken token)
    {
        if (!token.Worked)
            _entries[key].NoteWorked(token);
    }

    /// <summary>
    /// The provider refused this token. A newer one is asked for with <see cref="TokenRequirement.RejectedGeneration"/>.
    /// </summary>
    internal void NoteRejected(GrantKey key, AccessToken token)
    {
        if (!token.Worked && token.AnswersRejection)
            _entries[key].NoteRejected(token, _clock.GetUtcNow());
    }

    /// <summary>
    /// Trades an authorization code for tokens and keeps them. The code is used once, so that a caller who goes away does not
    /// make it worthless.
    /// </summary>
    /// <param name="redirectUri">The one that the authorization request named, character by character.</param>
    /// <param name="codeVerifier">Of PKCE (RFC 7636); null without.</param>
    /// <returns>The access token, or why there is none: whatever scopes were granted.</returns>
    /// <exception cref="StorageUnavailableException">The tokens could not be kept; nobody gets them.</exception>
    public async Task<TokenResult> SaveAuthCodeAsync(GrantKey key, string code, string redirectUri, string? codeVerifier)
    {
        var answer = await ExchangeCodeAsync(key.Connector, code, redirectUri, codeVerifier, CancellationToken.None);
        if (answer is not TokenResponse.Granted granted)
            return new TokenResult(_refresh.FailureOf(key.Connector, answer));
        var saved = await SaveAsync(key, granted, CancellationToken.None);
        return new TokenResult(
            new AccessToken(granted.AccessToken, saved.IssuedAt, saved.ExpiresAt, saved.Scopes, saved.Generation),
            exchanged: true);
    }

    /// <summary>Trades an authorization code for tokens (RFC 6749 §4.1.3).</summary>
    public async Task<TokenResponse> ExchangeCodeAsync(
        string connector, string code, string redirectUri, string? codeVerifier, CancellationToken cancellationToken)
    {
        var begun = _clock.GetTimestamp();
        var answer = await _endpoint.ExchangeCodeAsync(
            _connectors[connector].Provider, code, redirectUri, codeVerifier, cancellationToken);
        _metrics.Exchanged(
            _connectors[connector].ProviderName, "authorization_code", answer.Outcome, _clock.GetElapsedTime(begun));
        return answer;
    }

    /// <summary>
    /// Saves the tokens of a fresh authorization; a refresh token that is held already stays when none came with them.
    /// </summary>
    /// <returns>The saved grant; without <see cref="Grant.RefreshToken"/> it ends with its access token.</returns>
    public async Task<Grant> SaveAsync(GrantKey key, TokenResponse.Granted granted, CancellationToken cancellationToken)
    {
        var connector = _connectors[key.Connector];
        var now = _clock.GetUtcNow();
        var saved = await _grants.UpsertAsync(
            key.Id,
            old => _grants.Seal(
                new Grant
                {
                    Connector = key.Connector,
                    User = key.User,
                    Generation = TokenLife.NextGeneration(old?.Generation ?? 0, now),
                    IssuedAt = now.ToStored(),
                    ExpiresAt = (now + (granted.Lifetime ?? TokenLife.Unstated)).ToStored(),
                    UsedAt = now.ToStored(),
                    ConsentedAt = granted.RefreshToken is null ? old?.ConsentedAt : now.ToStored(),
                    RefreshTokenExpiresAt = granted.RefreshToken is null
                        ? old?.RefreshTokenExpiresAt
                        : (now + granted.RefreshTokenLifetime)?.ToStored(),
                    Scopes = granted.Scopes ?? [.. connector.Options.Scopes],
                    RequestedScopes = [.. connector.Options.Scopes],
                },
                granted.AccessToken,
                granted.RefreshToken ?? HeldRefreshToken(old)),
            cancellationToken);
        _entries[key].Forget();
        return saved.Value;
    }

    /// <summary>The stored grant, with its tokens sealed; null when the user never connected this.</summary>
    public async Task<Grant?> FindAsync(GrantKey key, CancellationToken cancellationToken) =>
        (await _grants.FindAsync(key.Id, cancellationToken))?.Value;

    /// <summary>
    /// The background job's turn: the generation it has read is replaced, unless somebody has done so or is about to.
    /// </summary>
    internal async Task<TokenResult> RenewAheadAsync(Grant grant)
    {
        var entry = _entries[grant.Key()];
        var isHandedOut = entry.Current is not null;
        var result = await JoinAsync(
            entry.Key, new TokenRequirement(RejectedGeneration: grant.Generation) { Ahead = true }, CancellationToken.None);
        // What nobody has asked for here takes no room from what somebody has.
        if (!isHandedOut)
            _entries.Release(entry);
        return result;
    }

    /// <summary>
    /// Everything this user has connected, tombstones included, with the tokens sealed. A grant whose tokens do not open has ended, as far as
    /// anybody can tell.
    /// </summary>
    public async Task<IReadOnlyList<Grant>> ListAsync(string user, CancellationToken cancellationToken)
    {
        var grants = new List<Grant>();
        await foreach (var stored in _grants.ListByOwnerAsync(user, cancellationToken))
            grants.Add(_grants.Opens(stored.Value)
                ? stored.Value
                : stored.Value with { Status = GrantStatus.Dead, Reason = DeathReason.DecryptionFailed });
        return grants;
    }

    /// <summary>
    /// Ends a grant as its owner wishes: its tokens are wiped at once, a tombstone stays, and the provider is told as soon as it
    /// listens. The tombstone's generation fences a refresh that is under way.
    /// </summary>
    /// <returns>False: there was nothing to end.</returns>
    public async Task<bool> RevokeAsync(GrantKey key, CancellationToken cancellationToken)
    {
        while (await _grants.FindAsync(key.Id, cancellationToken) is { } stored && !stored.Value.WasDisconnected())
        {
            var livesOn = await _revocations.EnqueueAsync(stored.Value, cancellationToken) == RevocationNotice.Impossible
                && !await IsHeldWithOthersAsync(key, cancellationToken);
            var tombstone = TokenLife.Tombstone(
                stored.Value, livesOn ? DeathReason.DisconnectedHere : DeathReason.Disconnected, _clock.GetUtcNow());
            if (await _grants.SaveAsync(tombstone, stored.Version, cancellationToken) is null)
                continue;
            _entries[key].Forget();
            _revocations.Begin();
            return true;
        }
        return false;
    }

    /// <summary>
    /// Forgets a user: every grant is deleted, tombstones too, and the providers are told as soon as they listen.
    /// </summary>
    /// <returns>The connectors whose providers cannot be told: there the person ends it by hand.</returns>
    public async Task<IReadOnlyList<string>> ForgetAsync(string user, CancellationToken cancellationToken)
    {
        var notices = new List<(string Connector, RevocationNotice Notice)>();
        foreach (var id in await _grants.ListIdsByOwnerAsync(user, cancellationToken))
        {
            while (await _grants.FindAsync(id, cancellationToken) is { } stored)
            {
                var notice = await _revocations.EnqueueAsync(stored.Value, cancellationToken);
                if (!await _grants.DeleteAsync(id, stored.Version, cancellationToken))
                    continue;
                notices.Add((stored.Value.Connector, notice));
                _entries[stored.Value.Key()].Forget();
                break;
            }
        }
        _revocations.Begin();
        var told = notices.FindAll(one => one.Notice == RevocationNotice.Queued);
        return
        [
            .. notices.Where(one => one.Notice == RevocationNotice.Impossible).Select(one => one.Connector)
                .Where(connector => !told.Exists(one => _connectors.EndTogether(one.Connector, connector))),
        ];
    }

    /// <summary>Ends when no exchange and no save is under way any more.</summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && _entries.All.FirstOrDefault(entry => !entry.IsIdle) is { } busy)
            await Task.WhenAll(busy.PendingSave, busy.Flight).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<TokenResult> JoinAsync(GrantKey key, TokenRequirement need, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var entry = _entries[key];
            var now = _clock.GetUtcNow();
            if (entry.IsRenewedAhead && entry.Current is { } known && Meets(known.Token, need, now))
                return WithScopes(new TokenResult(known.Token), need, key.Connector);
            var ahead = need.Ahead;
            if (!entry.GetOrStartRefresh(() => _refresh.RunAsync(entry, need), ref ahead, out var flight))
            {
                _entries.Release(entry);
                continue;
            }
            var result = await flight.WaitAsync(cancellationToken);
            // The job gives up where a person waits: ask on one's own.
            if (ahead && !need.Ahead && result.Failure is not null)
                continue;
            now = _clock.GetUtcNow();
            if (!result.Succeeded(out var token, out _) || Meets(token, need, now)
                || (result.Exchanged && IsFreshest(token, need, now)))
                return WithScopes(result, need, key.Connector);
            if (result.Exchanged)
                break;
            // The flight that was joined served a smaller need: ask again.
        }
        return new TokenResult(need.MinimumLifetime > TimeSpan.Zero
            ? new TokenFailure(TokenFailureKind.LifetimeTooLong, key.Connector)
            : new TokenFailure(TokenFailureKind.ProviderUnavailable, key.Connector, RetryAfter: BackOff.After(3)));
    }

    /// <summary>
    /// Fresh from the provider and not over yet: its tokens live no longer, and another exchange would bring no better one.
    /// </summary>
    private static bool IsFreshest(AccessToken token, TokenRequirement need, DateTimeOffset now) =>
        need.MinimumLifetime == TimeSpan.Zero && token.Generation != need.RejectedGeneration && token.ExpirationTime > now;

    private bool Meets(AccessToken token, TokenRequirement need, DateTimeOffset now) =>
        token.Generation != need.RejectedGeneration && TokenLife.Suffices(token, need, _options.Buffer, now);

    private static TokenResult WithScopes(TokenResult result, TokenRequirement need, string connector)
    {
        if (result.Token is not { } token)
            return result;
        var missing = need.Scopes is null ? token.MissingScopes : [.. need.Scopes.Except(token.Scopes, StringComparer.Ordinal)];
        return missing.Length == 0
            ? result
            : new TokenResult(new TokenFailure(TokenFailureKind.InsufficientScope, connector, MissingScopes: missing));
    }

    /// <summary>Nobody is told as long as another grant is held that would die as well.</summary>
    private async Task<bool> IsHeldWithOthersAsync(GrantKey key, CancellationToken cancellationToken) =>
        await _grants.ListByOwnerAsync(key.User, cancellationToken).AnyAsync(
            other => other.Value.Status == GrantStatus.Active && other.Value.Connector != key.Connector
                && _connectors.EndTogether(key.Connector, other.Value.Connector),
            cancellationToken);

    private string? HeldRefreshToken(Grant? old)
    {
        try
        {
            return old is null ? null : _grants.OpenRefreshToken(old);
        }
        catch (DecryptionException)
        {
            // It belonged to a lost key: as good as none, and consent is asked again.
            return null;
        }
    }
}
