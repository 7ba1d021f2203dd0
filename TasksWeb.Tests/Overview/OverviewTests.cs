using System.Net;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Overview;

/// <summary>A card for each service: its latest, or in words why not, with the one button that helps.</summary>
public sealed class OverviewTests(AppFixture fixture) : IClassFixture<AppFixture>, IDisposable
{
    private static readonly string[] Services = ["google_calendar", "google_drive", "google_health", "fitbit"];

    private readonly TestApp _app = fixture.App;

    public void Dispose() => _app.Sandbox.Faults.Clear();

    [Fact]
    public async Task An_unconnected_service_offers_to_connect_and_returns()
    {
        var person = NewPerson();
        using var visitor = await _app.SignInAsync(person.Name);

        var page = await visitor.OpenAsync("/overview");

        Assert.Equal(
            Services.Order(), page.Document.QuerySelectorAll(".card").Select(card => card.Id!["card-".Length..]).Order());
        Assert.All(Services, service => Assert.Equal("no_tokens", TroubleOf(page, service)));
        var provider = await visitor.PressAsync(page, "Connect Google Drive", within: "#card-google_drive");
        var back = await visitor.AnswerProviderAsync(provider, person.Name);
        Assert.Equal("/overview", back.Address.AbsolutePath);
        Assert.Equal(
            "Getting started.pdf", Assert.Single(back.Document.QuerySelectorAll("#card-google_drive .entry-title")).TextContent);
        Assert.Equal("no_tokens", TroubleOf(back, "fitbit"));
    }

    [Fact]
    public async Task A_connected_service_shows_its_latest_items()
    {
        var hanako = _app.Sandbox.Accounts.Hanako;
        foreach (var service in Services)
            await _app.ConnectAsync(service, hanako);
        using var visitor = await _app.SignInAsync(hanako.Name);
        visitor.Cookies.Add(
            new Cookie("timezone", "Asia%2FTokyo".Replace("%2F", "/", StringComparison.Ordinal), "/", visitor.App.Host));

        var page = await visitor.OpenAsync("/overview");

        Assert.Equal(10, page.Document.QuerySelectorAll("#card-google_drive .entry-list li").Length);
        Assert.Equal(10, page.Document.QuerySelectorAll("#card-google_calendar .entry-list li").Length);
        Assert.Contains(
            page.Document.QuerySelectorAll("#card-google_calendar .entry-list li"),
            entry => entry.TextContent.Contains("all day", StringComparison.Ordinal));
        foreach (var service in new[] { "google_health", "fitbit" })
        {
            var drawing = Assert.Single(page.Document.QuerySelectorAll($"#card-{service} svg[role=img]"));
            Assert.Contains("on average", drawing.GetAttribute("aria-label"), StringComparison.Ordinal);
            Assert.StartsWith("M", drawing.QuerySelector(".curve")!.GetAttribute("d"), StringComparison.Ordinal);
            Assert.NotEmpty(page.Document.QuerySelectorAll($"#card-{service} tbody tr"));
        }
        Assert.DoesNotContain("<b>bold</b>", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_one_service_affects_its_card_only()
    {
        var person = NewPerson();
        foreach (var service in Services)
            await _app.ConnectAsync(service, person);
        using var visitor = await _app.SignInAsync(person.Name);
        _app.Sandbox.Faults.Add(Fault.Answering("drive", 503, times: 0));
        _app.Sandbox.Faults.Add(Fault.Of("calendar", FaultKind.Hang, times: 0));
        _app.Sandbox.Faults.Add(Fault.Answering("health", 403, times: 0, reason: "insufficientPermissions"));
        _app.Sandbox.Faults.Add(Fault.Answering("fitbit", 410, times: 0));

        var page = await visitor.OpenAsync("/overview");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("provider_unavailable", TroubleOf(page, "google_drive"));
        Assert.Equal("provider_unavailable", TroubleOf(page, "google_calendar"));
        Assert.Equal("insufficient_scope", TroubleOf(page, "google_health"));
        Assert.Equal("provider_gone", TroubleOf(page, "fitbit"));
        Assert.Equal("Try again", page.Document.QuerySelector("#card-google_drive a.quiet")!.TextContent);
        var successor = page.Document.QuerySelector("#card-fitbit form")!;
        Assert.EndsWith("/connections/google_health", successor.GetAttribute("action"), StringComparison.Ordinal);
        Assert.Equal("Connect Google Health", successor.QuerySelector("button")!.TextContent);
    }

    [Fact]
    public async Task A_dead_grant_offers_to_reconnect_and_says_why()
    {
        var person = NewPerson();
        await _app.ConnectAsync("fitbit", person);
        using var visitor = await _app.SignInAsync(person.Name);
        _app.Sandbox.Fitbit.Grants.Revoke(person);

        var page = await visitor.OpenAsync("/overview");

        Assert.Equal("reauthorization_required", TroubleOf(page, "fitbit"));
        Assert.Equal("Reconnect Fitbit", page.Document.QuerySelector("#card-fitbit button")!.TextContent);
        var back = await visitor.AnswerProviderAsync(await visitor.PressAsync(page, "Reconnect Fitbit"), person.Name);
        Assert.Single(back.Document.QuerySelectorAll("#card-fitbit svg[role=img]"));
    }

    [Fact]
    public async Task A_service_that_is_not_set_up_has_no_card()
    {
        await using var app = await TestApp.StartAsync(settings: new() { ["Providers:fitbit:ClientSecret"] = "" });
        using var visitor = await app.SignInAsync();

        var page = await visitor.OpenAsync("/overview");

        Assert.Equal(3, page.Document.QuerySelectorAll(".card").Length);
        Assert.Null(page.Document.QuerySelector("#card-fitbit"));
    }

    [Fact]
    public async Task Without_the_minutes_of_the_day_the_zones_are_shown()
    {
        await using var app = await TestApp.StartAsync(new() { FitbitIsPersonal = false });
        await app.ConnectAsync("fitbit", app.Sandbox.Accounts.Hanako);
        using var visitor = await app.SignInAsync();
        visitor.Language = "ja";
        // A day that is over for the most part.
        app.Clock.Advance(TimeSpan.FromHours(23) - app.Clock.GetUtcNow().TimeOfDay);

        var page = await visitor.OpenAsync("/overview");

        Assert.Empty(page.Document.QuerySelectorAll("#card-fitbit svg[role=img]"));
        Assert.Contains("軽い", page.Document.QuerySelectorAll("#card-fitbit tbody th").Select(zone => zone.TextContent));
        Assert.DoesNotContain("Out of Range", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_in_Japanese()
    {
        using var visitor = await _app.SignInAsync(NewPerson().Name);
        visitor.Language = "ja";

        var page = await visitor.OpenAsync("/overview");

        Assert.Equal("概要", page.Heading);
        Assert.Equal("概要", page.Document.QuerySelector("nav [aria-current=page]")!.TextContent);
        Assert.All(
            page.Document.QuerySelectorAll(".card button"),
            button => Assert.Contains("接続", button.TextContent, StringComparison.Ordinal));
    }

    private Account NewPerson() => _app.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");

    private static string? TroubleOf(Page page, string connector) =>
        page.Document.QuerySelector($"#card-{connector} .card-error")?.GetAttribute("data-code");
}
