using System.Net;
using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Transport;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tokens.Http;

/// <summary>
/// The one shared refresh-and-retry filter. It sets the vault's token as bearer header. When the provider says that the token has
/// expired, it asks for a newer one and sends the request again: at most <see cref="TokenOptions.MaxRetries"/> times, with at
/// most one exchange. Without a token nothing is sent. Responses of a <see cref="ProviderRequest"/> arrive whole, bounded in size
/// and time; those of a <see cref="StreamedCall"/> stream, and its caller bounds them.
/// </summary>
/// <exception cref="TokenFailureException">There is no token.</exception>
/// <exception cref="TimeoutException">The answer did not arrive whole in time.</exception>
/// <exception cref="BodyNotRepeatableException">A streamed call met an expired token after its body had gone.</exception>
public sealed class RefreshAndRetryHandler(
    TokenVault vault, RejectionTracker rejections, ConnectorCatalog connectors, IOptions<TokenOptions> options)
    : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var streamed = request is ProviderRequest ? null : StreamedCall.Of(request);
        var key = streamed?.Grant ?? ((ProviderRequest)request).Grant;
        var isRepeatable = streamed?.BodyIsRepeatable ?? true;
        if (request.Content is not null && isRepeatable)
            await request.Content.LoadIntoBufferAsync(cancellationToken);

        if (streamed is null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        var result = await vault.GetAccessTokenAsync(key, default, cancellationToken);
        var exchanged = result.Exchanged;
        for (var retries = 0; ; retries++)
        {
            if (!result.Succeeded(out var token, out var failure))
                throw new TokenFailureException(failure);

            request.Headers.Authorization = token.Authorization;
            var response = streamed is null
                ? await SendOnceAsync(request, cancellationToken)
                : await base.SendAsync(request, cancellationToken);
            if (!await SaysExpiredAsync(response, key, streamed is not null, cancellationToken))
            {
                // An overloaded or broken provider has not looked at the token.
                if ((int)response.StatusCode < 500 && response.StatusCode != HttpStatusCode.TooManyRequests)
                    rejections.NoteWorked(key, token);
                return response;
            }

            rejections.NoteRejected(key, token);
            if (retries == options.Value.MaxRetries || exchanged)
                return response;
            result = await vault.GetAccessTokenAsync(
                key, new TokenRequirement(RejectedGeneration: token.Generation), cancellationToken);
            if (result.Failure?.Kind == TokenFailureKind.RejectedAgain)
                return response;
            exchanged |= result.Exchanged;
            response.Dispose();
            if (!isRepeatable && result.Succeeded(out _, out _))
                throw new BodyNotRepeatableException();
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = Deadline.Start(options.Value.CallTimeout, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, deadline.Token);
            using var content = response.Content;
            response.Content = await content.ReadWholeAsync(options.Value.MaxAnswerBytes, deadline.Token);
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new TimeoutException("The provider did not answer in time.", e);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private async ValueTask<bool> SaysExpiredAsync(
        HttpResponseMessage response, GrantKey key, bool isStreamed, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            return true;
        if (connectors[key.Connector].Provider.ExpiryRule is not { } rule)
            return false;
        return isStreamed
            ? await response.PeekAsync(cancellationToken) is { } start && rule.Matches(start)
            : rule.Matches(response.Bytes());
    }
}
