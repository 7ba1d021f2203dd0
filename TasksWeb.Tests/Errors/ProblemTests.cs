using System.Net;
using System.Net.Http.Headers;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Errors;

/// <summary>Programs read problem details (RFC 9457), people read a page with one button.</summary>
public sealed class ProblemTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    [Theory]
    [InlineData("GET", "/api/tasklists", HttpStatusCode.Unauthorized, "signed_out")]
    [InlineData("GET", "/api/tasklists/x/tasks", HttpStatusCode.Unauthorized, "signed_out")]
    [InlineData("GET", "/api/nothing-here", HttpStatusCode.NotFound, "not_found")]
    [InlineData("PATCH", "/api/tasklists", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/healthz/nothing-here", HttpStatusCode.NotFound, "not_found")]
    public async Task The_API_returns_problem_details_and_never_a_redirect(
        string method, string path, HttpStatusCode status, string code)
    {
        foreach (var accept in new[] { null, "text/html", "*/*", "application/json" })
        {
            using var answer = await SendAsync(method, path, accept);
            await answer.ProblemAsync(status, code);
            Assert.Null(answer.Headers.Location);
        }
    }

    [Fact]
    public async Task The_API_says_where_to_sign_in()
    {
        using var answer = await SendAsync("GET", "/api/tasklists", accept: null);

        var problem = await answer.ProblemAsync(HttpStatusCode.Unauthorized, "signed_out");

        Assert.Equal("/auth/login?returnUrl=%2Ftasks", problem.GetProperty("authorizeUrl").GetString());
        Assert.Contains(answer.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Bearer");
    }

    [Theory]
    [InlineData("en", "You’re signed out")]
    [InlineData("fr", "You’re signed out")]
    [InlineData("ja-JP,ja;q=0.9,en;q=0.5", "ログアウトしています")]
    public async Task The_API_describes_problems_in_the_requested_language(string language, string title)
    {
        using var visitor = _app.Visit();
        visitor.Language = language;

        using var answer = await visitor.GetAsync("/api/tasklists");

        Assert.Equal(
            title, (await answer.ProblemAsync(HttpStatusCode.Unauthorized, "signed_out")).GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("/tasks", "application/json")]
    [InlineData("/nothing-here", "application/json")]
    [InlineData("/nothing-here", "application/problem+json")]
    public async Task A_program_that_asks_a_page_for_JSON_gets_it(string path, string accept)
    {
        using var answer = await SendAsync("GET", path, accept);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("en", "/nothing-here", HttpStatusCode.NotFound, "not_found", "/", "Page not found")]
    [InlineData("ja", "/nothing-here", HttpStatusCode.NotFound, "not_found", "/", null)]
    [InlineData(
        "en", "/tasks", HttpStatusCode.Unauthorized, "signed_out", "/auth/login?returnUrl=%2Ftasks", "You’re signed out")]
    [InlineData(
        "ja-JP,ja;q=0.9,en;q=0.5", "/tasks", HttpStatusCode.Unauthorized, "signed_out", "/auth/login?returnUrl=%2Ftasks", null)]
    [InlineData("fr", "/nothing-here", HttpStatusCode.NotFound, "not_found", "/", "Page not found")]
    public async Task A_person_gets_a_page_in_their_language_with_one_button(
        string language, string path, HttpStatusCode status, string code, string leadsTo, string? heading)
    {
        using var visitor = _app.Visit();
        visitor.Language = language;

        var page = await visitor.OpenAsync(path);

        Assert.Equal(leadsTo, page.OneButton(status, code));
        var isJapanese = heading is null;
        Assert.Equal(isJapanese ? "ja" : "en", page.Document.DocumentElement.GetAttribute("lang"));
        if (isJapanese)
        {
            Assert.Contains(page.Heading, letter => letter is >= '\u3040' and <= '\u309f');
            Assert.Contains(page.Document.QuerySelector("main .button")!.TextContent, letter => letter >= '\u3040');
        }
        else
        {
            Assert.Equal(heading, page.Heading);
        }
    }

    [Fact]
    public async Task The_trace_on_a_page_can_be_found_in_the_log()
    {
        using var visitor = _app.Visit();

        var page = await visitor.OpenAsync("/nothing-here");

        Assert.Matches("[0-9a-f]{32}|[0-9A-V]{13}:[0-9A-F]{8}", page.Document.QuerySelector("main .trace")!.TextContent);
    }

    [Theory]
    [InlineData("POST", "/tasks")]
    [InlineData("DELETE", "/")]
    [InlineData("PUT", "/auth/login")]
    [InlineData("TRACE", "/")]
    [InlineData("BREW", "/tasks")]
    public async Task A_wrong_method_is_refused(string method, string path)
    {
        using var answer = await SendAsync(method, path, "text/html");

        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{(int)answer.StatusCode}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_wrong_method_gets_the_allowed_ones()
    {
        using var answer = await SendAsync("PATCH", "/api/tasklists", accept: null);

        Assert.Contains("GET", answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_failing_provider_is_reported_in_JSON_and_on_a_page()
    {
        using var visitor = await _app.SignInAsync();
        var fault = _app.Sandbox.Faults.Add(Fault.Answering("tasks", 503, times: 0));

        using (var api = await visitor.GetAsync("/api/tasklists"))
        {
            await api.ProblemAsync(HttpStatusCode.ServiceUnavailable, "provider_unavailable");
            Assert.NotNull(api.Headers.RetryAfter);
        }
        // What was read a moment ago is shown without asking Google.
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        var page = await visitor.OpenAsync("/tasks?x=1");
        _app.Sandbox.Faults.Clear(fault);

        Assert.Equal("/tasks?x=1", page.OneButton(HttpStatusCode.ServiceUnavailable, "provider_unavailable"));
    }

    [Fact]
    public async Task What_a_person_sends_is_never_markup_on_a_page()
    {
        const string Markup = "<script>alert(1)</script>";
        using var visitor = _app.Visit();
        foreach (var path in new[] { $"/{Markup}", $"/tasks?q={Markup}", $"/?returnUrl=/{Markup}", $"/auth/google/callback?error={Markup}&state={Markup}" })
        {
            var page = await visitor.OpenAsync(path);
            Assert.DoesNotContain(Markup, page.Html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("POST", "/language", 2_000_000)]
    [InlineData("POST", "/auth/logout", 2_000_000)]
    public async Task A_body_that_is_too_large_is_refused(string method, string path, int length)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_app.Address, path))
        {
            Content =
                new ByteArrayContent(new byte[length]) { Headers = { ContentType = new("application/x-www-form-urlencoded") } },
        };
        request.Headers.ExpectContinue = true;

        using var answer = await client.SendAsync(request);

        Assert.True((int)answer.StatusCode is 400 or 413, $"{(int)answer.StatusCode}");
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? accept)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_app.Address, path));
        if (accept is not null)
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        return await client.SendAsync(request);
    }
}
