using System.Net;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>Only a configured proxy is believed about who called and how.</summary>
public sealed class ProxyTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    [Fact]
    public async Task Forwarded_headers_of_somebody_else_are_ignored()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = app.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/auth/login"));
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("Forwarded", "for=203.0.113.9;proto=https;host=evil.example");
        request.Headers.Add("X-Forwarded-Prefix", "/evil");

        using var answer = await visitor.SendAsync(request);

        Assert.Equal(new Uri(app.Address, "/auth/google/callback").ToString(), answer.Headers.Location!.Parameter("redirect_uri"));
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_proxy_that_is_not_configured_is_ignored_where_another_is()
    {
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Proxies:Addresses:0"] = "192.0.2.1",
            ["Proxies:Networks:0"] = "198.51.100.0/24",
        });
        using var visitor = app.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/auth/login"));
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example");

        using var answer = await visitor.SendAsync(request);

        Assert.Equal(new Uri(app.Address, "/auth/google/callback").ToString(), answer.Headers.Location!.Parameter("redirect_uri"));
    }

    [Theory]
    [InlineData("/", HttpStatusCode.MovedPermanently)]
    [InlineData("/tasks?a=1", HttpStatusCode.MovedPermanently)]
    [InlineData("/api/tasklists", HttpStatusCode.BadRequest)]
    [InlineData("/healthz/live", HttpStatusCode.OK)]
    [InlineData("/healthz/ready", HttpStatusCode.OK)]
    public async Task In_Production_plain_http_is_for_health_checks_only(string path, HttpStatusCode status)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await client.GetAsync(new Uri(production.App.Address, path));

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.MovedPermanently)
            Assert.Equal(new Uri(production.Door.Address, path).OriginalString, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_proxy_that_is_not_configured_is_reported()
    {
        await using var app = await TestApp.StartAsync(environment: "Production", settings: new(SandboxSettings.Endpoints("https://provider.example"))
        {
            ["PublicOrigin"] = "https://tasks.example",
            ["SignIn:Allow:0"] = "*",
            ["Encryption:Keys:0"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)),
        });
        await using var door = await FrontDoor.OpenAsync();
        door.Target = app.Address;
        using var visitor = new Visitor(door.Address);

        (await visitor.OpenAsync("/")).OneButton(HttpStatusCode.BadRequest, "https_required");
    }

    [Fact]
    public async Task A_form_sent_over_http_is_refused_in_Production()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await client.PostAsync(new Uri(production.App.Address, "/auth/logout"), content: null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing-here")]
    [InlineData("/tasks")]
    [InlineData("/api/tasklists")]
    [InlineData("/auth/google/callback")]
    public async Task Browsers_are_told_to_stay_with_https(string path)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(production.App.Address, path));
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Host = "tasks.example";

        using var answer = await client.SendAsync(request);

        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task A_failure_tells_browsers_to_stay_with_https_too()
    {
        using var visitor = production.Visit();
        await visitor.SignInAsync("Hanako Yamada");
        var fault = production.App.Sandbox.Faults.Add(Sandbox.Faults.Fault.Answering("tasks", 503, times: 0));
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(production.App.Address, "/api/tasklists"));
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Host = "tasks.example";
        request.Headers.Add("Cookie", $"__Host-tasksweb={visitor.Secret()}");

        using var answer = await client.SendAsync(request);
        production.App.Sandbox.Faults.Clear(fault);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }
}
