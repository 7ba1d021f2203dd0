using TasksWeb.Sandbox.Faults;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class TroubleTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>Short, so that a provider that hangs is given up soon.</summary>
    protected override Dictionary<string, string?> Settings => new() { ["Tokens:CallTimeout"] = "00:00:03" };

    [Fact]
    public async Task A_token_that_expires_at_google_is_renewed_once_unnoticed()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        App.Sandbox.Grants.ExpireAccessTokens(AccountOf(Hanako));
        App.Clock.Advance(TimeSpan.FromSeconds(5));

        await window.Page.ReloadAsync();

        await Expect(window.Heading).ToHaveTextAsync("All lists");
        await Expect(window.Page.GetByText("京都旅行の計画", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(1, App.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_person_who_withdrew_consent_at_google_sees_why_and_can_reconnect()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        App.Sandbox.Grants.Revoke(AccountOf(Hanako));
        App.Clock.Advance(TimeSpan.FromSeconds(5));

        await window.Page.ReloadAsync();
        await Expect(window.Heading).ToHaveTextAsync("Google needs your permission again");
        await Expect(window.Page.Locator("main")).ToContainTextAsync("Access was withdrawn at the provider, or has expired there.");

        await window.Link("Reconnect Google").ClickAsync();
        await window.Button("Allow").ClickAsync();
        await window.ArriveAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("All lists");
    }

    [Fact]
    public async Task While_google_is_down_the_page_says_so_and_offers_a_retry()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        App.Sandbox.Faults.Add(Fault.Answering("tasks", 503, times: 0));

        // What was read a moment ago would still be shown.
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        await window.Page.ReloadAsync();
        await Expect(window.Heading).ToHaveTextAsync("Google isn’t responding");
        await window.HelpfulButton.ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Google isn’t responding");

        App.Sandbox.Faults.Clear();
        await window.Link("Try again").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("All lists");
    }

    [Fact]
    public async Task While_google_hangs_the_page_says_so_and_offers_a_retry()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        App.Sandbox.Faults.Add(Fault.Of("tasks", FaultKind.Hang, times: 0));

        // What was read a moment ago would still be shown.
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        await window.Page.ReloadAsync();
        await Expect(window.Heading).ToHaveTextAsync("Google isn’t responding");

        App.Sandbox.Faults.Clear();
        await window.Link("Try again").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("All lists");
    }

    [Fact]
    public async Task A_failed_sign_in_at_google_offers_a_button_that_works_later()
    {
        App.Sandbox.Faults.Add(Fault.Answering("token", 503, times: 0));
        var window = await OpenAsync();
        await window.GoToAsync("/");
        await window.Link("Sign in with Google").ClickAsync();
        await window.ChooseAsync(Hanako);
        await Expect(window.Heading).ToHaveTextAsync("Google isn’t responding");

        App.Sandbox.Faults.Clear();
        await window.HelpfulButton.ClickAsync();
        await window.ChooseAsync(Hanako);
        await window.ArriveAsync("/tasks");
    }
}
