using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker;

/// <summary>Connect links from the backend over the person's browser to the connection's state.</summary>
public sealed class ConnectLinkTests : IAsyncLifetime
{
    private const string Return = "http://localhost:1/done?x=1";

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings)
    {
        ["Broker:Keys:0:ReturnAddresses:0"] = Return,
        ["Broker:Keys:2:ReturnAddresses:0"] = Return,
    });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(true, "connected")]
    [InlineData(false, "denied")]
    public async Task A_link_connects_once_and_returns_with_its_result(bool allows, string result)
    {
        var link = await CreateAsync(BrokerFixture.Reports, "customer-7");
        using var visitor = _app.Visit();
        var page = await visitor.OpenAsync(link);
        var facts = page.Document.QuerySelector("main")!.TextContent;
        Assert.All(["reports", "customer-7", "Google Drive"], fact => Assert.Contains(fact, facts, StringComparison.Ordinal));
        Assert.Equal("not_connected", (await StateAsync()).GetProperty("status").GetString());

        var authorize = await PressAsync(visitor, page);
        using var other = _app.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync(link)).Status);
        var callback = allows
            ? await _app.ConsentAsync(authorize, _app.AccountOf())
            : new Uri($"{_app.Address}connections/google_drive/callback?error=access_denied&state={authorize.Parameter("state")}");
        using var stolen = await other.GetAsync(callback.PathAndQuery);
        Assert.Equal(HttpStatusCode.BadRequest, stolen.StatusCode);
        using var back = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal($"{Return}&result={result}", back.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(link)).Status);
        var state = await StateAsync();
        Assert.Equal(allows ? "connected" : "not_connected", state.GetProperty("status").GetString());
        if (allows)
            Assert.Equal("team", state.GetProperty("tags").GetProperty("plan").GetString());
        using var listed = await _app.BrokerAsync(HttpMethod.Get, BrokerFixture.Reports, "?connector=google_drive&status=connected");
        Assert.Equal(allows, (await listed.Content.ReadAsStringAsync()).Contains("customer-7", StringComparison.Ordinal));
        using var others = await _app.BrokerAsync(HttpMethod.Get, BrokerFixture.Planner, "");
        Assert.DoesNotContain("customer-7", await others.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_ends_after_thirty_minutes()
    {
        var link = await CreateAsync(BrokerFixture.Reports, "customer-7");
        _app.Clock.Advance(TimeSpan.FromMinutes(31));
        using var visitor = _app.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(link)).Status);
    }

    [Fact]
    public async Task A_return_address_that_is_not_the_keys_is_refused()
    {
        using var answer = await _app.BrokerAsync(
            HttpMethod.Post, BrokerFixture.Reports, "google_drive/customer-7/connect", JsonContent.Create(new { returnUrl = Return + "2" }));
        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    public static TheoryData<object> Refused => new()
    {
        new { returnUrl = (string?)null },
        new { returnUrl = Return, scopes = (string[])["https://www.googleapis.com/auth/tasks"] },
        new { returnUrl = Return, tags = Enumerable.Range(0, 21).ToDictionary(tag => $"tag-{tag}", _ => "x") },
        new { returnUrl = Return, tags = new Dictionary<string, string> { ["plan"] = new('x', 201) } },
        new { returnUrl = Return, tags = new Dictionary<string, string> { ["two words"] = "x" } },
        new { returnUrl = Return, tags = new Dictionary<string, string> { ["plan"] = "a\nb" } },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_kept_or_asked_for_is_refused(object body)
    {
        using var answer = await _app.BrokerAsync(
            HttpMethod.Post, BrokerFixture.Reports, "google_drive/customer-7/connect", JsonContent.Create(body));

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_link_for_somebody_who_signs_in_here_needs_that_persons_session()
    {
        using var person = await _app.SignInAsync();
        var link = await CreateAsync(BrokerFixture.Insight, _app.GrantOf("google_drive", _app.AccountOf()).User);
        using var nobody = _app.Visit();
        using var other = await _app.SignInAsync(_app.Sandbox.Accounts.Add("Somebody Else").Name);

        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.OpenAsync(link)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync(link)).Status);
        Assert.Equal(HttpStatusCode.OK, (await person.OpenAsync(link)).Status);
    }

    private static async Task<Uri> PressAsync(Visitor visitor, Page page)
    {
        var form = page.Document.QuerySelector("main form")!;
        var token = form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var request = new HttpRequestMessage(HttpMethod.Post, page.Address)
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]),
        };
        using var answer = await visitor.SendAsync(request);
        return answer.Headers.Location ?? throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private async Task<string> CreateAsync(string key, string identifier)
    {
        using var answer = await _app.BrokerAsync(
            HttpMethod.Post, key, $"google_drive/{Uri.EscapeDataString(identifier)}/connect",
            JsonContent.Create(new { returnUrl = Return, tags = new { plan = "team" } }));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("url").GetString()!;
    }

    private async Task<JsonElement> StateAsync()
    {
        using var answer = await _app.BrokerAsync(HttpMethod.Get, BrokerFixture.Reports, "google_drive/customer-7");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Clone();
    }
}
