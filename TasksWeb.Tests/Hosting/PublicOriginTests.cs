using System.Net;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>A request's own Host leads nobody anywhere.</summary>
public sealed class PublicOriginTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    [Fact]
    public async Task A_forged_host_changes_no_generated_address()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/auth/login", "evil.example");

        Assert.Equal(
            new Uri(production.Door.Address, "/auth/google/callback").ToString(), answer.Headers.Location!.Parameter("redirect_uri"));
    }

    [Fact]
    public async Task A_page_under_another_name_for_this_server_is_another_site()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/session/id-token", "evil.example", "https://evil.example");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Every_cookie_has_a_prefix_that_ties_it_to_this_host_or_to_https()
    {
        using var visitor = production.Visit();
        var page = await visitor.OpenAsync("/");
        var token = page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("culture", "ja")]);
        using var chosen = await visitor.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, new Uri(production.Door.Address, "/language")) { Content = form });
        await visitor.SignInAsync("Hanako Yamada");
        using var connecting = await visitor.GetAsync("/connections/google_drive");

        var cookies = visitor.Cookies.GetAllCookies();

        Assert.True(cookies.Count >= 4, string.Join(", ", cookies.Select(cookie => cookie.Name)));
        Assert.All(cookies, cookie => Assert.Matches("^__(Host|Secure)-", cookie.Name));
        Assert.Contains("すべてのリスト", (await visitor.OpenAsync("/tasks")).Html, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string host, string? origin = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(method, new Uri(production.App.Address, path));
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await client.SendAsync(request);
    }
}
