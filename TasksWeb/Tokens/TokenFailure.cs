using TasksWeb.Errors;

namespace TasksWeb.Tokens;

/// <summary>Why there is no token; each kind is one error code of the HTTP API.</summary>
public enum TokenFailureKind
{
    NoTokens,

    /// <summary>The person has connected several accounts, and the caller has chosen none.</summary>
    AccountRequired,

    /// <summary>No connector has this name.</summary>
    ConnectorNotFound,

    /// <summary>The connector's provider does not do OAuth 2.</summary>
    ConnectorNotSupported,

    /// <summary>The operator has not given the provider's client id and secret.</summary>
    ClientSecretMissing,

    /// <summary>The authorization code was wrong, used or expired.</summary>
    CodeExchangeFailed,
    ReauthorizationRequired,
    InsufficientScope,
    LifetimeTooLong,
    ProviderUnavailable,
    StorageUnavailable,

    /// <summary>The provider issues tokens of a type that is not among its <c>TokenTypes</c>; the reason is the type.</summary>
    TokenTypeNotAccepted,

    /// <summary>A fresh token was rejected as well; another exchange would not help now.</summary>
    RejectedAgain,
}

/// <summary>An expected failure, as a value.</summary>
/// <param name="Reason">Why a grant died: one of <c>DeathReason</c>; or the provider's error for a
/// code.</param>
/// <param name="RetryAfter">When it makes sense to ask again.</param>
/// <param name="MissingScopes">What the person has not granted.</param>
/// <param name="Accounts">What the caller can choose from.</param>
/// <param name="Account">Of the grant's key; null: the first.</param>
/// <param name="Subject">The provider's word for that account; null: not known.</param>
public sealed record TokenFailure(
    TokenFailureKind Kind,
    string Connector,
    string? Reason = null,
    TimeSpan? RetryAfter = null,
    IReadOnlyList<string>? MissingScopes = null,
    IReadOnlyList<ProblemAccount>? Accounts = null,
    string? Account = null,
    string? Subject = null);

/// <summary>Carries a <see cref="TokenFailure"/> through an HttpClient, whose handlers cannot return a value.</summary>
public sealed class TokenFailureException(TokenFailure failure) : Exception($"No token for {failure.Connector}: {failure.Kind}.")
{
    public TokenFailure Failure { get; } = failure;
}
