using System.Net.Http.Headers;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>The least work that relays one upstream call: no session, no renewal, one fixed token.</summary>
internal static class Relay
{
    public const string Role = "relay";

    public static HttpClient MakeClient(string token)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
