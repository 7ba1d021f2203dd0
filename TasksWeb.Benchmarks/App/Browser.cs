using System.Net;
using System.Text.RegularExpressions;

namespace TasksWeb.Benchmarks.App;

/// <summary>Signs a person of the Sandbox in, page by page, as a browser without scripts would.</summary>
internal sealed partial class Browser : IDisposable
{
    private const int MaxHops = 20;

    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly Uri _app;

    public Browser(Uri app)
    {
        _app = app;
        _http = new HttpClient(
            new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false, UseProxy = false });
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    /// <param name="cookie">What the name of the session's cookie begins with.</param>
    /// <returns>The session's <c>Cookie</c> header.</returns>
    /// <exception cref="BenchmarkException">The pages did not lead back into the app.</exception>
    public async Task<string> SignInAsync(string person, string cookie = "tasksweb")
    {
        var page = await OpenAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_app, "auth/login")));
        if (LinkOf(page.Html, person) is { } account)
            page = await OpenAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(page.Address, account)));
        if (page.Address.Authority != _app.Authority)
            page = await OpenAsync(Allow(page));
        var session = _cookies.GetCookies(_app).Where(one => one.Name.StartsWith(cookie, StringComparison.Ordinal)).ToList();
        return page.Address.Authority == _app.Authority && session.Count > 0
            ? $"Cookie: {string.Join("; ", session)}"
            : throw new BenchmarkException($"The sign-in ended at {page.Address} without a session.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<(Uri Address, string Html)> OpenAsync(HttpRequestMessage request)
    {
        for (var hops = 0; hops < MaxHops; hops++)
        {
            using var answer = await _http.SendAsync(request);
            if (answer.Headers.Location is not { } next)
                return (request.RequestUri!, await answer.Content.ReadAsStringAsync());
            request = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, next));
        }
        throw new BenchmarkException($"Redirects without end, last to {request.RequestUri}.");
    }

    private static string? LinkOf(string html, string person) => Link().Matches(html)
        .Where(link => link.Groups["text"].Value.Contains(person, StringComparison.Ordinal))
        .Select(link => WebUtility.HtmlDecode(link.Groups["href"].Value))
        .FirstOrDefault();

    /// <summary>The consent page's form, with every box ticked.</summary>
    private static HttpRequestMessage Allow((Uri Address, string Html) page)
    {
        var fields = Input().Matches(page.Html)
            .Select(input => KeyValuePair.Create(input.Groups["name"].Value, WebUtility.HtmlDecode(input.Groups["value"].Value)))
            .Append(KeyValuePair.Create("decision", "allow"));
        var action = Form().Match(page.Html).Groups["action"].Value;
        var content = new FormUrlEncodedContent(fields);
        return new HttpRequestMessage(HttpMethod.Post, new Uri(page.Address, action)) { Content = content };
    }

    [GeneratedRegex(
        """<a href="(?<href>[^"]*)">(?<text>.*?)</a>""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("""<form method="post" action="(?<action>[^"]*)">""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex(
        """<input type="(hidden|checkbox)" name="(?<name>[^"]*)" value="(?<value>[^"]*)"[^>]*>""", RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Input();
}
