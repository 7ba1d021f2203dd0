namespace TasksWeb.Tokens.Http;

/// <summary>
/// A provider's API as typed clients call it. Answers come whole and in time through the handlers (<see
/// cref="RefreshAndRetryHandler"/>), so
/// that what <see cref="HttpClient"/> does for a call of its own, another buffer and another source of cancellation, is left out.
/// </summary>
internal sealed class ProviderHttpClient : HttpClient
{
    private readonly HttpMessageInvoker _handlers;

    public ProviderHttpClient(HttpMessageHandler handler, Uri address)
        : base(handler, disposeHandler: false)
    {
        _handlers = new HttpMessageInvoker(handler, disposeHandler: false);
        (BaseAddress, Timeout) = (address, System.Threading.Timeout.InfiniteTimeSpan);
    }

    public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true })
            request.RequestUri = new Uri(BaseAddress!, request.RequestUri ?? BaseAddress!);
        return _handlers.SendAsync(request, cancellationToken);
    }
}
