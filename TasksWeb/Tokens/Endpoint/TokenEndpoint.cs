using System.Net;
using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Revocation;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>
/// Calls a provider's token and revocation endpoints (RFC 6749 §3.2, RFC 7009). Returns values and never throws for what a
/// provider or the network does; no part of a request or response is logged.
/// </summary>
public sealed class TokenEndpoint(
    HttpClient http, ClientAuthenticator authenticator, IOptions<TokenOptions> options, TimeProvider clock)
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
    /// Revokes a token (RFC 7009 §2.1). A refusal of the token itself counts as success: it is no longer valid (Google: 400 and
    /// <c>invalid_token</c>). A refusal of the client is not.
    /// </summary>
    public async Task<RevocationResponse> RevokeAsync(ProviderOptions provider, string token)
    {
        if (provider.RevocationEndpoint is not { } endpoint)
            return new RevocationResponse(IsDone: false, "the issuer's metadata is not known yet", RetryAfter: null);
        var answer = new RevocationResponse(IsDone: false, "no secret");
        foreach (var secret in ClientAuthenticator.SecretsOf(provider))
        {
            (answer, var isClientRefused) = await RevokeAsync(provider, endpoint, token, secret);
            if (!isClientRefused)
                break;
        }
        return answer;
    }

    private async Task<(RevocationResponse Answer, bool IsClientRefused)> RevokeAsync(
        ProviderOptions provider, string endpoint, string token, string? secret)
    {
        try
        {
            using var timeout = Deadline.Start(options.Value.ExchangeTimeout, CancellationToken.None);
            using var request = await authenticator.RequestAsync(
                provider, endpoint, new(StringComparer.Ordinal) { ["token"] = token }, secret, timeout.Token);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var body = ProviderErrorBody.Parse(await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token));
            RevocationResponse answer = response.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Gone => RevocationResponse.Done,
                HttpStatusCode.BadRequest when body.Reason is not (
                    null or "invalid_client" or "unauthorized_client" or "invalid_request")
                    => RevocationResponse.Done,
                var status => new(IsDone: false, $"status {(int)status}", response.Headers.RetryAfter.From(clock)),
            };
            return (answer, body.Reason == "invalid_client");
        }
        catch (Exception e) when (IsTransport(e))
        {
            return (new RevocationResponse(IsDone: false, e.GetType().Name), IsClientRefused: false);
        }
    }

    private async Task<TokenResponse> PostAsync(
        ProviderOptions provider, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (provider.TokenEndpoint is not { } endpoint)
            return new TokenResponse.Unavailable("the issuer's metadata is not known yet", Ambiguous: false, RetryAfter: null);
        foreach (var (name, value) in provider.TokenParameters)
            form.TryAdd(name, value);
        TokenResponse answer = new TokenResponse.Unavailable("no secret", Ambiguous: false, RetryAfter: null);
        foreach (var secret in ClientAuthenticator.SecretsOf(provider))
        {
            try
            {
                using var timeout = Deadline.Start(options.Value.ExchangeTimeout, cancellationToken);
                using var request = await authenticator.RequestAsync(provider, endpoint, form, secret, timeout.Token);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
                var body = await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token);
                answer = TokenResponseParser.Parse(
                    response.StatusCode, response.Headers.RetryAfter.From(clock), body, provider.ScopeSeparator,
                    provider.AccountField, provider.FinalErrors);
                // The client was refused before the grant was examined: the request may be sent with the other secret.
                if (answer is not TokenResponse.Misconfigured)
                    return answer;
            }
            catch (Exception e) when (IsTransport(e) && !cancellationToken.IsCancellationRequested)
            {
                // Whether the provider has processed it is unknown.
                return new TokenResponse.Unavailable(e.GetType().Name, Ambiguous: true, RetryAfter: null);
            }
        }
        return answer;
    }

    private static bool IsTransport(Exception e) =>
        e is HttpRequestException or OperationCanceledException or IOException;
}
