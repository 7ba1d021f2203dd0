using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Foundation;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>The headers of every response: pages, the API, errors, files.</summary>
public sealed partial class HeaderTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task Every_response_has_the_security_headers()
    {
        using var visitor = await _app.SignInAsync();
        using var stranger = _app.Visit();
        var answers = 0;
        string[] others =
        [
            "/nothing-here", "/api/nothing-here", "/auth/google/callback", "/auth/google/callback?error=access_denied",
            "/tasks/nothing-here", "/logo.svg", Assets.AddressOf("site.css"), Assets.AddressOf("js/app.js"),
        ];
        foreach (var path in GetRoutes(withAssets: false).Concat(others))
        {
            foreach (var person in new[] { visitor, stranger })
            {
                using var answer = await person.GetAsync(path);
                AssertHeaders(path, answer);
                answers++;
            }
        }
        Assert.True(answers >= 40, $"Only {answers} answers were looked at.");
    }

    [Theory]
    [InlineData("POST", "/auth/logout")]
    [InlineData("POST", "/language")]
    [InlineData("PUT", "/api/tasklists")]
    [InlineData("OPTIONS", "/api/tasklists")]
    [InlineData("HEAD", "/")]
    [InlineData("HEAD", "/nothing-here")]
    [InlineData("DELETE", "/site.css")]
    public async Task Responses_to_other_methods_have_them_too(string method, string path)
    {
        using var visitor = _app.Visit();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_app.Address, path));

        using var answer = await visitor.SendAsync(request);

        AssertHeaders(path, answer);
    }

    [Fact]
    public async Task Error_responses_have_them_too()
    {
        using var visitor = await _app.SignInAsync();
        foreach (var status in new[] { 400, 403, 404, 429, 500, 503 })
        {
            var fault = _app.Sandbox.Faults.Add(Fault.Answering("tasks", status, times: 0));
            using var api = await visitor.GetAsync("/api/tasklists");
            using var page = await visitor.GetAsync("/tasks");
            _app.Sandbox.Faults.Clear(fault);
            Assert.True((int)api.StatusCode >= 400);
            AssertHeaders($"/api/tasklists after {status}", api);
            AssertHeaders($"/tasks after {status}", page);
        }
    }

    /// <summary>Health, public keys and the description of the API are the same for everybody.</summary>
    private static bool IsPersonal(string path) => !path.StartsWith("/healthz", StringComparison.Ordinal)
        && !path.StartsWith("/.well-known", StringComparison.Ordinal) && !path.StartsWith("/openapi", StringComparison.Ordinal);

    [Fact]
    public async Task Pages_of_a_signed_in_person_are_not_cached()
    {
        using var visitor = await _app.SignInAsync();
        var looked = 0;
        foreach (var path in GetRoutes(withAssets: false).Where(IsPersonal).Append("/tasks/nothing-here"))
        {
            using var answer = await visitor.GetAsync(path);
            Assert.True(answer.Headers.CacheControl?.NoStore, $"{path}: {(int)answer.StatusCode} {answer.Headers.CacheControl}");
            looked++;
        }
        Assert.True(looked >= 6, $"Only {looked} routes were looked at.");
    }

    [Fact]
    public async Task Responses_that_set_a_cookie_are_not_cached()
    {
        using var visitor = _app.Visit();
        var answers = new List<HttpResponseMessage> { await visitor.GetAsync("/") };
        answers.Add(await visitor.GetAsync("/auth/login"));
        answers.Add(await _app.CallBackAsync(visitor, _app.Sandbox.Accounts.Alex));
        foreach (var (path, button) in new[] { ("/language", "ja"), ("/auth/logout", "") })
        {
            var page = await visitor.OpenAsync("/tasks");
            var token = page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, path))
            {
                Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("culture", button)]),
            };
            answers.Add(await visitor.SendAsync(request));
        }

        Assert.All(answers, answer =>
        {
            Assert.True(answer.Headers.Contains("Set-Cookie"), $"{answer.RequestMessage!.RequestUri} sets no cookie");
            Assert.True(answer.Headers.CacheControl?.NoStore, $"{answer.RequestMessage!.RequestUri}: {answer.Headers.CacheControl}");
        });
    }

    [Fact]
    public async Task A_repeated_request_for_consent_is_not_cached_either()
    {
        using var visitor = _app.Visit();
        var account = _app.Sandbox.Accounts.Add("Person without a refresh token");
        var callback = await _app.ConsentAsync((await visitor.StartSignInAsync()).With("access_type", "online"), account);

        using var answer = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal("consent", answer.Headers.Location?.Parameter("prompt"));
        Assert.True(answer.Headers.Contains("Set-Cookie"));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("healthz/live")]
    [InlineData("tasks")]
    [InlineData("openapi/v1.json")]
    public async Task Only_files_are_below_the_address_of_the_assets(string path)
    {
        using var visitor = await _app.SignInAsync();

        using var page = await visitor.GetAsync(Assets.AddressOf(path));
        using var file = await visitor.GetAsync(Assets.AddressOf("site.css"));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (page.StatusCode, file.StatusCode));
    }

    [Fact]
    public async Task No_page_has_a_script_or_a_style_of_its_own()
    {
        using var visitor = await _app.SignInAsync();
        using var stranger = _app.Visit();
        stranger.Language = "ja";
        Page[] pages =
        [
            await visitor.OpenAsync("/tasks"), await visitor.OpenAsync("/tasks/nothing-here"), await stranger.OpenAsync("/"),
            await stranger.OpenAsync("/tasks"), await stranger.OpenAsync("/auth/google/callback"), await stranger.OpenAsync("/nothing-here"),
            await visitor.OpenAsync(FirstList(await visitor.OpenAsync("/tasks"))),
        ];
        foreach (var page in pages)
        {
            Assert.NotEmpty(page.Document.QuerySelectorAll("script"));
            Assert.All(page.Document.QuerySelectorAll("script"), script => Assert.True(script.HasAttribute("src") && script.TextContent.Length == 0, page.Address.ToString()));
            Assert.Empty(page.Document.QuerySelectorAll("style, [style], iframe, object, embed, base, meta[http-equiv]"));
            Assert.All(page.Document.All.SelectMany(element => element.Attributes), attribute =>
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), $"{page.Address}: {attribute.Name}");
                Assert.DoesNotContain("javascript:", attribute.Value, StringComparison.OrdinalIgnoreCase);
            });
        }
    }

    [Fact]
    public void Every_endpoint_says_who_may_use_it()
    {
        var endpoints = Endpoints.ToList();
        Assert.True(endpoints.Count >= 10, $"Only {endpoints.Count} endpoints were looked at.");
        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            $"{endpoint.DisplayName} has neither [Authorize] nor [AllowAnonymous]"));
        Assert.Contains(endpoints, endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null);
        Assert.Contains(endpoints, endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
    }

    [Fact]
    public async Task What_needs_a_session_is_closed_without_one()
    {
        using var stranger = _app.Visit();
        var closed = Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && Methods(endpoint).Contains("GET"))
            .Select(PathOf).ToList();
        Assert.True(closed.Count >= 3);
        foreach (var path in closed)
        {
            using var answer = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    private static string FirstList(Page tasks) => tasks.Document.QuerySelector("nav.sidebar a[href^='/tasks/']")!.GetAttribute("href")!;

    /// <summary>Without the one that the framework adds to unpublished apps, for assets made while it runs.</summary>
    private IEnumerable<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .Where(endpoint => endpoint.DisplayName != "Fallback {**path:file}");

    private IEnumerable<string> GetRoutes(bool withAssets = true) => Endpoints
        .OfType<RouteEndpoint>()
        .Where(endpoint => (Methods(endpoint) is { Count: 0 } all || Methods(endpoint).Contains("GET"))
            && (withAssets || endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null))
        .Select(PathOf)
        .Distinct(StringComparer.Ordinal);

    private static IReadOnlyList<string> Methods(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    private static string PathOf(RouteEndpoint endpoint) => "/" + Parameters().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "x");

    private static void AssertHeaders(string path, HttpResponseMessage answer)
    {
        string Header(string name) => answer.Headers.TryGetValues(name, out var values)
            ? Assert.Single(values)
            : throw new Xunit.Sdk.XunitException($"{answer.RequestMessage!.Method} {path} ({(int)answer.StatusCode}) has no {name}");

        var policy = Header("Content-Security-Policy").Split(';', StringSplitOptions.TrimEntries);
        string[] directives =
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'",
            "trusted-types markup worker", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
        ];
        foreach (var directive in directives)
            Assert.Contains(directive, policy);
        Assert.DoesNotContain("unsafe", string.Join(';', policy), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal(new PathString(path).StartsWithSegments("/connect") ? "strict-origin" : "same-origin", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameters();
}
