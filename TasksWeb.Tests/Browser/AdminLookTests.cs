using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;

namespace TasksWeb.Tests.Browser;

/// <summary>The pages for administrators fit the screen and are accessible.</summary>
public sealed class AdminLookTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override Dictionary<string, string?> Settings => new(BrokerFixture.Settings)
    {
        ["SignIn:Administrators:0"] = "*",
        ["Providers:google:RefreshTokenLifetime"] = "7.00:00:00",
    };

    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_pages_for_administrators_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        App.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await App.ObtainAsync(BrokerFixture.Reports, "customer-7", AccountOf(Alex))).Dispose();
        (await App.TokenAsync("wrong", "google_drive", "customer-7")).Dispose();
        await App.UpkeepAsync();
        using var visitor = await App.SignInAsync(Hanako);
        (await App.TokenAsync(BrokerFixture.Insight, "google_tasks", App.KeyOf().User)).Dispose();
        var window = await OpenAsync(look.ToOptions());
        await window.TakeOverAsync(visitor);
        foreach (var (path, name) in new[]
        {
            ("/admin", "admin"), ("/admin/endings", "admin-endings"), ("/admin/audit?key=reports", "admin-audit"),
            ("/admin/events", "admin-events"), ("/admin/people?find=hanako.yamada@example.com", "admin-people"),
            ("/profile", "profile-backends"),
        })
        {
            await window.GoToAsync(path);
            await inspection.JudgeAsync(window, name, whole: true);
        }
        NothingIn(inspection.Objections);
    }
}
