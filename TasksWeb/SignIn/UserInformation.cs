using System.Net.Http.Headers;
using System.Text.Json;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.SignIn;

/// <summary>The provider's user information endpoint (OpenID Connect Core 1.0 §5.3), for what an ID token leaves out.</summary>
public sealed class UserInformation(IHttpClientFactory clients)
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = clients.CreateClient(nameof(UserInformation));

    /// <summary>Adds name, e-mail address and picture, if the endpoint answers for the same subject (§5.3.2).</summary>
    public async Task<ProviderIdentity> CompleteAsync(ProviderOptions provider, ProviderIdentity identity, string accessToken)
    {
        if (provider.UserInformationEndpoint is null || identity is { Name: not null, Picture: not null, Email: not null })
            return identity;
        try
        {
            using var timeout = new CancellationTokenSource(Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.UserInformationEndpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            response.EnsureSuccessStatusCode();
            var claims = new IdTokenClaims(ProviderJson.Parse(await response.Content.ReadAsync(MaxBytes, timeout.Token)));
            return claims.Text("sub") != identity.Subject ? identity : identity with
            {
                Name = identity.Name ?? claims.Text("name"),
                Email = identity.Email ?? claims.Text("email"),
                IsEmailVerified = identity.Email is null ? claims.IsTrue("email_verified") : identity.IsEmailVerified,
                Picture = identity.Picture ?? claims.Text("picture"),
            };
        }
        catch (Exception e) when (
            e is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            return identity with { IsEmailUnknown = identity.Email is null };
        }
    }
}
