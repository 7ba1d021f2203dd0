using Microsoft.Extensions.Options;
using TasksWeb.Operations;
using TasksWeb.Storage;

namespace TasksWeb.Tokens;

/// <summary>
/// Brings one grant up to date: read, and if it must be renewed lease, journal, exchange, save. The only place that refreshes.
/// </summary>
internal sealed partial class GrantRefresh(
    GrantRepository grants,
    ConnectorCatalog connectors,
    GrantSchedule schedule,
    ProviderBreaker provider,
    ProviderPace pace,
    Revocations revocations,
    IOptions<TokenOptions> options,
    TimeProvider clock,
    ILogger<GrantRefresh> logger)
{
    private static readonly TimeSpan LeasePoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceForSave = TimeSpan.FromSeconds(1);

    private readonly string _instance = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>A token that meets the need, or why there is none.</summary>
    /// <exception cref="StorageUnavailableException">The grant cannot be read.</exception>
    public async Task<TokenResult> RunAsync(GrantEntry entry, TokenRequirement need)
    {
        if (!entry.PendingSave.IsCompleted && !await CompletesInTimeAsync(entry.PendingSave))
            return Failed(entry, TokenFailureKind.StorageUnavailable, retryAfter: StorageUnavailableException.RetryAfter);

        var patience = clock.GetUtcNow() + options.Value.LeaseDuration + options.Value.ExchangeTimeout;
        while (true)
        {
            var stored = await grants.FindAsync(entry.Key.Id, CancellationToken.None);
            var now = clock.GetUtcNow();
            if (stored is null || stored.Value.Status == GrantStatus.Dead)
            {
                entry.Forget();
                return stored is null || stored.Value.WasDisconnected()
                    ? Failed(entry, TokenFailureKind.NoTokens, stored?.Value.Reason)
                    : Failed(entry, TokenFailureKind.ReauthorizationRequired, stored.Value.Reason);
            }

            var grant = stored.Value;
            if (grant.Generation != need.RejectedGeneration && TokenLife.Suffices(grant, need, options.Value.Buffer, now))
            {
                if (!need.Ahead && schedule.IsUseWorthWriting(grant, now))
                    _ = NoteUseAsync(stored, now);
                return Accept(entry, grant, now);
            }
            if (!TokenLife.CanSuffice(grant, need))
                return Failed(entry, TokenFailureKind.LifetimeTooLong);
            if (WaitBeforeExchange(entry, grant, need, now) is { } failure)
                return failure;

            // A lease of this very process is one that could not be given back: a key has one flight, and this is it.
            if (grant.Lease is { } lease && lease.Until > now && lease.Holder != _instance)
            {
                if (now > patience || need.Ahead)
                    return Failed(entry, TokenFailureKind.ProviderUnavailable, retryAfter: lease.Until - now);
                await Task.Delay(LeasePoll, clock);
                continue;
            }

            if (!connectors[grant.Connector].Provider.HasCredentials)
                return Failed(entry, TokenFailureKind.ClientSecretMissing);
            if (provider.OpenFor(connectors[grant.Connector]) is { } open)
                return Failed(entry, TokenFailureKind.ProviderUnavailable, retryAfter: open);
            // Whoever comes while it is renewed ahead of time gets what is there.
            if (need.Ahead && TokenLife.Suffices(grant, default, options.Value.Buffer, now))
                Accept(entry, grant, now);
            if (await RenewAsync(entry, stored, need) is { } result)
                return result;
        }
    }

    /// <summary>What the answer to an authorization code means, when it holds no tokens.</summary>
    public TokenFailure FailureOf(string connector, TokenAnswer answer)
    {
        switch (answer)
        {
            case TokenAnswer.InvalidGrant:
                return new(TokenFailureKind.CodeExchangeFailed, connector);
            case TokenAnswer.Misconfigured { Error: "redirect_uri_mismatch" } refused:
                return new(TokenFailureKind.CodeExchangeFailed, connector, refused.Error);
            case TokenAnswer.Gone:
                return new(TokenFailureKind.ReauthorizationRequired, connector, DeathReason.ProviderGone);
            case TokenAnswer.Misconfigured refused:
                LogMisconfigured(connector, refused.Error);
                return new(TokenFailureKind.ProviderUnavailable, connector, RetryAfter: BackOff.After(5));
            case TokenAnswer.Unavailable unavailable:
                LogUnavailable(connector, unavailable.Why);
                return new(TokenFailureKind.ProviderUnavailable, connector, RetryAfter: BackOff.After(1, unavailable.RetryAfter));
            default:
                throw new InvalidOperationException("An answer of an unknown kind.");
        }
    }

    /// <summary>An exchange would come too early: the grant cools down, or fresh tokens are being rejected.</summary>
    private static TokenResult? WaitBeforeExchange(GrantEntry entry, Grant grant, TokenRequirement need, DateTimeOffset now)
    {
        if (grant.RetryAt > now)
            return Failed(entry, TokenFailureKind.ProviderUnavailable, retryAfter: grant.RetryAt - now);
        return need.RejectedGeneration == grant.Generation && entry.RejectionsWaitUntil > now
            ? Failed(entry, TokenFailureKind.RejectedAgain, retryAfter: entry.RejectionsWaitUntil - now)
            : null;
    }

    /// <summary>Lease, journal, exchange, save; null when another writer came between and the grant must be read again.</summary>
    private async Task<TokenResult?> RenewAsync(GrantEntry entry, Stored<Grant> stored, TokenRequirement need)
    {
        var grant = stored.Value;
        if (Open(grant) is not { } opened)
            return Failed(entry, TokenFailureKind.ReauthorizationRequired, DeathReason.DecryptionFailed);
        if (opened.RefreshToken is not { } refreshToken)
            return await EndAsync(entry, stored, DeathReason.NoRefreshToken);

        var startedAt = clock.GetUtcNow();
        var digest = GrantRepository.DigestOf(refreshToken);
        var leased = grant with
        {
            Lease = new Lease(_instance, startedAt + options.Value.LeaseDuration),
            Journal = new Journal(
                digest, startedAt, grant.Journal?.RefreshTokenDigest == digest ? grant.Journal.Attempts + 1 : 1),
        };
        if (await grants.SaveAsync(leased, stored.Version, CancellationToken.None) is not { } version)
            return null;

        if (!need.Ahead)
            pace.Note(connectors[grant.Connector]);
        var held = new Stored<Grant>(leased, version);
        switch (await ExchangeAsync(connectors[grant.Connector], refreshToken))
        {
            case TokenAnswer.Granted granted:
                return await SaveAsync(
                    entry, held, Renew(leased, granted, refreshToken, startedAt, need), granted.AccessToken, need);
            case TokenAnswer.InvalidGrant:
                return await EndAsync(entry, held, ReasonOf(leased));
            case TokenAnswer.Gone:
                return await EndAsync(entry, held, DeathReason.ProviderGone);
            case TokenAnswer.Misconfigured refused:
                LogMisconfigured(grant.Connector, refused.Error);
                return await GiveBackAsync(entry, held, grant with { Lease = null }, BackOff.After(5));
            case TokenAnswer.NotAsked notAsked:
                return await GiveBackAsync(entry, held, grant with { Lease = null }, notAsked.RetryAfter);
            case TokenAnswer.Unavailable unavailable:
                LogUnavailable(grant.Connector, unavailable.Why);
                var cooling = CoolDown(unavailable.Ambiguous ? leased : grant, unavailable.RetryAfter, out var wait);
                return await GiveBackAsync(entry, held, cooling, wait);
            default:
                throw new InvalidOperationException("An answer of an unknown kind.");
        }
    }

    /// <summary>
    /// Whatever happens in it, the grant cools down: an exchange that fails in an unforeseen way must not be repeated at once.
    /// </summary>
    private async Task<TokenAnswer> ExchangeAsync(Connector connector, string refreshToken)
    {
        try
        {
            return await provider.RefreshAsync(connector, refreshToken);
        }
        catch (Exception e)
        {
            LogUnexpected(e, connector.Name);
            return new TokenAnswer.Unavailable(e.GetType().Name, Ambiguous: true, RetryAfter: null);
        }
    }

    private Grant Renew(Grant grant, TokenAnswer.Granted granted, string sent, DateTimeOffset at, TokenRequirement need) =>
        grants.Seal(
        grant with
        {
            Generation = TokenLife.NextGeneration(grant.Generation, clock.GetUtcNow()),
            IssuedAt = at.ToStored(),
            ExpiresAt = (at + (granted.Lifetime ?? TokenLife.Unstated)).ToStored(),
            UsedAt = need.Ahead ? grant.UsedAt : at.ToStored(),
            RefreshTokenExpiresAt = (at + granted.RefreshTokenLifetime)?.ToStored() ?? grant.RefreshTokenExpiresAt,
            Scopes = granted.Scopes ?? grant.Scopes,
            Lease = null,
            Journal = null,
            Failures = 0,
            RetryAt = null,
        },
        granted.AccessToken,
        granted.RefreshToken ?? sent);

    /// <summary>
    /// Persist before use. A store that does not take the save now gets it as soon as it can; until then nobody gets the token,
    /// and nobody in this process starts another exchange.
    /// </summary>
    private async Task<TokenResult?> SaveAsync(
        GrantEntry entry, Stored<Grant> held, Grant renewed, string accessToken, TokenRequirement need)
    {
        var saving = SaveUntilTakenAsync(held, renewed);
        if (!await CompletesInTimeAsync(saving))
        {
            entry.PendingSave = saving;
            return Failed(entry, TokenFailureKind.StorageUnavailable, retryAfter: StorageUnavailableException.RetryAfter);
        }
        if (!await saving)
        {
            LogFenced(renewed.Connector);
            return null;
        }
        // A provider that repeats its answer (Fitbit) repeats its access token, which may have expired since the first attempt.
        // The rejection of that token allows another exchange.
        var repeated = held.Value.Journal is { Attempts: > 1 };
        var token = Token(
            renewed, accessToken,
            answersRejection: !repeated && !need.Ahead && need.RejectedGeneration == held.Value.Generation);
        entry.Accept(token, clock.GetUtcNow());
        return new TokenResult(token, exchanged: !repeated);
    }

    /// <summary>
    /// False when the grant has moved on. Another's mere lease on the same generation does not count: these tokens are here
    /// already.
    /// </summary>
    private async Task<bool> SaveUntilTakenAsync(Stored<Grant> held, Grant renewed)
    {
        var version = held.Version;
        for (var failures = 1; ; failures++)
        {
            try
            {
                if (await grants.SaveAsync(renewed, version, CancellationToken.None) is not null)
                    return true;
                var now = await grants.FindAsync(renewed.Key().Id, CancellationToken.None);
                if (now?.Value.Generation == held.Value.Generation)
                {
                    version = now.Version;
                    continue;
                }
                // Ended meanwhile: the provider has just issued what nobody may have.
                if (now is null or { Value.Status: GrantStatus.Dead })
                {
                    await revocations.EnqueueAsync(renewed, CancellationToken.None);
                    revocations.Begin();
                }
                return false;
            }
            catch (StorageUnavailableException e)
            {
                LogSaveFailed(renewed.Connector, failures, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 * failures, 2000)), clock);
            }
        }
    }

    /// <summary>Nobody waits for it, and the next use makes up for one that is lost.</summary>
    private async Task NoteUseAsync(Stored<Grant> stored, DateTimeOffset now)
    {
        try
        {
            await grants.SaveAsync(stored.Value with { UsedAt = now.ToStored() }, stored.Version, CancellationToken.None);
        }
        catch (StorageUnavailableException e)
        {
            LogUseNotNoted(stored.Value.Connector, e.Message);
        }
    }

    /// <summary>
    /// Wipes the tokens and leaves a tombstone; null when the grant has changed meanwhile and must be read again.
    /// </summary>
    private async Task<TokenResult?> EndAsync(GrantEntry entry, Stored<Grant> held, string reason)
    {
        var now = clock.GetUtcNow();
        if (await grants.SaveAsync(TokenLife.Tombstone(held.Value, reason, now), held.Version, CancellationToken.None) is null)
            return null;
        entry.Forget();
        LogEnded(held.Value.Connector, reason);
        Metrics.GrantEnded(held.Value.Connector, reason);
        return Failed(entry, TokenFailureKind.ReauthorizationRequired, reason);
    }

    /// <summary>Null when the grant has changed meanwhile and must be read again.</summary>
    private async Task<TokenResult?> GiveBackAsync(GrantEntry entry, Stored<Grant> held, Grant after, TimeSpan wait)
    {
        // What was due is not due again at once, though nothing about the grant has changed.
        var soonest = clock.GetUtcNow() + wait;
        var due = schedule.DueOf(after);
        if (await grants.SaveAsync(after, held.Version, due < soonest ? soonest : due, CancellationToken.None) is null)
            return null;
        return Failed(entry, TokenFailureKind.ProviderUnavailable, retryAfter: wait);
    }

    /// <summary>The journal stays as it was, with this attempt in it if nobody knows how it ended.</summary>
    private Grant CoolDown(Grant grant, TimeSpan? asked, out TimeSpan wait)
    {
        wait = BackOff.After(grant.Failures + 1, asked);
        return grant with
        {
            Lease = null,
            Failures = grant.Failures + 1,
            RetryAt = (clock.GetUtcNow() + wait).ToStored(),
        };
    }

    /// <summary>
    /// Under rotation, a refused repetition of an attempt with an unknown outcome means that its answer was lost.
    /// </summary>
    private string ReasonOf(Grant grant) =>
        connectors[grant.Connector].Provider.RotatesRefreshTokens && grant.Journal is { Attempts: > 1 }
            ? DeathReason.RotationLost
            : DeathReason.InvalidGrant;

    private TokenResult Accept(GrantEntry entry, Grant grant, DateTimeOffset now)
    {
        if (entry.Current?.Token is { } known && known.Generation == grant.Generation)
        {
            entry.Accept(known, now);
            return new TokenResult(known);
        }
        if (Open(grant) is not { } opened)
            return Failed(entry, TokenFailureKind.ReauthorizationRequired, DeathReason.DecryptionFailed);
        var token = Token(grant, opened.AccessToken, answersRejection: false);
        entry.Accept(token, now);
        return new TokenResult(token);
    }

    private (string AccessToken, string? RefreshToken)? Open(Grant grant)
    {
        try
        {
            return (grants.OpenAccessToken(grant), grants.OpenRefreshToken(grant));
        }
        catch (DecryptionException e)
        {
            LogSealed(grant.Connector, grant.User, e.Message);
            return null;
        }
    }

    private AccessToken Token(Grant grant, string value, bool answersRejection) =>
        new(value, grant.IssuedAt, grant.ExpiresAt, grant.Scopes, grant.Generation)
        {
            AnswersRejection = answersRejection,
            CameWithConsent = TokenLife.CameWithConsent(grant),
            MissingScopes = connectors[grant.Connector].MissingFrom(grant.Scopes),
        };

    private async Task<bool> CompletesInTimeAsync(Task task)
    {
        await Task.WhenAny(task, Task.Delay(PatienceForSave, clock));
        return task.IsCompleted;
    }

    private static TokenResult Failed(
        GrantEntry entry, TokenFailureKind kind, string? reason = null, TimeSpan? retryAfter = null) =>
        new(new TokenFailure(kind, entry.Key.Connector, reason, retryAfter));

    [LoggerMessage(
        LogLevel.Error,
        "The provider of {Connector} refuses this client ({Error}): check its ClientId and ClientSecret under Providers.")]
    private partial void LogMisconfigured(string connector, string error);

    [LoggerMessage(LogLevel.Error, "An exchange for {Connector} failed in an unforeseen way.")]
    private partial void LogUnexpected(Exception exception, string connector);

    [LoggerMessage(LogLevel.Warning, "No renewal for {Connector} now: {Why}.")]
    private partial void LogUnavailable(string connector, string why);

    [LoggerMessage(LogLevel.Information, "A grant of {Connector} changed while it was being renewed; it is read again.")]
    private partial void LogFenced(string connector);

    [LoggerMessage(LogLevel.Error, "Renewed tokens of {Connector} are not saved yet (attempt {Attempt}): {Why}")]
    private partial void LogSaveFailed(string connector, int attempt, string why);

    [LoggerMessage(LogLevel.Debug, "The use of a grant of {Connector} is not written down: {Why}")]
    private partial void LogUseNotNoted(string connector, string why);

    [LoggerMessage(LogLevel.Warning, "A grant of {Connector} has ended: {Reason}.")]
    private partial void LogEnded(string connector, string reason);

    [LoggerMessage(LogLevel.Error, "The grant of {Connector} for {User} cannot be opened: {Why}")]
    private partial void LogSealed(string connector, string user, string why);
}
