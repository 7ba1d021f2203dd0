namespace TasksWeb.Tokens.Endpoint;

/// <summary>The response of a token endpoint, classified by what it means for the grant.</summary>
public abstract record TokenResponse
{
    private TokenResponse()
    {
    }

    /// <summary>For metrics.</summary>
    public string Outcome => this switch
    {
        Granted => "granted",
        InvalidGrant => "invalid_grant",
        Gone => "gone",
        Misconfigured => "misconfigured",
        Refused => "refused",
        CircuitOpen => "not_asked",
        _ => "unavailable",
    };

    /// <summary>Tokens.</summary>
    /// <param name="RefreshToken">Null: the one that was sent stays valid.</param>
    /// <param name="Lifetime">Null: the provider did not say. Zero: it said that there is none.</param>
    /// <param name="Scopes">Null: as requested (RFC 6749 §5.1).</param>
    public sealed record Granted(
        string AccessToken, string? RefreshToken, TimeSpan? Lifetime, string[]? Scopes, string? IdToken) : TokenResponse
    {
        /// <summary>
        /// How long the refresh token lives, if the provider limits it and says so (Google: <c>refresh_token_expires_in</c>,
        /// Keycloak: <c>refresh_expires_in</c>).
        /// </summary>
        public TimeSpan? RefreshTokenLifetime { get; init; }

        /// <summary>The <c>token_type</c> as the provider wrote it; null: a bearer token.</summary>
        public string? TokenType { get; init; }

        /// <summary>The value of the account field; null: the provider's settings name no such field.</summary>
        public string? Account { get; init; }

        public override string ToString() => nameof(Granted);
    }

    /// <summary><c>invalid_grant</c> and equivalents: this code or refresh token is invalid.</summary>
    public sealed record InvalidGrant : TokenResponse;

    /// <summary>410: the provider has shut this service down.</summary>
    public sealed record Gone : TokenResponse;

    /// <summary>The client is not accepted (<c>invalid_client</c>): the operator's fault, no user's.</summary>
    public sealed record Misconfigured(string Error) : TokenResponse;

    /// <summary>Refused for an unclear reason: nothing is deleted on a guess.</summary>
    /// <param name="Error">The provider's code, checked to be one; <c>unknown_error</c> for anything else.</param>
    public sealed record Refused(string Error, int Status) : TokenResponse;

    /// <summary>Nothing was sent: the provider has failed too often recently.</summary>
    public sealed record CircuitOpen(TimeSpan RetryAfter) : TokenResponse;

    /// <summary>Anything else: try again later.</summary>
    /// <param name="Why">For the log: a status or the kind of failure, nothing of the body.</param>
    /// <param name="Ambiguous">The provider may have acted on the request.</param>
    public sealed record Unavailable(string Why, bool Ambiguous, TimeSpan? RetryAfter) : TokenResponse;
}
