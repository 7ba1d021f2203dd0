using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Refresh;

/// <summary>
/// Refreshes grants, one at a time per grant: read again, take the lease, exchange, save. Nothing else refreshes.
/// </summary>
public sealed partial class GrantRefresher(
    GrantRepository grants,
    GrantReader reader,
    GrantLeases leases,
    RenewalWriter writer,
    LastingSave saves,
    RejectionTracker rejections,
    RefusedRenewals refusals,
    ProviderBreaker breaker,
    ProviderRateLimiter limiter,
    ConnectorCatalog connectors,
    AccountIndex accounts,
    IOptions<TokenOptions> options,
    TokenMetrics metrics,
    TimeProvider clock,
    ILogger<GrantRefresher> logger)
{
    private static readonly TimeSpan LeasePoll = TimeSpan.FromMilliseconds(100);

    private readonly SingleFlight<GrantKey, TokenResult> _flights = new();

    /// <summary>A token that suffices, or why there is none. Callers that join get the result for the first one.</summary>
    /// <exception cref="StorageUnavailableException">The grant cannot be read.</exception>
    internal Task<TokenResult> RefreshAsync(GrantKey key, TokenRequirement need) =>
        _flights.RunAsync(key, () => RunAsync(key, new RefreshRequest(need, IsUse: true)));

    /// <summary>Replaces the tokens of this generation, unless already replaced. Does not count as a use of the grant.</summary>
    /// <exception cref="StorageUnavailableException">The grant cannot be read.</exception>
    internal Task<TokenResult> RenewAsync(Grant grant) => _flights.RunAsync(
        grant.Key(),
        () => RunAsync(grant.Key(), new RefreshRequest(new(RejectedGeneration: grant.Generation), IsUse: false)));

    /// <summary>Completes when no exchange is in progress.</summary>
    internal Task DrainAsync(CancellationToken cancellationToken) => _flights.DrainAsync(cancellationToken);

    private async Task<TokenResult> RunAsync(GrantKey key, RefreshRequest request)
    {
        if (!await saves.IsSettledAsync(key))
            return Failed(key, TokenFailureKind.StorageUnavailable, StorageUnavailableException.RetryAfter);
        var patience = clock.GetUtcNow() + options.Value.LeaseDuration + options.Value.ExchangeTimeout;
        while (true)
        {
            var stored = await grants.FindAsync(key.Id, CancellationToken.None);
            if (reader.Read(key, stored?.Value, request.Need) is { } result)
                return result;
            if (Refusal(key, stored!.Value, request) is { } refusal)
                return refusal;
            if (leases.HeldElsewhere(stored.Value) is { } held)
            {
                if (clock.GetUtcNow() > patience)
                    return Postponed(stored.Value, held);
                await Task.Delay(LeasePoll, clock);
            }
            else if (await RenewAsync(stored, request) is { } renewed)
            {
                return renewed;
            }
        }
    }

    /// <summary>Why no exchange may be attempted now; null if one may.</summary>
    private TokenResult? Refusal(GrantKey key, Grant grant, RefreshRequest request)
    {
        if (grant.RetryAt - clock.GetUtcNow() is { } cooling && cooling > TimeSpan.Zero)
            return Postponed(grant, cooling);
        if (request.Answers(grant) && rejections.WaitFor(key) is { } wait)
            return Failed(key, TokenFailureKind.RejectedAgain, wait);
        if (!connectors[key.Connector].Provider.HasCredentials)
            return Failed(key, TokenFailureKind.ClientSecretMissing);
        return breaker.OpenFor(connectors[key.Connector]) is { } open
            ? Postponed(grant, open)
            : null;
    }

    /// <summary>Null after a concurrent write: the grant must be read again.</summary>
    private async Task<TokenResult?> RenewAsync(Stored<Grant> stored, RefreshRequest request)
    {
        if (reader.Open(stored.Value) is not { } tokens)
            return new TokenResult(GrantReader.Undecryptable(stored.Value));
        if (tokens.RefreshToken is not { } refreshToken)
            return await TombstoneAsync(stored, DeathReason.NoRefreshToken);
        if (await leases.TakeAsync(stored, refreshToken) is not { } held)
            return null;
        var connector = connectors[held.Value.Connector];
        if (request.IsUse)
            limiter.Note(connector);
        var response = await ExchangeAsync(connector, refreshToken);
        return response is TokenResponse.Granted granted
            ? await SaveAsync(held, granted, refreshToken, request)
            : await SettleAsync(stored.Value, held, response);
    }

    /// <summary>An unexpected failure is an unknown outcome: the grant cools down before the exchange is repeated.</summary>
    private async Task<TokenResponse> ExchangeAsync(Connector connector, string refreshToken)
    {
        try
        {
            return await breaker.RefreshAsync(connector, refreshToken);
        }
        catch (Exception e)
        {
            LogUnexpected(e, connector.Name);
            return new TokenResponse.Unavailable(e.GetType().Name, Ambiguous: true, RetryAfter: null);
        }
    }

    private async Task<TokenResult?> SaveAsync(
        Stored<Grant> held, TokenResponse.Granted granted, string sentRefreshToken, RefreshRequest request)
    {
        var (grant, issuedAt) = (held.Value, held.Value.Journal!.StartedAt);
        var holder = grant.Holder ?? await accounts.TryNoteAsync(
            grant.Key(), AccountReader.Read(connectors[grant.Connector].Provider, granted));
        var renewed = grants.Encrypt(
            grant with
            {
                Holder = holder,
                Generation = GrantLifetime.NextGeneration(grant.Generation, clock.GetUtcNow()),
                IssuedAt = issuedAt.ToStored(),
                ExpiresAt = GrantLifetime.EndOf(issuedAt, granted.Lifetime, options.Value.Buffer),
                TokenType = granted.TokenType,
                UsedAt = request.IsUse ? issuedAt.ToStored() : grant.UsedAt,
                RefreshTokenExpiresAt = (issuedAt + granted.RefreshTokenLifetime)?.ToStored() ?? grant.RefreshTokenExpiresAt,
                Scopes = granted.Scopes ?? grant.Scopes,
                Lease = null,
                Journal = null,
                Failures = 0,
                Suspicion = null,
                RetryAt = null,
            },
            granted.AccessToken,
            granted.RefreshToken ?? sentRefreshToken);
        switch (await writer.SaveAsync(held, renewed))
        {
            case SaveOutcome.Saved:
                refusals.NoteRenewed(grant.Connector);
                if (reader.CheckNewType(renewed) is { } unusable)
                    return new TokenResult(unusable);
                // A provider that repeats its response (Fitbit) repeats an access token that may have expired since the first
                // attempt. The rejection of such a token allows one more exchange.
                var isRepeated = grant.Journal is { Attempts: > 1 };
                var token = reader.TokenOf(
                    renewed, granted.AccessToken, answersRejection: request.Answers(grant) && !isRepeated);
                return new TokenResult(token, exchanged: !isRepeated);
            case SaveOutcome.Superseded:
                LogSuperseded(grant.Connector);
                return null;
            default:
                return Failed(grant.Key(), TokenFailureKind.StorageUnavailable, StorageUnavailableException.RetryAfter);
        }
    }

    /// <summary>Ends or releases a grant whose exchange brought no tokens.</summary>
    /// <param name="before">The grant before the lease: its journal does not count an attempt that had no effect.</param>
    private async Task<TokenResult?> SettleAsync(Grant before, Stored<Grant> held, TokenResponse response)
    {
        switch (response)
        {
            case TokenResponse.InvalidGrant:
                return await TombstoneAsync(held, InvalidGrantReason(held.Value));
            case TokenResponse.Gone:
                return await TombstoneAsync(held, DeathReason.ProviderGone);
            case TokenResponse.Misconfigured refused:
                return await ReleaseAsync(held, await refusals.NoteAsync(before, refused));
            case TokenResponse.Refused refused:
                var judged = await refusals.NoteAsync(before, refused);
                return judged.Status == GrantStatus.Dead ? await EndAsync(held, judged) : await ReleaseAsync(held, judged);
            case TokenResponse.CircuitOpen open:
                return await ReleaseAsync(held, before, open.RetryAfter);
            case TokenResponse.Unavailable unavailable:
                LogUnavailable(before.Connector, unavailable.Why);
                var wait = BackOff.After(before.Failures + 1, unavailable.RetryAfter);
                var cooling = (unavailable.Ambiguous ? held.Value : before) with
                {
                    Failures = before.Failures + 1,
                    RetryAt = (clock.GetUtcNow() + wait).ToStored(),
                };
                return await ReleaseAsync(held, cooling);
            default:
                throw new InvalidOperationException("A response of an unknown kind.");
        }
    }

    private Task<TokenResult?> TombstoneAsync(Stored<Grant> held, string reason) =>
        EndAsync(held, GrantLifetime.Tombstone(held.Value, reason, clock.GetUtcNow()));

    private async Task<TokenResult?> EndAsync(Stored<Grant> held, Grant ended)
    {
        if (await grants.SaveAsync(ended, held.Version, CancellationToken.None) is null)
            return null;
        LogEnded(ended.Connector, ended.Reason!);
        metrics.GrantEnded(ended.Connector, ended.Reason!);
        return new TokenResult(GrantReader.Ended(ended, ended.Reason));
    }

    /// <summary>Until its own <see cref="Grant.RetryAt"/>.</summary>
    private Task<TokenResult?> ReleaseAsync(Stored<Grant> held, Grant cooling) =>
        ReleaseAsync(held, cooling, cooling.RetryAt!.Value - clock.GetUtcNow());

    private async Task<TokenResult?> ReleaseAsync(Stored<Grant> held, Grant after, TimeSpan wait) =>
        await leases.ReleaseAsync(held, after, wait)
            ? Postponed(after, wait)
            : null;

    /// <summary>No exchange now. Waiting does not help a grant that is refused again and again.</summary>
    private static TokenResult Postponed(Grant grant, TimeSpan wait) => grant.IsSuspect()
        ? new(GrantReader.Ended(grant, DeathReason.Refused))
        : Failed(grant.Key(), TokenFailureKind.ProviderUnavailable, wait);

    /// <summary>Under rotation, the refusal of a repeated attempt means that the first response was lost.</summary>
    private string InvalidGrantReason(Grant grant) =>
        connectors[grant.Connector].Provider.RotatesRefreshTokens && grant.Journal is { Attempts: > 1 }
            ? DeathReason.RotationLost
            : DeathReason.InvalidGrant;

    private static TokenResult Failed(GrantKey key, TokenFailureKind kind, TimeSpan? retryAfter = null) =>
        new(new TokenFailure(kind, key.Connector, RetryAfter: retryAfter));

    [LoggerMessage(LogLevel.Error, "An exchange for {Connector} failed unexpectedly.")]
    private partial void LogUnexpected(Exception exception, string connector);

    [LoggerMessage(LogLevel.Warning, "No renewal for {Connector} now: {Why}.")]
    private partial void LogUnavailable(string connector, string why);

    [LoggerMessage(LogLevel.Information, "A grant of {Connector} changed while it was being renewed; it is read again.")]
    private partial void LogSuperseded(string connector);

    [LoggerMessage(LogLevel.Warning, "A grant of {Connector} has ended: {Reason}.")]
    private partial void LogEnded(string connector, string reason);
}
