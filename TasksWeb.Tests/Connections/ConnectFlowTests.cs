using System.Net;
using AngleSharp.Html.Dom;
using TasksWeb.Connections;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Connections;

/// <summary>The flow from "Connect" to the connected service, with every way in which it can end.</summary>
public sealed class ConnectFlowTests(ConnectFlowTests.Fixture fixture) : IClassFixture<ConnectFlowTests.Fixture>
{
    private const string Cookie = "tasksweb-connect";

    private readonly TestApp _app = fixture.App;
    private readonly Account _person = fixture.App.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");

    [Fact]
    public async Task A_connected_service_is_listed_with_its_scopes_and_its_expiry()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        Assert.Equal("not_connected", (await visitor.ConnectionAsync("google_drive")).GetProperty("status").GetString());

        var page = await visitor.ConnectAsync(_person.Name);

        Assert.Equal("/profile", page.Address.AbsolutePath);
        Assert.Equal("Connected", page.Document.QuerySelector("#connection-google_drive .status")!.TextContent);
        var connection = await visitor.ConnectionAsync("google_drive");
        Assert.Equal("connected", connection.GetProperty("status").GetString());
        Assert.Equal(
            [ConnectSteps.DriveScope, "openid"],
            connection.GetProperty("scopes").EnumerateArray().Select(one => one.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(_person.Subject, (await _app.GrantAsync(_person.Name, "google_drive"))!.Value.Holder!.Subject);
        Assert.InRange(
            connection.GetProperty("expirationTime").GetDateTimeOffset(), _app.Clock.GetUtcNow().AddMinutes(50),
            _app.Clock.GetUtcNow().AddMinutes(61));
    }

    [Fact]
    public async Task The_request_has_PKCE_state_provider_parameters_and_login_hint()
    {
        using var visitor = await _app.SignInAsync(_person.Name);

        var (one, other) = (await visitor.StartConnectingAsync(), await visitor.StartConnectingAsync());

        Assert.Equal("S256", one.Parameter("code_challenge_method"));
        Assert.Equal("offline", one.Parameter("access_type"));
        Assert.Equal("consent", one.Parameter("prompt"));
        Assert.Equal($"{ConnectSteps.DriveScope} openid", one.Parameter("scope"));
        Assert.Equal(_person.Subject, one.Parameter("login_hint"));
        Assert.Equal(new Uri(_app.Address, "/connections/google_drive/callback").AbsoluteUri, one.Parameter("redirect_uri"));
        Assert.NotEqual(one.Parameter("state"), other.Parameter("state"));
        Assert.NotEqual(one.Parameter("code_challenge"), other.Parameter("code_challenge"));
    }

    [Fact]
    public async Task Consent_is_not_forced_while_a_refresh_token_is_held()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        await visitor.ConnectAsync(_person.Name);

        Assert.False((await visitor.StartConnectingAsync()).Has("prompt"));
        var page = await visitor.ConnectAsync(
            _person.Name, button: "Reconnect", consent: _ => Assert.Fail("Consent was asked again."));
        Assert.Equal("Connected", page.Document.QuerySelector("#connection-google_drive .status")!.TextContent);
    }

    [Fact]
    public async Task Denied_consent_is_access_denied_and_can_be_retried()
    {
        using var visitor = await _app.SignInAsync(_person.Name);

        var page = await visitor.AnswerProviderAsync(
            await visitor.PressOnCardAsync("google_drive", "Connect"), _person.Name, button: "Deny");

        Assert.Equal(
            "/connections/google_drive?returnUrl=%2Fprofile%23connection-google_drive",
            page.OneButton(HttpStatusCode.Forbidden, "access_denied"));
        Assert.Equal("Try again", page.Document.QuerySelector("main .button")!.TextContent);
        Assert.Null(await _app.GrantAsync(_person.Name, "google_drive"));
    }

    [Fact]
    public async Task An_unticked_scope_is_named_and_can_be_granted_afterwards()
    {
        using var visitor = await _app.SignInAsync(_person.Name);

        var page = await visitor.ConnectAsync(_person.Name, "pair", consent: UntickCalendar);

        var again = page.OneButton(HttpStatusCode.Forbidden, "insufficient_scope");
        Assert.Contains(
            "See the events in your calendars", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("scope_missing", (await visitor.ConnectionAsync("pair")).GetProperty("status").GetString());
        Assert.False((await visitor.StartConnectingAsync("pair")).Has("prompt"));

        page = await visitor.AnswerProviderAsync(await visitor.OpenAsync(again), _person.Name);

        Assert.Equal("/profile", page.Address.AbsolutePath);
        Assert.Equal("connected", (await visitor.ConnectionAsync("pair")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_refresh_token_that_lacks_a_granted_scope_is_replaced_by_one_consent()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        await visitor.ConnectAsync(_person.Name, "pair", consent: UntickCalendar);
        // Granted to the same client by another way: the provider has nothing to ask any more, and gives no refresh token.
        await visitor.ConnectAsync(_person.Name, "google_calendar");
        var asked = 0;

        await visitor.ConnectAsync(_person.Name, "pair", "Allow", consent: _ => asked++);

        Assert.Equal(1, asked);
        _app.Sandbox.Grants.ExpireAccessTokens(_person);
        _app.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("connected", (await visitor.ConnectionAsync("pair")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("no state")]
    [InlineData("an empty state")]
    [InlineData("two states")]
    [InlineData("another state")]
    [InlineData("another connector's state")]
    [InlineData("another issuer")]
    [InlineData("another browser of the same person")]
    [InlineData("another person")]
    [InlineData("nobody signed in")]
    [InlineData("too late")]
    [InlineData("used before")]
    public async Task A_foreign_response_is_refused_without_calling_the_token_endpoint(string wrong)
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        using var other = await _app.SignInAsync(wrong == "another person" ? "Alex Smith" : _person.Name);
        using var stranger = _app.Visit();
        var callback = await CodeAsync(await visitor.StartConnectingAsync());
        callback = wrong switch
        {
            "no state" => callback.With("state", null),
            "an empty state" => callback.With("state", ""),
            "two states" => new Uri($"{callback}&state={callback.Parameter("state")}"),
            "another state" => callback.With("state", new string('A', 43)),
            "another connector's state" =>
                callback.With("state", (await visitor.StartConnectingAsync("google_calendar")).Parameter("state")),
            "another issuer" => callback.With("iss", "https://evil.example"),
            _ => callback,
        };
        if (wrong == "too late")
            _app.Clock.Advance(TimeSpan.FromMinutes(16));
        if (wrong == "used before")
            await visitor.OpenAsync(callback.PathAndQuery);
        var calls = _app.Sandbox.Traffic.CallsOf("/token");
        var sender = wrong switch
        {
            "another browser of the same person" or "another person" => other,
            "nobody signed in" => stranger,
            _ => visitor,
        };
        var pending = visitor.Cookies.GetAllCookies().Where(cookie => cookie.Name.StartsWith(Cookie, StringComparison.Ordinal));
        foreach (var cookie in sender == visitor ? [] : pending.ToList())
            sender.Cookies.Add(cookie);

        var page = await sender.OpenAsync(callback.PathAndQuery);

        Assert.Equal("/profile", page.OneButton(HttpStatusCode.BadRequest, "connection_state_lost"));
        Assert.Equal(calls, _app.Sandbox.Traffic.CallsOf("/token"));
    }

    [Fact]
    public async Task A_code_that_is_wrong_or_used_ends_on_a_page_that_leads_back()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        var callback = await CodeAsync(await visitor.StartConnectingAsync(returnUrl: "/tasks"));

        var page = await visitor.OpenAsync(callback.With("code", "4/made-up").PathAndQuery);

        Assert.Equal(
            "/connections/google_drive?returnUrl=%2Ftasks", page.OneButton(HttpStatusCode.BadRequest, "code_exchange_failed"));
    }

    [Fact]
    public async Task An_unavailable_provider_is_reported_as_such()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        var callback = await CodeAsync(await visitor.StartConnectingAsync());
        _app.Sandbox.Faults.Add(Fault.Answering("token", 503));

        var page = await visitor.OpenAsync(callback.PathAndQuery);

        Assert.Equal(
            "/connections/google_drive?returnUrl=%2Fprofile",
            page.OneButton(HttpStatusCode.ServiceUnavailable, "provider_unavailable"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/%2F%2Fevil.example")]
    [InlineData("/auth/logout")]
    public async Task The_return_url_never_leaves_the_site(string returnUrl)
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        var callback = await CodeAsync(await visitor.StartConnectingAsync(returnUrl: returnUrl));

        using var answer = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal("/profile", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_link_from_another_site_asks_before_it_begins_anything()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address, "/connections/google_drive"));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await visitor.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Connect Google Drive?", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(cookie => cookie.Contains("connect", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nothing", HttpStatusCode.NotFound, "connector_not_found")]
    [InlineData("plain", HttpStatusCode.BadRequest, "connector_not_supported")]
    [InlineData("fitbit", HttpStatusCode.InternalServerError, "client_secret_missing")]
    public async Task A_connector_that_cannot_be_connected_says_why(string connector, HttpStatusCode status, string code)
    {
        using var visitor = await _app.SignInAsync(_person.Name);

        (await visitor.OpenAsync($"/connections/{connector}")).OneButton(status, code);
        (await visitor.OpenAsync($"/connections/{connector}/callback?code=a&state=b")).OneButton(status, code);
    }

    [Fact]
    public async Task Connecting_works_after_100_abandoned_flows()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        for (var i = 0; i < 100; i++)
            await visitor.StartConnectingAsync();

        await visitor.ConnectAsync(_person.Name);

        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync(_person.Name, "google_drive"))!.Value.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connecting_in_two_tabs_at_once_works_in_both(bool firstTabFirst)
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        Uri[] tabs = [await visitor.StartConnectingAsync(), await visitor.StartConnectingAsync(returnUrl: "/tasks")];

        foreach (var tab in firstTabFirst ? tabs : tabs.Reverse())
        {
            var callback = await CodeAsync(tab);
            using var answer = await visitor.GetAsync(callback.PathAndQuery);
            Assert.Equal(tab == tabs[0] ? "/profile" : "/tasks", answer.Headers.Location?.OriginalString);
        }
    }

    [Fact]
    public async Task Only_the_newest_flows_of_a_browser_are_kept()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        var starts = new List<Uri>();
        for (var i = 0; i <= PendingConnections.Capacity; i++)
        {
            starts.Add(await visitor.StartConnectingAsync());
            _app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        using var oldest = await visitor.GetAsync((await CodeAsync(starts[0])).PathAndQuery);
        using var next = await visitor.GetAsync((await CodeAsync(starts[1])).PathAndQuery);

        Assert.Equal(HttpStatusCode.BadRequest, oldest.StatusCode);
        Assert.Equal("/profile", next.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Neither_code_nor_verifier_nor_state_is_left_in_the_browser()
    {
        using var visitor = await _app.SignInAsync(_person.Name);

        await visitor.ConnectAsync(_person.Name);

        Assert.DoesNotContain(
            visitor.Cookies.GetAllCookies(),
            cookie => cookie.Name.StartsWith(Cookie, StringComparison.Ordinal) && !cookie.Expired);
    }

    private static void UntickCalendar(IHtmlFormElement form) => form.Elements.OfType<IHtmlInputElement>()
        .Single(input => input.Type == "checkbox" && input.Value.Contains("calendar", StringComparison.Ordinal)).IsChecked =
            false;

    private async Task<Uri> CodeAsync(Uri authorize) => await _app.ConsentAsync(authorize, _person);

    /// <summary>An app with a connector of two scopes, and one of a service that does not do OAuth 2.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await TestApp.StartAsync(settings: new()
            {
                ["Connectors:pair:Provider"] = "google",
                ["Connectors:pair:DisplayName"] = "Files and events",
                ["Connectors:pair:Scopes:0"] = ConnectSteps.DriveScope,
                ["Connectors:pair:Scopes:1"] = "https://www.googleapis.com/auth/calendar.events.readonly",
                ["Providers:plain:Protocol"] = "None",
                ["Connectors:plain:Provider"] = "plain",
                ["Providers:fitbit:ClientId"] = "",
                ["Providers:fitbit:ClientSecret"] = "",
            });
            App.Sandbox.Client.Allow(new Uri(App.Address, "/connections/pair/callback").AbsoluteUri);
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
