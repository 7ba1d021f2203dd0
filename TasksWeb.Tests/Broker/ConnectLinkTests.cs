using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker.Links;
using TasksWeb.Foundation;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

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

        var authorize = await page.PressConnectAsync(visitor);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_for_one_account_that_ends_with_another_one_fails_and_changes_neither(bool isHeld)
    {
        var (asked, other) = (_app.Sandbox.Accounts.Add("Asked account"), _app.Sandbox.Accounts.Add("Other account"));
        const string Scope = $"openid email profile {ConnectSteps.DriveScope}";
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        foreach (var account in isHeld ? new[] { other, asked } : [asked])
            (await _app.ObtainAsync(BrokerFixture.Reports, "customer-7", account, scope: Scope)).Dispose();
        var before = await StateTextAsync();
        var link = await CreateAsync(BrokerFixture.Reports, "customer-7", $"?account={ProviderAccount.IdOf(asked.Subject)}");
        using var visitor = _app.Visit();
        var authorize = await (await visitor.OpenAsync(link)).PressConnectAsync(visitor);
        Assert.Equal(asked.Subject, authorize.Parameter("login_hint"));

        using var back = await visitor.GetAsync((await _app.ConsentAsync(authorize, other)).PathAndQuery);

        Assert.Equal($"{Return}&result=failed", back.Headers.Location!.OriginalString);
        Assert.Equal(before, await StateTextAsync());
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
    public async Task An_eleventh_link_for_an_identifier_ends_its_oldest_and_no_other()
    {
        var other = await CreateAsync(BrokerFixture.Reports, "customer-8");
        var made = new List<string>();
        for (var number = 0; number <= ConnectLinks.MaxOfIdentifier; number++)
        {
            made.Add(await CreateAsync(BrokerFixture.Reports, "customer-7"));
            _app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        using var visitor = _app.Visit();

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(made[0])).Status);
        foreach (var link in made.Skip(1).Append(other))
            Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync(link)).Status);
    }

    [Fact]
    public async Task A_key_with_a_thousand_links_loses_its_oldest_with_one_more()
    {
        var oldest = await CreateAsync(BrokerFixture.Reports, "customer-7");
        var others = await CreateAsync(BrokerFixture.Insight, (await PersonAsync()).User);
        var repository = _app.Services.GetRequiredService<ConnectLinkRepository>();
        await Task.WhenAll(Enumerable.Range(1, ConnectLinks.MaxOfKey - 1).Select(async number => await repository.SaveAsync(
            new ConnectLink(
                $"{number}", "reports", "google_drive", $"person{number}", $"broker:reports/person{number}", Return, [], null,
                _app.Clock.GetUtcNow() + TimeSpan.FromMinutes(40)),
            0, default)));

        var newest = await CreateAsync(BrokerFixture.Reports, "customer-8");

        using var visitor = _app.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(oldest)).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync(newest)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.OpenAsync(others)).Status);
        Assert.InRange(await repository.CountAsync("reports", default), 900, ConnectLinks.MaxOfKey);
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
        new { returnUrl = Return, scopes = Array.Empty<string>() },
        new { returnUrl = Return, scope = "openid" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task Invalid_tags_and_scopes_are_refused(object body)
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

    [Fact]
    public async Task Somebody_who_is_signed_out_signs_in_connects_and_returns()
    {
        var key = await PersonAsync();
        var link = await CreateAsync(BrokerFixture.Insight, key.User);
        using var visitor = _app.Visit();
        var signIn = await visitor.OpenAsync(link);
        Assert.Equal(HttpStatusCode.Unauthorized, signIn.Status);
        var address = signIn.Document.QuerySelector("main a.button")!.GetAttribute("href")!;
        Assert.Equal("/auth/login?returnUrl=/connect", address);

        var page = await visitor.AnswerProviderAsync(await visitor.OpenAsync(address), "Hanako Yamada");
        Assert.Equal(link, page.Address.AbsoluteUri);
        var authorize = await page.PressConnectAsync(visitor);
        using var back = await visitor.GetAsync((await _app.ConsentAsync(authorize, _app.AccountOf())).PathAndQuery);

        Assert.Equal($"{Return}&result=connected", back.Headers.Location!.OriginalString);
        using var state = await _app.BrokerAsync(
            HttpMethod.Get, BrokerFixture.Insight, $"google_drive/{Uri.EscapeDataString(key.User)}");
        Assert.Contains("\"status\":\"connected\"", await state.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync("/connect")).Status);
    }

    [Fact]
    public async Task A_link_and_its_browser_are_stored_only_as_digests()
    {
        var link = await CreateAsync(BrokerFixture.Reports, "customer-7");
        using var visitor = _app.Visit();
        await (await visitor.OpenAsync(link)).PressConnectAsync(visitor);

        var stored = DatabaseBytes.Of(_app.Folder);

        var secrets = visitor.Cookies.GetAllCookies().Select(cookie => cookie.Value).Append(link.Split('/')[^1]).ToList();
        Assert.True(secrets.Count > 1);
        Assert.DoesNotContain(secrets, secret => Has(secret));
        Assert.True(Has(RandomSecret.Digest(secrets[^1])));

        bool Has(string text) => stored.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;
    }

    [Fact]
    public async Task The_secret_of_a_link_is_in_no_Referer_and_in_no_link_of_its_pages()
    {
        var person = await PersonAsync();
        using var visitor = _app.Visit();
        foreach (var link in new[]
        {
            await CreateAsync(BrokerFixture.Reports, "customer-7"), await CreateAsync(BrokerFixture.Insight, person.User),
            new Uri(_app.Address, "/connect/none").AbsoluteUri,
        })
        {
            var page = await visitor.OpenAsync(link);
            Assert.Equal("strict-origin", page.Headers.GetValues("Referrer-Policy").Single());
            Assert.DoesNotContain(
                page.Document.QuerySelectorAll("[href], [src]"),
                element => (element.GetAttribute("href") ?? element.GetAttribute("src"))!.Contains(
                    link.Split('/')[^1], StringComparison.Ordinal));
        }
    }

    private async Task<GrantKey> PersonAsync()
    {
        (await _app.SignInAsync()).Dispose();
        return _app.GrantOf("google_drive", _app.AccountOf());
    }

    private async Task<string> CreateAsync(string key, string identifier, string query = "")
    {
        using var answer = await _app.BrokerAsync(
            HttpMethod.Post, key, $"google_drive/{Uri.EscapeDataString(identifier)}/connect{query}",
            JsonContent.Create(new { returnUrl = Return, tags = new { plan = "team" } }));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("url").GetString()!;
    }

    private async Task<JsonElement> StateAsync() => JsonDocument.Parse(await StateTextAsync()).RootElement.Clone();

    private async Task<string> StateTextAsync()
    {
        using var answer = await _app.BrokerAsync(HttpMethod.Get, BrokerFixture.Reports, "google_drive/customer-7");
        return await answer.Content.ReadAsStringAsync();
    }
}

/// <summary>The button of a connect link's page.</summary>
internal static class ConnectLinkSteps
{
    /// <summary>Where it leads: the provider's address.</summary>
    public static async Task<Uri> PressConnectAsync(this Page page, Visitor visitor)
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
}
