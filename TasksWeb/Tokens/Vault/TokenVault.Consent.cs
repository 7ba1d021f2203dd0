using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Vault;

/// <summary>Tokens of a fresh consent.</summary>
public sealed partial class TokenVault
{
    /// <summary>Nobody knows whose account the tokens are of, and where they belong.</summary>
    internal const string AccountUnknown = "account_unknown";

    /// <summary>A grant of the account stays as it is.</summary>
    internal const string AccountHeld = "account_held";

    internal const string TooManyAccounts = "too_many_accounts";

    /// <summary>
    /// Exchanges an authorization code for tokens and keeps them. A code works once, so a caller that goes away cancels nothing.
    /// Where the provider says whose account they are for, a held grant of that account is renewed, and a new account becomes a
    /// further grant: the token says which.
    /// </summary>
    /// <param name="key">The grant to renew or to make if the provider does not say whose account it is.</param>
    /// <param name="redirectUri">The one that the authorization request named, character by character.</param>
    /// <param name="codeVerifier">Of PKCE (RFC 7636); null without.</param>
    /// <param name="codeDigest">Kept with the grant, to recognize later that it stems from this code.</param>
    /// <param name="tags">Kept with the grant in the place of the backend's earlier ones; null: those stay.</param>
    /// <param name="hint">Where the provider was asked whose account it is.</param>
    /// <param name="scopes">What was asked for; null: the connector's scopes.</param>
    /// <param name="isExact">The consent has to be of the account of <paramref name="key"/>: nothing is kept of another.</param>
    /// <returns>The access token, or why there is none; whatever scopes were granted.</returns>
    /// <exception cref="StorageUnavailableException">
    /// The tokens are not kept yet, and nobody gets them; they are saved as soon as the store takes them.
    /// </exception>
    public async Task<TokenResult> SaveAuthCodeAsync(
        GrantKey key, string code, string redirectUri, string? codeVerifier, string? codeDigest = null,
        BackendTags? tags = null, AccountHint? hint = null, IReadOnlyList<string>? scopes = null,
        bool isExact = false)
    {
        var response = await ExchangeCodeAsync(key.Connector, code, redirectUri, codeVerifier, CancellationToken.None);
        if (response is not TokenResponse.Granted granted)
            return new TokenResult(FailureOf(key.Connector, response) with { Account = key.Account });
        var account = await accounts.ReadAsync(connectors[key.Connector].Provider, granted);
        return await saves.SaveAsync(key, KeepAsync) ?? throw new StorageUnavailableException("New tokens are not saved yet.");

        async Task<TokenResult?> KeepAsync()
        {
            var (saved, refusal) = await PlaceAsync(key, account, hint, isExact, Renew);
            if (saved is null)
                return new TokenResult(new TokenFailure(
                    TokenFailureKind.CodeExchangeFailed, key.Connector, refusal, Account: key.Account));
            return reader.FailureOfType(saved) is { } unusable
                ? new TokenResult(unusable)
                : new TokenResult(reader.TokenOf(saved, granted.AccessToken), exchanged: true);
        }

        Grant? Renew(GrantKey its, Grant? old) =>
            (isExact && account is null && old?.Holder is not null) || MayBeOfAnother(old, account)
            ? null
            : (Create(its, old, granted, account, hint, scopes) with { CodeDigest = codeDigest }).WithTags(tags);
    }

    /// <summary>Exchanges an authorization code for tokens (RFC 6749 §4.1.3).</summary>
    public async Task<TokenResponse> ExchangeCodeAsync(
        string connector, string code, string redirectUri, string? codeVerifier, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var (provider, name) = (connectors[connector].Provider, connectors[connector].ProviderName);
        var response = await endpoint.ExchangeCodeAsync(provider, code, redirectUri, codeVerifier, cancellationToken);
        metrics.Exchanged(name, "authorization_code", response.Outcome, clock.GetElapsedTime(begun));
        return response;
    }

    /// <summary>
    /// Saves the tokens of a fresh authorization. A refresh token that is held already stays when none came with them.
    /// </summary>
    /// <param name="account">Whose account they are for; null: as it is stored.</param>
    /// <returns>The saved grant; without <see cref="Grant.RefreshToken"/> it ends with its access token.</returns>
    public async Task<Grant> SaveAsync(
        GrantKey key, TokenResponse.Granted granted, CancellationToken cancellationToken, ProviderAccount? account = null)
    {
        await index.NoteAsync(key, account);
        return (await SaveAsync(
            key, old => Create(key, old, granted, account, hint: null) with { Holder = account ?? old?.Holder },
            cancellationToken))!;
    }

    /// <summary>Null: <paramref name="change"/> leaves the grant as it is.</summary>
    private async Task<Grant?> SaveAsync(GrantKey key, Func<Grant?, Grant?> change, CancellationToken cancellationToken)
    {
        Grant? changed = null;
        await grants.UpsertAsync(key.Id, old => changed = change(old), cancellationToken);
        if (changed is null)
            return null;
        reader.CheckNewType(changed);
        Forget(key);
        return changed;
    }

    /// <summary>Saves tokens as the grant that their account belongs to.</summary>
    /// <param name="isExact">That is the grant of <paramref name="key"/>, or nothing is kept.</param>
    /// <param name="make">The grant in the place of the one that is held; null: that one stays, and nothing is kept.</param>
    private async Task<(Grant? Saved, string? Refusal)> PlaceAsync(
        GrantKey key, ProviderAccount? account, AccountHint? hint, bool isExact, Func<GrantKey, Grant?, Grant?> make)
    {
        while (true)
        {
            if (await KeyOfAsync(key, account, hint) is not { } its)
                return (null, AccountUnknown);
            if (isExact && its != key)
                return (null, "other_account");
            if (its.Account is not null && !await held.HasRoomAsync(its, CancellationToken.None))
                return (null, TooManyAccounts);
            await index.NoteAsync(its, account);
            var isOfAnother = false;
            var saved = await SaveAsync(
                its, old => (isOfAnother = IsOfAnother(old, account)) ? null : make(its, old), CancellationToken.None);
            if (saved is not null)
                return (saved, null);
            if (!isOfAnother)
                return (null, account is null ? AccountUnknown : AccountHeld);
        }
    }

    /// <summary>
    /// Which grant the tokens of this account belong to: the first one belongs to one account for good. Null: nobody knows.
    /// </summary>
    private async Task<GrantKey?> KeyOfAsync(GrantKey key, ProviderAccount? account, AccountHint? hint)
    {
        var first = key with { Account = null };
        var its = account is null ? key : first with { Account = ProviderAccount.IdOf(account.Subject) };
        // An account that has a grant of its own keeps it.
        if (account is not null && (key == its || await grants.FindAsync(its.Id, CancellationToken.None) is not null))
            return its;
        var stored = (await grants.FindAsync(first.Id, CancellationToken.None))?.Value;
        var owner = stored?.Holder?.Subject;
        if (hint is { IsCertain: true } || ((hint is { IsFurther: true } || key.Account is not null) && stored is not null))
            owner ??= hint?.FirstSubject ?? "";
        if (account is null)
            return key.Account is not null || (hint is not null && owner is not null) ? null : key;
        return owner is null || owner == account.Subject ? first : its;
    }

    private static bool IsOfAnother(Grant? grant, ProviderAccount? account) =>
        grant?.Holder is { } holder && account is not null && holder.Subject != account.Subject;

    /// <summary>A grant of a known account works, and nobody says whose these tokens are.</summary>
    private static bool MayBeOfAnother(Grant? held, ProviderAccount? account) =>
        account is null && held is { Holder: not null, Status: GrantStatus.Active };

    private Grant Create(
        GrantKey key, Grant? old, TokenResponse.Granted granted, ProviderAccount? account, AccountHint? hint,
        IReadOnlyList<string>? asked = null)
    {
        var (now, all) = (clock.GetUtcNow(), connectors[key.Connector].Options.Scopes);
        var isNarrowed = asked is not null && all.Except(asked, StringComparer.Ordinal).Any();
        string[] scopes = isNarrowed ? [.. asked!] : [.. all];
        // Tokens of two accounts are never kept together.
        var owner = old?.Holder?.Subject ?? hint?.FirstSubject;
        var isSame = account is null || owner == account.Subject;
        var grant = new Grant
        {
            Connector = key.Connector,
            User = key.User,
            Account = key.Account,
            // Tokens that name nobody are put under no name.
            Holder = account,
            Generation = GrantLifetime.NextGeneration(old?.Generation ?? 0, now),
            IssuedAt = now.ToStored(),
            ExpiresAt = GrantLifetime.EndOf(now, granted.Lifetime, options.Value.Buffer),
            TokenType = granted.TokenType,
            UsedAt = now.ToStored(),
            ConsentedAt = granted.RefreshToken is null ? old?.ConsentedAt : now.ToStored(),
            RefreshTokenExpiresAt = granted.RefreshToken is null
                ? old?.RefreshTokenExpiresAt
                : (now + granted.RefreshTokenLifetime)?.ToStored(),
            Scopes = granted.Scopes ?? scopes,
            RequestedScopes = scopes,
            IsNarrowed = isNarrowed ? true : null,
            KeyTags = old?.KeyTags,
            Events = old?.Events,
            // A refresh token that was refused stays refused.
            Suspicion = granted.RefreshToken is null && old?.Status == GrantStatus.Active ? old.Suspicion : null,
        };
        return grants.Encrypt(
            grant, granted.AccessToken, granted.RefreshToken ?? (isSame ? HeldRefreshToken(old) : null));
    }

    private TokenFailure FailureOf(string connector, TokenResponse response)
    {
        switch (response)
        {
            case TokenResponse.InvalidGrant:
                return new(TokenFailureKind.CodeExchangeFailed, connector);
            case TokenResponse.Refused refused:
                LogRefused(connector, refused.Error, refused.Status);
                return new(TokenFailureKind.CodeExchangeFailed, connector, refused.Error);
            case TokenResponse.Gone:
                return new(TokenFailureKind.ReauthorizationRequired, connector, DeathReason.ProviderGone);
            case TokenResponse.Misconfigured refused:
                LogMisconfigured(connector, refused.Error);
                return new(TokenFailureKind.ProviderUnavailable, connector, RetryAfter: BackOff.After(5));
            case TokenResponse.Unavailable unavailable:
                LogUnavailable(connector, unavailable.Why);
                return new(TokenFailureKind.ProviderUnavailable, connector, RetryAfter: BackOff.After(1, unavailable.RetryAfter));
            default:
                throw new InvalidOperationException("A response of an unknown kind.");
        }
    }

    private string? HeldRefreshToken(Grant? old)
    {
        try
        {
            return old is not { Status: GrantStatus.Active } ? null : grants.OpenRefreshToken(old);
        }
        catch (DecryptionException)
        {
            // Its key is lost, which is like having none: consent is requested again.
            return null;
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The provider of {Connector} refuses this client ({Error}): check its ClientId and ClientSecret under Providers.")]
    private partial void LogMisconfigured(string connector, string error);

    [LoggerMessage(
        LogLevel.Warning,
        "The provider of {Connector} refuses a code with {Error} (status {Status}): it is used or expired, or the redirect "
        + "address, the scopes or the grant type of this client are not registered there.")]
    private partial void LogRefused(string connector, string error, int status);

    [LoggerMessage(LogLevel.Warning, "No exchange of a code for {Connector} now: {Why}.")]
    private partial void LogUnavailable(string connector, string why);
}
