using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>A person and their connections, from the first one to the deleted account.</summary>
public sealed class ConnectionsJourneyTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_is_connected_reconnected_and_disconnected_and_the_account_deleted(bool withScripts)
    {
        var window = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = withScripts });
        await window.SignInAsync(Alex);
        await window.Menu.ClickAsync();
        await window.Link("Account").ClickAsync();
        await window.ArriveAsync("/profile");
        var drive = window.Page.GetByRole(AriaRole.Region, new() { Name = "Google Drive" });
        await Expect(drive).ToContainTextAsync("Not connected");

        await Card(drive, "Connect").ClickAsync();
        await window.Button("Deny").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Access wasn’t granted");
        await window.HelpfulButton.ClickAsync();
        await window.Button("Allow").ClickAsync();
        await Expect(drive.Locator(".status")).ToHaveTextAsync("Connected");

        App.Sandbox.Grants.Revoke(AccountOf(Alex));
        App.Clock.Advance(TimeSpan.FromHours(2));
        await window.GoToAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("Google needs your permission again");
        await window.GoToAsync("/profile");
        var tasks = window.Page.GetByRole(AriaRole.Region, new() { Name = "Google Tasks" });
        await Expect(tasks).ToContainTextAsync("Access was withdrawn at the provider, or has expired there.");
        await Card(tasks, "Reconnect").ClickAsync();
        await window.Button("Allow").ClickAsync();
        await Expect(tasks.Locator(".status")).ToHaveTextAsync("Connected");

        await drive.Locator(".menu > summary").ClickAsync();
        await Card(drive, "Disconnect").ClickAsync();
        await Expect(drive.Locator(".status")).ToHaveTextAsync("Not connected");

        await window.Link("Delete account…").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Delete your account?");
        await window.Button("Sign in again").ClickAsync();
        await window.Button("Delete account").ClickAsync();
        await window.ArriveAsync("/profile/deleted");
        await Expect(window.Heading).ToHaveTextAsync("Account deleted");
        await window.GoToAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("You’re signed out");
    }

    [Fact]
    public async Task A_link_from_another_site_asks_before_it_leads_to_the_provider()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);

        // 127.0.0.1 is another site than localhost.
        await window.Page.GotoAsync(App.Sandbox.Address.AbsoluteUri);
        await window.Page.EvaluateAsync(
            "address => { location.href = address }", new Uri(window.Address, "/connections/google_drive").AbsoluteUri);
        await Expect(window.Heading).ToHaveTextAsync("Connect Google Drive?");
        await window.Button("Connect Google Drive").ClickAsync();
        await window.Button("Allow").ClickAsync();

        await Expect(window.Page.Locator("#connection-google_drive .status")).ToHaveTextAsync("Connected");
    }

    private static ILocator Card(ILocator card, string button) =>
        card.GetByRole(AriaRole.Button, new() { Name = button, Exact = true });
}
