using System.Net;
using Microsoft.AspNetCore.Http.Features;
using TasksWeb.SignIn;
using Yarp.ReverseProxy.Forwarder;

namespace TasksWeb.Broker.Calls;

/// <summary>Turns a call into a request to the provider, and the provider's response into the response of the call.</summary>
internal sealed class CallTransformer(BrokerCall call, int maxAnswerBytes) : HttpTransformer
{
    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var headers = httpContext.Request.Headers;
        var connection = headers.Connection.ToString();
        foreach (var (name, values) in headers)
        {
            if (!CallHeaders.IsSent(name, connection))
                continue;
            foreach (var value in values)
            {
                if (!CallHeaders.IsPlainText(value!))
                    throw BrokerAccess.Invalid($"{name}: only ASCII characters are sent on.");
            }
            if (!proxyRequest.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values))
                proxyRequest.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }
        // The filter reads these bodies, to see whether they say that the token has expired.
        if (call.Subject.Connector.Provider.ExpiryRule is not null)
            proxyRequest.Headers.Remove("Accept-Encoding");
        proxyRequest.RequestUri = call.Target;
        call.AttachTo(proxyRequest);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return ValueTask.FromResult(false);
        // The forwarder has copied the provider's, which may repeat anything.
        httpContext.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = null;
        // 101 changes the protocol, which nobody has asked for.
        if ((int)proxyResponse.StatusCode is < 200 or > 599)
            throw new HttpRequestException("The provider's answer has no status of a final response.");
        var token = proxyResponse.RequestMessage!.Headers.Authorization!.Parameter!;
        var headers = httpContext.Response.Headers;
        var connection =
            proxyResponse.Headers.NonValidated.TryGetValues("Connection", out var named) ? named.ToString() : "";
        Copy(proxyResponse.Headers.NonValidated);
        Copy(proxyResponse.Content.Headers.NonValidated);
        if (proxyResponse.Headers.NonValidated.TryGetValues("Location", out var location)
            && !Uri.UnescapeDataString(location.ToString()).Contains(token, StringComparison.Ordinal)
            && LocalAddressOf(location.ToString()) is { } local)
            headers.Location = local;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = "no-store";

        // RFC 9110 §15.3.5, §15.3.6 and §15.4.5.
        if (proxyResponse.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.NotModified)
        {
            headers.ContentLength = null;
            return ValueTask.FromResult(false);
        }
        var length = proxyResponse.Content.Headers.ContentLength;
        if (!HttpMethods.IsHead(httpContext.Request.Method) && length > maxAnswerBytes)
            throw BoundedContent.TooLong(maxAnswerBytes);
        if (length is null)
            proxyResponse.Content = new BoundedContent(proxyResponse.Content, maxAnswerBytes);
        return ValueTask.FromResult(true);

        void Copy(System.Net.Http.Headers.HttpHeadersNonValidated from)
        {
            foreach (var (name, values) in from)
            {
                // A provider may repeat the request's headers in its response.
                if (!CallHeaders.IsReturned(name, connection) || name.Contains(token, StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (var value in values)
                {
                    if (CallHeaders.IsPlainText(value) && !value.Contains(token, StringComparison.Ordinal))
                        headers.Append(name, value);
                }
            }
        }
    }

    /// <summary>No trailers: they arrive after the headers were checked.</summary>
    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <summary>The local address for one at the provider; null: calls cannot reach it.</summary>
    private string? LocalAddressOf(string location)
    {
        // The framework throws at some paths that begin with backslashes.
        var start = new Uri(call.Base).AbsoluteUri;
        if (location.StartsWith('\\') || !Uri.TryCreate(call.Target, location, out var there) || there.UserInfo.Length > 0
            || !there.AbsoluteUri.StartsWith(start, StringComparison.Ordinal))
            return null;
        var path = there.GetLeftPart(UriPartial.Path)[start.Length..];
        if (CallPath.Check(path, out _) is not null || CallPath.CheckQuery(there.Query) is not null)
            return null;
        var query = CallPath.WithoutAccount(there.Query);
        var account = call.Account is null ? "" : $"{(query.Length == 0 ? '?' : '&')}{SessionGrants.Parameter}={call.Account}";
        return call.Root + path + query + account;
    }
}
