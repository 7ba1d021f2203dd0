using System.Net;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Http;

/// <summary>What a provider's API failed with; each kind is one error code of the HTTP API.</summary>
public enum ProviderFailureKind
{
    /// <summary>It refused the request: its status, reason and message are passed on.</summary>
    Rejected,

    /// <summary>It failed, was not reached, or sent an unreadable response.</summary>
    Unavailable,
    RateLimited,
    InsufficientScope,
    Gone,
}

/// <summary>A call of a provider's API failed.</summary>
public class ProviderException(
    ProviderFailureKind kind, string connector, HttpStatusCode? status, string? reason, string? message, TimeSpan? retryAfter,
    Exception? inner = null)
    : Exception($"{connector}: {kind} ({(int?)status} {reason}).", inner)
{
    public ProviderFailureKind Kind { get; } = kind;
    public string Connector { get; } = connector;

    /// <summary>Of the grant's key; null: the first, or it does not matter.</summary>
    public string? Account { get; private init; }

    /// <summary>The provider's own status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The provider's machine-readable reason, for example <c>notFound</c>.</summary>
    public string? Reason { get; } = reason;

    /// <summary>The provider's message, without any token in it.</summary>
    public string? ProviderMessage { get; } = message;
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static ProviderException Unavailable(string connector, Exception? inner = null) =>
        new(ProviderFailureKind.Unavailable, connector, null, null, null, null, inner);

    /// <summary>The failure that a response reports, after its body was read.</summary>
    internal static ProviderException From(ProviderRequest request, HttpResponseMessage response, TimeProvider clock)
    {
        var body = ProviderErrorBody.Parse(response.Bytes());
        var token = request.Headers.Authorization?.Parameter;
        var message = token is null ? body.Message : body.Message?.Replace(token, "…", StringComparison.Ordinal);
        return new ProviderException(
            KindOf(response.StatusCode, body.Reason), request.Grant.Connector, response.StatusCode, body.Reason, message,
            response.Headers.RetryAfter.From(clock))
        {
            Account = request.Grant.Account,
        };
    }

    private static ProviderFailureKind KindOf(HttpStatusCode status, string? reason) => (int)status switch
    {
        429 => ProviderFailureKind.RateLimited,
        403 when reason is "rateLimitExceeded" or "userRateLimitExceeded" or "quotaExceeded" or "dailyLimitExceeded"
            => ProviderFailureKind.RateLimited,
        403 when reason is "insufficientPermissions" or "insufficient_scope" or "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
            => ProviderFailureKind.InsufficientScope,
        // Google answers 410 for one resource with these reasons; with any other, or none, the whole API has gone.
        410 when reason is not ("deleted" or "resourceDeleted" or "fullSyncRequired" or "updatedMinTooLongAgo")
            => ProviderFailureKind.Gone,
        >= 400 and < 500 and not 408 => ProviderFailureKind.Rejected,
        _ => ProviderFailureKind.Unavailable,
    };
}
