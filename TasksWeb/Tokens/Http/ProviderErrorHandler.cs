using System.Net;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Http;

/// <summary>
/// Turns every answer that is not a success, and every failure of the transport, into a <see cref="ProviderException"/>.
/// </summary>
public sealed class ProviderErrorHandler(TimeProvider clock) : DelegatingHandler
{
    /// <summary>
    /// Why Google answers 410 for one resource; for any other reason, or none, it is the whole API that has gone.
    /// </summary>
    private static readonly string[] OneResourceGone = ["deleted", "resourceDeleted", "fullSyncRequired", "updatedMinTooLongAgo"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException)
        {
            throw ProviderException.Unavailable(ConnectorOf(request), e);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw ErrorOf(request, response);
    }

    private ProviderException ErrorOf(HttpRequestMessage request, HttpResponseMessage response)
    {
        var body = ProviderErrorBody.Parse(response.Bytes());
        var token = request.Headers.Authorization?.Parameter;
        var message = token is null ? body.Message : body.Message?.Replace(token, "…", StringComparison.Ordinal);
        return new ProviderException(
            KindOf(response.StatusCode, body.Reason), ConnectorOf(request), response.StatusCode, body.Reason, message,
            response.Headers.RetryAfter.From(clock));
    }

    private static ProviderFailureKind KindOf(HttpStatusCode status, string? reason) => (int)status switch
    {
        429 => ProviderFailureKind.RateLimited,
        403 when reason is "rateLimitExceeded" or "userRateLimitExceeded" or "quotaExceeded" or "dailyLimitExceeded"
            => ProviderFailureKind.RateLimited,
        403 when reason is "insufficientPermissions" or "insufficient_scope" or "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
            => ProviderFailureKind.InsufficientScope,
        410 when !OneResourceGone.Contains(reason, StringComparer.Ordinal) => ProviderFailureKind.Gone,
        >= 400 and < 500 and not 408 => ProviderFailureKind.Rejected,
        _ => ProviderFailureKind.Unavailable,
    };

    private static string ConnectorOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(RefreshAndRetryHandler.Grant, out var key) ? key.Connector : "";
}
