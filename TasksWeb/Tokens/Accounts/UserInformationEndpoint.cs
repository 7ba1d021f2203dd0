using System.Net.Http.Headers;
using System.Text.Json;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Accounts;

/// <summary>Asks a provider whose an access token is (OpenID Connect Core 1.0 §5.3).</summary>
public sealed class UserInformationEndpoint(IHttpClientFactory clients)
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = clients.CreateClient(nameof(UserInformationEndpoint));

    /// <returns>A JSON object; null: the provider does not answer, or with something else.</returns>
    public async Task<JsonElement?> AskAsync(string endpoint, string accessToken)
    {
        try
        {
            using var deadline = Deadline.Start(Patience, CancellationToken.None);
            using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            // GitHub and Reddit refuse a request that does not say who asks.
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("TasksWeb", productVersion: null));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            response.EnsureSuccessStatusCode();
            var answer = ProviderJson.Parse(await response.Content.ReadAsync(MaxBytes, deadline.Token));
            return answer.ValueKind == JsonValueKind.Object ? answer : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return null;
        }
    }
}
