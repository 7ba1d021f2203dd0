using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Flows;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>
/// Google's own client stack as its generated services use it, with one person's credential that never expires; no session.
/// </summary>
internal static class GoogleClient
{
    public const string Role = "google";

    public static HttpClient MakeClient(string token)
    {
        var flow = new GoogleAuthorizationCodeFlow(new GoogleAuthorizationCodeFlow.Initializer
        {
            ClientSecrets = new ClientSecrets { ClientId = "benchmark", ClientSecret = "benchmark" },
        });
        var credential = new UserCredential(flow, "somebody", new TokenResponse
        {
            AccessToken = token,
            ExpiresInSeconds = 3600,
            IssuedUtc = TimeProvider.System.GetUtcNow().UtcDateTime,
        });
        return new HttpClientFactory().CreateHttpClient(new CreateHttpClientArgs
        {
            ApplicationName = "TasksWeb.Benchmarks",
            Initializers = { credential },
        });
    }
}
