using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>No other site can make a signed-in browser change anything. New routes are covered as they are mapped.</summary>
public sealed partial class CsrfTests : IAsyncLifetime
{
    private const string TokenField = "__RequestVerificationToken";
    private const string TokenCookie = "tasksweb-csrf";

    private WatchedStore _store = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(wrapStore: store => _store = new WatchedStore(store));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private static readonly string[] Attacks =
    [
        "no token", "no token, JSON", "a made-up token", "another person's token", "another person's token and cookie",
        "from another site", "from a sibling site", "from a foreign origin", "from an opaque origin", "as plain text", "empty",
    ];

    /// <summary>
    /// The JSON API has no forms and no tokens in them: a browser says where a request comes from, and a client that is no
    /// browser sends no cookies it was not given.
    /// </summary>
    private static IEnumerable<string> AttacksOn(string path) =>
        path.StartsWith("/api/", StringComparison.Ordinal)
            ? Attacks.Where(attack => attack.StartsWith("from ", StringComparison.Ordinal))
            : Attacks;

    [Fact]
    public async Task Every_route_that_changes_something_refuses_forged_requests()
    {
        var routes = ChangingRoutes();
        Assert.Contains(routes, route => route is ("POST", "/auth/logout"));
        Assert.Contains(routes, route => route is ("POST", "/auth/logout-everywhere"));
        Assert.Contains(routes, route => route is ("POST", "/language"));
        Assert.Contains(routes, route => route is ("POST", "/connections/x/disconnect"));
        Assert.Contains(routes, route => route is ("POST", "/profile/delete"));
        using var victim = _app.Visit();
        var own = TokenIn(await victim.SignInAsync("Hanako Yamada"));
        using var attacker = _app.Visit();
        var foreign = TokenIn(await attacker.SignInAsync("Alex Smith"));
        var (writes, calls) = (_store.Writes, Calls());

        foreach (var (method, path) in routes)
        {
            foreach (var attack in AttacksOn(path))
            {
                using var request = Request(method, path, attack, own, foreign, victim, attacker);
                using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
                using var answer = await client.SendAsync(request);
                Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{method} {path}, {attack}: {(int)answer.StatusCode}");
            }
        }

        Assert.Equal(writes, _store.Writes);
        Assert.Equal(calls, Calls());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await victim.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_forged_form_of_a_signed_out_visitor_is_refused()
    {
        using var attacker = _app.Visit();
        var foreign = TokenIn(await attacker.SignInAsync("Alex Smith"));
        using var stranger = _app.Visit();
        var own = TokenIn(await stranger.OpenAsync("/"));

        foreach (var (method, path) in ChangingRoutes())
        {
            foreach (var attack in AttacksOn(path))
            {
                using var request = Request(method, path, attack, own, foreign, stranger, attacker);
                using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
                using var answer = await client.SendAsync(request);
                Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{method} {path}, {attack}: {(int)answer.StatusCode}");
                Assert.False(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(cookie => cookie.Contains("Culture", StringComparison.Ordinal)));
            }
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("same-origin", null)]
    [InlineData("none", null)]
    [InlineData("same-origin", "own")]
    [InlineData(null, "own")]
    public async Task The_persons_own_form_is_accepted(string? site, string? origin)
    {
        using var visitor = _app.Visit();
        var token = TokenIn(await visitor.SignInAsync("Hanako Yamada"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, "/auth/logout"))
        {
            Content = new FormUrlEncodedContent([new(TokenField, token)]),
        };
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", _app.Address.GetLeftPart(UriPartial.Authority));

        using var answer = await visitor.SendAsync(request);

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public void No_route_changes_something_on_GET()
    {
        // What must be a GET because a browser is sent there, with a defence of its own; and pages that only ask or tell.
        string[] known = ["/auth/login", "/profile/delete", "/profile/deleted", "/tasks/x/delete", "/tasks/x/x/delete"];
        var get = Routes("GET").Where(route => !route.Path.Contains("/js/", StringComparison.Ordinal))
            .Where(route => ChangesByName().IsMatch(route.Path)).Select(route => route.Path).Except(known);
        Assert.Empty(get);
    }

    private HttpRequestMessage Request(
        string method, string path, string attack, string own, string foreign, Visitor victim, Visitor attacker)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_app.Address, path));
        var fields =
            new List<KeyValuePair<string, string>> { new("culture", "ja"), new("returnUrl", "/"), new("title", "stolen") };
        var token = attack switch
        {
            "no token" => null,
            "a made-up token" => "CfDJ8MadeUp",
            "another person's token" or "another person's token and cookie" => foreign,
            _ => own,
        };
        if (token is not null)
            fields.Add(new(TokenField, token));
        request.Content = attack switch
        {
            "empty" => null,
            "as plain text" => new StringContent($"{TokenField}={own}&culture=ja", System.Text.Encoding.UTF8, "text/plain"),
            "no token, JSON" =>
                new StringContent("""{"culture":"ja","title":"stolen"}""", System.Text.Encoding.UTF8, "application/json"),
            _ => new FormUrlEncodedContent(fields),
        };
        switch (attack)
        {
            case "from another site":
                request.Headers.Add("Sec-Fetch-Site", "cross-site");
                break;
            case "from a sibling site":
                request.Headers.Add("Sec-Fetch-Site", "same-site");
                break;
            case "from a foreign origin":
                request.Headers.Add("Origin", "https://evil.example");
                break;
            case "from an opaque origin":
                request.Headers.Add("Origin", "null");
                break;
        }
        var cookies = victim.Cookies.GetCookies(_app.Address).ToDictionary(cookie => cookie.Name, cookie => cookie.Value);
        if (attack == "another person's token and cookie")
            cookies[TokenCookie] = attacker.Cookies.GetCookies(_app.Address)[TokenCookie]!.Value;
        request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        return request;
    }

    private List<(string Method, string Path)> ChangingRoutes() => [.. Routes("POST", "PUT", "PATCH", "DELETE")];

    private IEnumerable<(string Method, string Path)> Routes(params string[] wanted) =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where wanted.Contains(method)
        select (method, "/" + Parameters().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "x"));

    private static string TokenIn(Page page) => page.Document.QuerySelector($"[name={TokenField}]")!.GetAttribute("value")!;

    private long Calls() => _app.Sandbox.Traffic.Calls.Values.Sum();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameters();

    [GeneratedRegex(
        "(log(in|out)|delete|revoke|disconnect|clear|move|remove|create)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ChangesByName();
}
