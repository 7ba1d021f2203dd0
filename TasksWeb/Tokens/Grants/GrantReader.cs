using Microsoft.Extensions.Options;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Grants;

/// <summary>Decides what a stored grant means for a caller, and decrypts its tokens.</summary>
public sealed partial class GrantReader(
    GrantRepository grants, ConnectorCatalog connectors, IOptions<TokenOptions> options, TimeProvider clock,
    ILogger<GrantReader> logger)
{
    /// <summary>
    /// The token if it meets the need, a failure that no refresh can fix, or null: the grant must be refreshed.
    /// </summary>
    /// <param name="known">The token in memory; it is returned when it belongs to the same generation.</param>
    public TokenResult? Read(GrantKey key, Grant? grant, TokenRequirement need, AccessToken? known = null)
    {
        if (grant is null || grant.Status == GrantStatus.Dead)
        {
            var kind = grant is null || grant.WasDisconnected()
                ? TokenFailureKind.NoTokens
                : TokenFailureKind.ReauthorizationRequired;
            return new TokenResult(new TokenFailure(
                kind, key.Connector, grant?.Reason, Account: key.Account, Subject: grant?.Holder?.Subject));
        }
        if (FailureOfType(grant) is { } failure)
            return new TokenResult(failure);
        if (GrantLifetime.Suffices(grant, need, options.Value.Buffer, clock.GetUtcNow()))
        {
            if (known?.Generation == grant.Generation)
                return new TokenResult(known);
            return Open(grant) is { } tokens
                ? new TokenResult(TokenOf(grant, tokens.AccessToken))
                : new TokenResult(Undecryptable(grant));
        }
        return GrantLifetime.IsAchievable(grant, need)
            ? null
            : new TokenResult(new TokenFailure(TokenFailureKind.LifetimeTooLong, key.Connector));
    }

    /// <summary>Why the token cannot be used although it is valid; null: it can.</summary>
    internal TokenFailure? FailureOfType(Grant grant) => connectors.Find(grant.Connector)?.Accepts(grant.TokenType) == false
        ? new TokenFailure(TokenFailureKind.TokenTypeNotAccepted, grant.Connector, grant.TokenType)
        : null;

    /// <summary>The same for a token that has just been saved; it is logged.</summary>
    internal TokenFailure? CheckNewType(Grant saved)
    {
        var failure = FailureOfType(saved);
        if (failure is not null)
            LogTokenType(saved.Connector, saved.TokenType!, connectors[saved.Connector].ProviderName);
        return failure;
    }

    /// <summary>Both tokens in clear; null when no configured key opens them.</summary>
    internal (string AccessToken, string? RefreshToken)? Open(Grant grant)
    {
        try
        {
            return (grants.OpenAccessToken(grant), grants.OpenRefreshToken(grant));
        }
        catch (DecryptionException e)
        {
            LogUndecryptable(grant.Connector, grant.User, e.Message);
            return null;
        }
    }

    internal AccessToken TokenOf(Grant grant, string value, bool answersRejection = false) =>
        new(value, grant.IssuedAt, grant.ExpiresAt, grant.Scopes, grant.Generation)
        {
            Account = grant.Account,
            Subject = grant.Holder?.Subject,
            AnswersRejection = answersRejection,
            CameWithConsent = GrantLifetime.CameWithConsent(grant),
            MissingScopes = connectors[grant.Connector].MissingFrom(grant.Scopes, grant.NeededScopes()),
        };

    internal static TokenFailure Undecryptable(Grant grant) => Ended(grant, DeathReason.DecryptionFailed);

    /// <summary>Only a new consent of its account helps.</summary>
    internal static TokenFailure Ended(Grant grant, string? reason) => new(
        TokenFailureKind.ReauthorizationRequired, grant.Connector, reason, Account: grant.Account,
        Subject: grant.Holder?.Subject);

    [LoggerMessage(
        LogLevel.Error,
        "The provider of {Connector} issues tokens of the type \"{Type}\", which are not used. If its API takes them as bearer "
        + "tokens, add the type to Providers:{Provider}:TokenTypes; what is stored works from then on.")]
    private partial void LogTokenType(string connector, string type, string provider);

    [LoggerMessage(LogLevel.Error, "The grant of {Connector} for {User} cannot be decrypted: {Why}")]
    private partial void LogUndecryptable(string connector, string user, string why);
}
