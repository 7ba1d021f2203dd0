using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;

namespace TasksWeb.Tests.Connections;

/// <summary>The account page names the backends that use a person's access, and the person stops them.</summary>
public sealed class BackendUseTests : IAsyncLifetime
{
    private const string Caller = "caller-key-0123456789abcdef";

    private TestApp _app = null!;

    private string Hanako => _app.KeyOf().User;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings)
        {
            ["Broker:Keys:3:Name"] = "other",
            ["Broker:Keys:3:Sha256"] = new string('0', 64),
            ["Broker:Keys:3:Connectors:0"] = "google_tasks",
            ["Broker:Keys:3:Identifiers"] = "Users",
            ["Broker:Keys:4:Name"] = "caller",
            ["Broker:Keys:4:Sha256"] = BrokerFixture.DigestOf(Caller),
            ["Broker:Keys:4:Connectors:0"] = "google_drive",
            ["Broker:Keys:4:Identifiers"] = "Users",
            ["Broker:Keys:4:Release"] = "Call",
        });
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_backend_that_gets_a_token_is_listed_and_can_be_stopped_and_allowed()
    {
        using var person = await _app.SignInAsync();
        Assert.Empty((await person.OpenAsync("/profile")).Document.QuerySelectorAll("#backends"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        Assert.Contains(Hanako, await ListAsync(), StringComparison.Ordinal);

        var page = await person.OpenAsync("/profile");
        Assert.Contains("insight", Row(page), StringComparison.Ordinal);
        Assert.Contains("Google Tasks", Row(page), StringComparison.Ordinal);
        page = await person.PressAsync(page, "Stop");

        Assert.Contains("Stopped", Row(page), StringComparison.Ordinal);
        using var refused = await _app.TokenAsync(BrokerFixture.Insight, "google_tasks", Hanako);
        await refused.ProblemAsync(HttpStatusCode.Forbidden, "connector_forbidden");
        Assert.DoesNotContain(Hanako, await ListAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/tasklists")).StatusCode);

        await person.PressAsync(page, "Allow again");
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
    }

    [Theory]
    [InlineData("GET", "google_tasks/{0}")]
    [InlineData("GET", "")]
    [InlineData("POST", "google_tasks/{0}/connect")]
    public async Task A_backend_that_asks_for_no_token_is_listed_too(string method, string path)
    {
        using var person = await _app.SignInAsync();

        (await _app.BrokerAsync(
            new HttpMethod(method), BrokerFixture.Insight, string.Format(null, path, Uri.EscapeDataString(Hanako)),
            method == "POST" ? JsonContent.Create(new { returnUrl = "https://backend.example/" }) : null)).Dispose();

        Assert.Contains("insight", Row(await person.OpenAsync("/profile")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_connects_an_account_and_gets_no_token_is_listed_and_in_the_security_log()
    {
        using var person = await _app.SignInAsync();

        (await _app.ObtainAsync(Caller, Hanako, _app.Sandbox.Accounts.Alex)).EnsureSuccessStatusCode().Dispose();

        Assert.Contains("caller", Row(await person.OpenAsync("/profile")), StringComparison.Ordinal);
        var saved = Assert.Single(
            await _app.Services.GetRequiredService<SecurityEvents>().ListAsync(default), one => one.What == "grant_saved");
        Assert.Equal("key caller", saved.Who);
    }

    [Fact]
    public async Task Nobody_stops_a_backend_for_somebody_else()
    {
        using var person = await _app.SignInAsync();
        using var alex = await _app.SignInAsync("Alex Smith");
        await AskAsync();
        var page = await person.OpenAsync("/profile");
        var form = page.Document.QuerySelector("#backends")!.Closest("section")!.QuerySelector("form")!;
        var own = await alex.OpenAsync("/profile");
        var forged = own.Document.QuerySelector("form[action='/auth/logout-everywhere']")!;
        forged.SetAttribute("action", form.GetAttribute("action")!);

        var refused = await alex.PressAsync(own, forged.QuerySelector("button")!);

        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
    }

    [Fact]
    public async Task Uses_are_recorded_every_few_minutes_and_deleted_with_the_account()
    {
        var uses = _app.Services.GetRequiredService<BackendUseRepository>();
        var id = BackendUse.IdOf(Hanako, "insight", "google_tasks");
        using var person = await _app.SignInAsync();
        await AskAsync();
        var first = (await uses.FindAsync(id, default))!;
        await AskAsync();
        Assert.Equal(first, await uses.FindAsync(id, default));
        _app.Clock.Advance(TimeSpan.FromMinutes(6));
        await AskAsync();
        Assert.True((await uses.FindAsync(id, default))!.Value.UsedAt - first.Value.UsedAt >= TimeSpan.FromMinutes(6));

        await person.PressAsync(await person.OpenAsync("/profile/delete"), "Delete account");

        Assert.Null(await uses.FindAsync(id, default));
    }

    private async Task<HttpStatusCode> AskAsync()
    {
        using var answer = await _app.TokenAsync(BrokerFixture.Insight, "google_tasks", Hanako);
        return answer.StatusCode;
    }

    /// <summary>The connections that the backend may see.</summary>
    private async Task<string> ListAsync()
    {
        using var answer = await _app.BrokerAsync(HttpMethod.Get, BrokerFixture.Insight, "");
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Row(Page page) => page.Document.QuerySelector("#backends")!.Closest("section")!.QuerySelector("li")!.TextContent;
}
