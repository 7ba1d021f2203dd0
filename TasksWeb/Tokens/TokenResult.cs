using System.Diagnostics.CodeAnalysis;

namespace TasksWeb.Tokens;

/// <summary>An access token as it is handed out.</summary>
public sealed class AccessToken(string value, DateTimeOffset issuedAt, DateTimeOffset expirationTime, string[] scopes, long generation)
{
    /// <summary>The token itself. Never logged, never in a URL.</summary>
    public string Value { get; } = value;
    public DateTimeOffset IssuedAt { get; } = issuedAt;
    public DateTimeOffset ExpirationTime { get; } = expirationTime;

    /// <summary>The scopes the provider granted.</summary>
    public string[] Scopes { get; } = scopes;

    /// <summary>The grant's generation this token belongs to.</summary>
    public long Generation { get; } = generation;

    /// <summary>The provider has accepted it at least once.</summary>
    internal bool Worked { get; set; }

    /// <summary>Its rejection has been counted.</summary>
    internal bool RejectionCounted { get; set; }

    /// <summary>What the connector's calls need and the person has not granted; normally empty.</summary>
    internal string[] MissingScopes { get; init; } = [];

    /// <summary>It was exchanged because its forerunner was rejected, not because time was up.</summary>
    internal bool AnswersRejection { get; init; }

    /// <summary>Hides the value from logs and debuggers.</summary>
    public override string ToString() => $"access token of generation {Generation}, until {ExpirationTime:O}";
}

/// <summary>What a caller needs of a token.</summary>
/// <param name="MinimumLifetime">How long it must still live; the configured buffer if that is longer.</param>
/// <param name="Scopes">Scopes it must have; null: those the connector's calls need.</param>
/// <param name="RejectedGeneration">A generation that the provider has just refused; 0: none.</param>
public readonly record struct TokenRequirement(
    TimeSpan MinimumLifetime = default, IReadOnlyList<string>? Scopes = null, long RejectedGeneration = 0);

/// <summary>Why no token can be handed out; each kind is one error code of the HTTP surface.</summary>
public enum TokenFailureKind
{
    NoTokens,
    ReauthorizationRequired,
    InsufficientScope,
    LifetimeTooLong,
    ProviderUnavailable,
    StorageUnavailable,

    /// <summary>A fresh token was rejected as well; another exchange would not help now.</summary>
    RejectedAgain,
}

/// <summary>An expected failure, as a value.</summary>
/// <param name="Reason">Why a grant died: one of <see cref="DeathReason"/>.</param>
/// <param name="RetryAfter">When it makes sense to ask again.</param>
/// <param name="MissingScopes">What the person has not granted.</param>
public sealed record TokenFailure(
    TokenFailureKind Kind,
    string Connector,
    string? Reason = null,
    TimeSpan? RetryAfter = null,
    IReadOnlyList<string>? MissingScopes = null);

/// <summary>A token, or why there is none.</summary>
public readonly record struct TokenResult
{
    public TokenResult(AccessToken token, bool exchanged = false) => (Token, Exchanged) = (token, exchanged);

    public TokenResult(TokenFailure failure) => Failure = failure;

    public AccessToken? Token { get; }

    public TokenFailure? Failure { get; }

    /// <summary>The token is fresh from the token endpoint: this call, or one it joined, made an exchange.</summary>
    public bool Exchanged { get; }

    public bool Succeeded([NotNullWhen(true)] out AccessToken? token, [NotNullWhen(false)] out TokenFailure? failure)
    {
        (token, failure) = (Token, Failure);
        return token is not null;
    }
}

/// <summary>Carries a <see cref="TokenFailure"/> through an HttpClient, whose handlers cannot answer a value.</summary>
public sealed class TokenFailureException(TokenFailure failure) : Exception($"No token for {failure.Connector}: {failure.Kind}.")
{
    public TokenFailure Failure { get; } = failure;
}
