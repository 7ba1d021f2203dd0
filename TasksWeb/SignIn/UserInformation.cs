using System.Net.Http.Headers;
using System.Text.Json;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.SignIn;

/// <summary>The provider's user information endpoint (OpenID Connect Core 1.0 §5.3), for what an ID token leaves out.</summary>
public sealed class UserInformation(HttpClient http)
{
    private const int MaxAnswerBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The identity with name, e-mail address and picture filled in. Without an answer, or with one about somebody else (§5.3.2),
    /// it stays as it is: nobody is kept out for want of a picture.
    /// </summary>
    public async Task<Identity> CompleteAsync(ProviderOptions provider, Identity identity, string accessToken)
    {
        if (provider.UserInformationEndpoint is null || identity is { Name: not null, Picture: not null })
            return identity;
        try
        {
            using var timeout = new CancellationTokenSource(Patience);
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.UserInformationEndpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (!response.IsSuccessStatusCode)
                return identity;
            using var json = JsonDocument.Parse(await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token));
            return Text(json.RootElement, "sub") == identity.Subject
                ? identity with
                {
                    Name = identity.Name ?? Text(json.RootElement, "name"),
                    Email = identity.Email ?? Text(json.RootElement, "email"),
                    Picture = identity.Picture ?? Text(json.RootElement, "picture"),
                }
                : identity;
        }
        catch (Exception e) when (
            e is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            return identity;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
