using System.Net;
using System.Net.Http.Headers;

namespace TasksWeb.Benchmarks.App;

/// <summary>A token endpoint without a network, which answers every refresh at once.</summary>
internal sealed class InstantTokens : HttpMessageHandler
{
    private int _count;

    public int Count => _count;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _count);
        var body = $$"""{"access_token":"ya29.a-new-token-as-long-as-googles-are-{{number:D150}}","expires_in":3599,"token_type":"Bearer"}""";
        var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    }
}
