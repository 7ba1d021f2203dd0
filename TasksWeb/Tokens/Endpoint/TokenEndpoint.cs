using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Revocation;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>
/// Speaks to a provider's token and revocation endpoints (RFC 6749 §3.2, RFC 7009). Answers values and never throws for what a
/// provider or the network does; nothing of a request or answer is logged.
/// </summary>
public sealed class TokenEndpoint(HttpClient http, IOptions<TokenOptions> options, TimeProvider clock)
{
    private const int MaxAnswerBytes = 256 * 1024;

    public Task<TokenResponse> ExchangeCodeAsync(
        ProviderOptions provider, string code, string redirectUri, string? codeVerifier, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
        };
        if (codeVerifier is not null)
            form["code_verifier"] = codeVerifier;
        return PostAsync(provider, form, cancellationToken);
    }

    /// <summary>
    /// Sends the refresh token. Not cancelled by any caller: the exchange belongs to the server, and ends by its own timeout.
    /// </summary>
    public Task<TokenResponse> RefreshAsync(ProviderOptions provider, string refreshToken) => PostAsync(
        provider,
        new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken },
        CancellationToken.None);

    /// <summary>
    /// Ends a token (RFC 7009 §2.1). A refusal of the token itself is as good as a success: it is dead already (Google: 400 and
    /// <c>invalid_token</c>). A refusal of the client is not.
    /// </summary>
    public async Task<RevocationResponse> RevokeAsync(ProviderOptions provider, string token)
    {
        if (provider.RevocationEndpoint is not { } endpoint)
            return new RevocationResponse(IsDone: false, "the issuer's metadata is not known yet", RetryAfter: null);
        using var request = Request(
            provider, endpoint, new(StringComparer.Ordinal) { ["token"] = token }, provider.ClientSecret);
        try
        {
            using var timeout = Timeout(CancellationToken.None);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var body = ProviderErrorBody.Parse(await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token));
            return response.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Gone => RevocationResponse.Done,
                HttpStatusCode.BadRequest when body.Reason is not (
                    null or "invalid_client" or "unauthorized_client" or "invalid_request")
                    => RevocationResponse.Done,
                var status => new(IsDone: false, $"status {(int)status}", response.Headers.RetryAfter.From(clock)),
            };
        }
        catch (Exception e) when (IsTransport(e))
        {
            return new RevocationResponse(IsDone: false, e.GetType().Name);
        }
    }

    private async Task<TokenResponse> PostAsync(
        ProviderOptions provider, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (provider.TokenEndpoint is not { } endpoint)
            return new TokenResponse.Unavailable("the issuer's metadata is not known yet", Ambiguous: false, RetryAfter: null);
        foreach (var (name, value) in provider.TokenParameters)
            form.TryAdd(name, value);
        var response = await PostAsync(provider, endpoint, form, provider.ClientSecret, cancellationToken);
        // The client was refused before the grant was looked at: the same may be sent with the other secret.
        return response is TokenResponse.Misconfigured && provider.PreviousClientSecret is { Length: > 0 } previous
            ? await PostAsync(provider, endpoint, form, previous, cancellationToken)
            : response;
    }

    private async Task<TokenResponse> PostAsync(
        ProviderOptions provider, string endpoint, Dictionary<string, string> form, string? secret,
        CancellationToken cancellationToken)
    {
        using var request = Request(provider, endpoint, form, secret);
        try
        {
            using var timeout = Timeout(cancellationToken);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var body = await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token);
            return TokenResponseParser.Parse(
                response.StatusCode, response.Headers.RetryAfter.From(clock), body, provider.ScopeSeparator);
        }
        catch (Exception e) when (IsTransport(e) && !cancellationToken.IsCancellationRequested)
        {
            // Nobody knows whether the provider has acted on it.
            return new TokenResponse.Unavailable(e.GetType().Name, Ambiguous: true, RetryAfter: null);
        }
    }

    private CancellationTokenSource Timeout(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(options.Value.ExchangeTimeout);
        return source;
    }

    private static HttpRequestMessage Request(
        ProviderOptions provider, string address, Dictionary<string, string> form, string? secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (provider.ClientAuthentication == ClientAuthentication.Basic)
        {
            // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
            var pair = $"{WebUtility.UrlEncode(provider.ClientId)}:{WebUtility.UrlEncode(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form["client_id"] = provider.ClientId!;
            if (provider.ClientAuthentication != ClientAuthentication.None)
                form["client_secret"] = secret!;
        }
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private static bool IsTransport(Exception e) =>
        e is HttpRequestException or OperationCanceledException or IOException;
}
