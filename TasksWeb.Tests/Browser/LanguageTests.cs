using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class LanguageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("en-US", "en", "All your Google tasks on one calm page", "All lists", "Page not found")]
    [InlineData("ja-JP", "ja", "Google ToDo リストを、すっきり1ページに", "すべてのリスト", "ページが見つかりません")]
    [InlineData("fr-FR", "en", "All your Google tasks on one calm page", "All lists", "Page not found")]
    public async Task Pages_are_in_the_language_of_the_browser(
        string locale, string language, string start, string tasks, string notFound)
    {
        var window = await OpenAsync(new() { Locale = locale });
        await window.GoToAsync("/");
        await ExpectPageAsync(window, language, start);

        await window.SignInAsync(Hanako);
        await ExpectPageAsync(window, language, tasks);

        await window.GoToAsync("/nowhere");
        await ExpectPageAsync(window, language, notFound);
    }

    [Fact]
    public async Task A_chosen_language_stays_over_pages_sign_in_and_sign_out()
    {
        var window = await OpenAsync();
        await window.GoToAsync("/");
        await window.Button("日本語").ClickAsync();
        await ExpectPageAsync(window, "ja", "Google ToDo リストを、すっきり1ページに");

        await window.SignInAsync(Hanako);
        await ExpectPageAsync(window, "ja", "すべてのリスト");
        await window.SignOutAsync("ログアウト");
        await ExpectPageAsync(window, "ja", "Google ToDo リストを、すっきり1ページに");

        await window.Button("English").ClickAsync();
        await ExpectPageAsync(window, "en", "All your Google tasks on one calm page");
        await window.GoToAsync("/tasks");
        await ExpectPageAsync(window, "en", "You’re signed out");
    }

    [Fact]
    public async Task Switching_the_language_keeps_the_page()
    {
        var list = AccountOf(Alex).Tasks.Lists[2];
        var window = await OpenAsync();
        await window.SignInAsync(Alex, $"/tasks/{list.Id}");

        await window.Menu.ClickAsync();
        await window.Button("日本語").ClickAsync();

        await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        await window.ArriveAsync($"/tasks/{list.Id}");
        await Expect(window.Heading).ToHaveTextAsync(list.Title);
    }

    [Fact]
    public async Task Today_is_the_readers_today()
    {
        // The two zones are 25 hours apart: their readers never share a date.
        var east = await OpenAsync(new() { Locale = "en-US", TimezoneId = "Pacific/Kiritimati" });
        var west = await OpenAsync(new() { Locale = "en-US", TimezoneId = "Pacific/Pago_Pago" });

        Assert.NotEqual(await DueTodayAsync(east, consents: true), await DueTodayAsync(west, consents: false));
    }

    private static async Task<string?> DueTodayAsync(Window window, bool consents)
    {
        await window.SignInAsync(Hanako, consents: consents);
        await window.GoToAsync("/tasks");
        return await window.Page.Locator(".today time").First.GetAttributeAsync("datetime");
    }

    private static async Task ExpectPageAsync(Window window, string language, string heading)
    {
        await Expect(window.Heading).ToHaveTextAsync(heading);
        await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
    }
}
