using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace TasksWeb.Tokens;

/// <summary>
/// Speaks to a provider's token endpoint (RFC 6749 §3.2). Answers values and never throws for what a provider or the network does;
/// nothing of a request or answer is logged.
/// </summary>
public sealed class TokenEndpoint(HttpClient http, IOptions<TokenOptions> options, TimeProvider clock)
{
    private const int MaxAnswerBytes = 256 * 1024;

    public Task<TokenAnswer> ExchangeCodeAsync(
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

    /// <summary>Sends the refresh token. Not cancelled by any caller: the exchange belongs to the server, and ends by its own timeout.</summary>
    public Task<TokenAnswer> RefreshAsync(ProviderOptions provider, string refreshToken) => PostAsync(
        provider,
        new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken },
        CancellationToken.None);

    private async Task<TokenAnswer> PostAsync(
        ProviderOptions provider, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var request = Request(provider, form);
        try
        {
            using var timeout = Timeout(cancellationToken);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var body = await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token);
            return TokenAnswerParser.Parse(response.StatusCode, response.Headers.RetryAfter.From(clock), body);
        }
        catch (Exception e) when (IsTransport(e) && !cancellationToken.IsCancellationRequested)
        {
            // Nobody knows whether the provider has acted on it.
            return new TokenAnswer.Unavailable(e.GetType().Name, Ambiguous: true, RetryAfter: null);
        }
    }

    private CancellationTokenSource Timeout(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(options.Value.ExchangeTimeout);
        return source;
    }

    private static HttpRequestMessage Request(ProviderOptions provider, Dictionary<string, string> form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenEndpoint);
        if (provider.ClientAuthentication == ClientAuthentication.Basic)
        {
            // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
            var pair = $"{WebUtility.UrlEncode(provider.ClientId)}:{WebUtility.UrlEncode(provider.ClientSecret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form["client_id"] = provider.ClientId!;
            form["client_secret"] = provider.ClientSecret!;
        }
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private static bool IsTransport(Exception e) =>
        e is HttpRequestException or OperationCanceledException or IOException;
}
