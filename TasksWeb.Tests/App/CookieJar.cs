using System.Net;

namespace TasksWeb.Tests.App;

/// <summary>Cookies copied from a browser and sent explicitly.</summary>
public static class CookieJar
{
    private static readonly HttpClient Bare = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>What the session cookie holds.</summary>
    public static string Secret(this Visitor visitor) =>
        visitor.Cookies.GetCookies(visitor.App).Single(cookie => cookie.Name is "tasksweb" or "__Host-tasksweb").Value;

    /// <summary>The start page answers a session with a redirect, and everybody else with a page.</summary>
    public static async Task<HttpStatusCode> StatusAsync(Uri address, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Cookie", cookies);
        using var answer = await Bare.SendAsync(request);
        return answer.StatusCode;
    }
}
