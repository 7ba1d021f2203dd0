using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Authorization;

/// <summary>Sends authorization requests to the provider directly, so that the browser carries a reference (RFC 9126).</summary>
public sealed partial class PushedRequests(
    IHttpClientFactory clients, ClientAuthenticator authenticator, IOptions<TokenOptions> options,
    ILogger<PushedRequests> logger)
{
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly HttpClient _http = clients.CreateClient(nameof(PushedRequests));

    /// <param name="url">The request as an address (<see cref="AuthorizationRequest"/>).</param>
    /// <returns>Where to send the browser: the same address if the provider takes requests from the browser.</returns>
    /// <exception cref="ProblemException"><c>provider_unavailable</c>: it refuses the request; the log says why.</exception>
    public async Task<string> PushAsync(ProviderOptions provider, string url, CancellationToken cancellationToken)
    {
        if (provider.UsePar != true)
            return url;
        if (provider.PushedAuthorizationRequestEndpoint is not { } endpoint)
            throw Failed("the issuer's metadata names no endpoint for them");
        var form = QueryHelpers.ParseQuery(new Uri(url).Query)
            .ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(options.Value.ExchangeTimeout);
            var refusal = "no secret";
            foreach (var secret in ClientAuthenticator.SecretsOf(provider))
            {
                using var request = await authenticator.RequestAsync(provider, endpoint, form, secret, timeout.Token);
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
                var body = await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token);
                if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                    return AddressOf(provider, ReferenceIn(body) ?? throw Failed("the answer has no request_uri"));
                var reason = ProviderErrorBody.Parse(body).Reason;
                refusal = $"status {(int)response.StatusCode}, {reason ?? "no reason"}";
                if (reason != "invalid_client")
                    break;
            }
            throw Failed(refusal);
        }
        catch (Exception e) when (
            e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Failed(e.GetType().Name);
        }

        ProblemException Failed(string why)
        {
            LogFailed(provider.Issuer ?? provider.AuthorizationEndpoint!, why);
            return new ProblemException(AuthorizationResponse.Unavailable);
        }
    }

    private static string AddressOf(ProviderOptions provider, string reference) => QueryHelpers.AddQueryString(
        provider.AuthorizationEndpoint!,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = provider.ClientId,
            ["request_uri"] = reference,
        });

    private static string? ReferenceIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(ByteOrderMark.Skip(body.AsMemory()));
            return json.RootElement.TryGetProperty("request_uri", out var reference) ? reference.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Provider} does not take a pushed authorization request: {Why}.")]
    private partial void LogFailed(string provider, string why);
}
