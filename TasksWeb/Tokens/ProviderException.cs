using System.Net;
using System.Net.Http.Headers;

namespace TasksWeb.Tokens;

/// <summary>What a provider's API failed with; each kind is one error code of the HTTP surface.</summary>
public enum ProviderFailureKind
{
    /// <summary>It understood and said no: its status, reason and message are passed on.</summary>
    Rejected,

    /// <summary>It failed, was not reached, or answered nothing that can be read.</summary>
    Unavailable,
    RateLimited,
    InsufficientScope,
    Gone,
}

/// <summary>A call of a provider's API failed.</summary>
public sealed class ProviderException(
    ProviderFailureKind kind, string connector, HttpStatusCode? status, string? reason, string? message, TimeSpan? retryAfter,
    Exception? inner = null)
    : Exception($"{connector}: {kind} ({(int?)status} {reason}).", inner)
{
    public ProviderFailureKind Kind { get; } = kind;
    public string Connector { get; } = connector;

    /// <summary>The provider's own status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The provider's machine-readable reason, for example <c>notFound</c>.</summary>
    public string? Reason { get; } = reason;

    /// <summary>The provider's sentence, without any token in it.</summary>
    public string? ProviderMessage { get; } = message;
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static ProviderException Unavailable(string connector, Exception? inner = null) =>
        new(ProviderFailureKind.Unavailable, connector, null, null, null, null, inner);
}

/// <summary>Turns every answer that is not a success, and every failure of the transport, into a <see cref="ProviderException"/>.</summary>
public sealed class ProviderErrorHandler : DelegatingHandler
{
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
            throw await ErrorAsync(request, response, cancellationToken);
    }

    private static async Task<ProviderException> ErrorAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = ProviderErrorBody.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        var token = request.Headers.Authorization?.Parameter;
        var message = token is null ? body.Message : body.Message?.Replace(token, "…", StringComparison.Ordinal);
        return new ProviderException(
            KindOf(response.StatusCode, body.Reason), ConnectorOf(request), response.StatusCode, body.Reason, message, After(response.Headers));
    }

    /// <summary>A 410 with an error body of the API's own speaks of one resource; a bare one of the whole API.</summary>
    private static ProviderFailureKind KindOf(HttpStatusCode status, string? reason) => (int)status switch
    {
        429 => ProviderFailureKind.RateLimited,
        403 when reason is "rateLimitExceeded" or "userRateLimitExceeded" or "quotaExceeded" or "dailyLimitExceeded"
            => ProviderFailureKind.RateLimited,
        403 when reason is "insufficientPermissions" or "insufficient_scope" or "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
            => ProviderFailureKind.InsufficientScope,
        410 when reason is null => ProviderFailureKind.Gone,
        >= 400 and < 500 and not 408 => ProviderFailureKind.Rejected,
        _ => ProviderFailureKind.Unavailable,
    };

    private static TimeSpan? After(HttpResponseHeaders headers) => headers.RetryAfter?.Delta;

    private static string ConnectorOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(RefreshAndRetryHandler.Grant, out var key) ? key.Connector : "";
}
