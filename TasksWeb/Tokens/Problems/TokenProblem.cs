using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Problems;

/// <summary>Maps a missing token to a problem.</summary>
public static class TokenProblem
{
    /// <param name="authorizeUrl">Where the person can resolve it.</param>
    /// <param name="dead">The status of a dead grant: 401 for a person, 409 for a backend, whose key is still valid.</param>
    public static Problem Of(
        TokenFailure failure, string authorizeUrl, int dead = StatusCodes.Status401Unauthorized) => failure.Kind switch
        {
            TokenFailureKind.NoTokens => new(404, "no_tokens")
            {
                Reason = failure.Reason,
                AuthorizeUrl = authorizeUrl,
                Connector = failure.Connector,
            },
            TokenFailureKind.ReauthorizationRequired when failure.Reason == DeathReason.ProviderGone =>
                new(410, "provider_gone") { Connector = failure.Connector },
            TokenFailureKind.ReauthorizationRequired => new(dead, "reauthorization_required")
            {
                Reason = failure.Reason,
                AuthorizeUrl = authorizeUrl,
                Connector = failure.Connector,
            },
            TokenFailureKind.InsufficientScope => new(403, "insufficient_scope")
            {
                MissingScopes = failure.MissingScopes,
                AuthorizeUrl = authorizeUrl,
                Connector = failure.Connector,
            },
            TokenFailureKind.AccountRequired => new(409, "account_required")
            {
                Accounts = failure.Accounts,
                Connector = failure.Connector,
            },
            TokenFailureKind.ConnectorNotFound => new(404, "connector_not_found"),
            TokenFailureKind.ConnectorNotSupported => new(400, "connector_not_supported") { Connector = failure.Connector },
            TokenFailureKind.ClientSecretMissing => new(500, "client_secret_missing") { Connector = failure.Connector },
            TokenFailureKind.CodeExchangeFailed => new(400, "code_exchange_failed")
            {
                Reason = failure.Reason,
                AuthorizeUrl = authorizeUrl,
                Connector = failure.Connector,
            },
            TokenFailureKind.TokenTypeNotAccepted => new(400, "connector_not_supported")
            {
                Reason = "token_type",
                Detail = $"The provider issues tokens of the type \"{failure.Reason}\". "
                    + "If its API takes them as bearer tokens, the operator adds the type to the provider's TokenTypes.",
                Connector = failure.Connector,
            },
            TokenFailureKind.LifetimeTooLong => Problem.Invalid("minimumLifetime: the provider's tokens do not live that long."),
            TokenFailureKind.StorageUnavailable => new(503, "storage_unavailable") { RetryAfter = failure.RetryAfter },
            _ => new(503, "provider_unavailable")
            {
                RetryAfter = failure.RetryAfter ?? Problem.SoonAgain,
                Connector = failure.Connector,
            },
        };
}
