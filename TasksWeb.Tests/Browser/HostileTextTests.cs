using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class HostileTextTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>That no dialog opens and no script is refused is what every browser test ends with.</summary>
    [Fact]
    public async Task Markup_in_titles_and_notes_is_shown_as_text()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Edge cases & <markup>", Exact = true })
            .GetByRole(AriaRole.Link).ClickAsync();

        await Expect(window.Heading).ToHaveTextAsync("Edge cases & <markup>");
        await Expect(window.Page).ToHaveTitleAsync("\u2068Edge cases & <markup>\u2069 · TasksWeb");
        foreach (var text in new[] { "<script>alert(1)</script>", "\"><svg onload=alert(3)>" })
            await Expect(window.Page.Locator(".title").GetByText(text, new() { Exact = true })).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".notes").GetByText("<img src=x onerror=alert(2)>")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("main img, main a[href^='javascript:'], main script")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Markup_in_a_persons_name_is_shown_as_text()
    {
        const string Name = "<img src=x onerror=alert(6)> \"& Co";
        App.Sandbox.Accounts.Add(Name, "markup@example.com");
        var window = await OpenAsync();

        await window.SignInAsync("markup@example.com");

        await Expect(window.Menu.Locator(".user-name")).ToHaveTextAsync(Name);
        await Expect(window.Page.Locator("img:not(.avatar img)")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Hostile_addresses_get_a_page_and_run_no_script()
    {
        var window = await OpenAsync();
        foreach (var path in new[]
        {
            "/?returnUrl=javascript:alert(7)", "/?returnUrl=%22%3E%3Cscript%3Ealert(8)%3C/script%3E",
            "/%3Cscript%3Ealert(9)%3C/script%3E",
            "/tasks/%22%3E%3Csvg%20onload=alert(10)%3E", "/auth/google/callback?error=%3Cscript%3Ealert(11)%3C/script%3E",
        })
        {
            await window.GoToAsync(path);
            await Expect(window.Heading).ToBeVisibleAsync();
            await Expect(window.Page.Locator("a[href^='javascript:'], script:not([src])")).ToHaveCountAsync(0);
        }
    }
}
