using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class ColdCacheTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_page_that_reads_no_tasks_gets_its_lists_when_it_is_there()
    {
        var window = await OpenAsync();

        await window.SignInAsync(Hanako, "/profile");

        await Expect(window.Page.Locator(".sidebar-places [data-list]")).ToHaveCountAsync(AccountOf(Hanako).Tasks.Lists.Count);
        await Expect(window.Page.Locator(".sidebar-places [data-list] .count").First).Not.ToBeEmptyAsync();
    }
}
