using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class WithoutScriptsTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Everything_works_without_scripts()
    {
        var window = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = false });
        await window.GoToAsync("/");
        await window.Link("Sign in with Google").ClickAsync();
        await window.ChooseAsync(Hanako);
        await window.ArriveAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("All lists");

        var list = AccountOf(Hanako).Tasks.Lists[1];
        await window.Page.Locator("nav.sidebar").GetByRole(AriaRole.Link, new() { Name = list.Title }).ClickAsync();
        await window.ArriveAsync($"/tasks/{list.Id}");
        await Expect(window.Heading).ToHaveTextAsync(list.Title);
        await Expect(window.Page.GetByText("Quarterly report", new() { Exact = true })).ToBeVisibleAsync();
        await window.Page.Locator(".completed-toggle a").First.ClickAsync();
        await Expect(window.Page.GetByText("Renew the parking permit", new() { Exact = true })).ToBeVisibleAsync();

        await window.Menu.ClickAsync();
        await window.Button("日本語").ClickAsync();
        await window.ArriveAsync($"/tasks/{list.Id}");
        await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        await Expect(window.Heading).ToHaveTextAsync(list.Title);

        await window.SignOutAsync("ログアウト");
        await Expect(window.Heading).ToHaveTextAsync("Google ToDo リストを、すっきり1ページに");
        await window.GoToAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("ログアウトしています");
    }
}
