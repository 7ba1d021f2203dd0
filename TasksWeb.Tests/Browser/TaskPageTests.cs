using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>The page of a task, and a board on a phone.</summary>
[Collection(nameof(Chromium))]
public sealed class TaskPageTests(Chromium chromium, AppFixture fixture) : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    [Fact]
    public async Task Date_and_list_are_chosen_at_chips_and_saved_with_the_text()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        var other = desk.AddList("Elsewhere");
        await window.GoToAsync((await Row(window, "Milk").Locator(".name").GetAttributeAsync("href"))!);
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Fresh milk");
        await window.Page.Locator("[data-chip=due]").ClickAsync();
        await window.Page.Locator("#date-tomorrow").ClickAsync();
        await Expect(window.Page.Locator("[data-chip=due] time")).ToHaveTextAsync("Tomorrow");
        await window.Page.Locator("[data-chip=toList]").ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Elsewhere" }).ClickAsync();
        await window.Button("Save").ClickAsync();

        await Expect(window.Page.Locator("#receipt p")).ToContainTextAsync("Fresh milk");
        var milk = Assert.Single(desk.Account.Tasks.TasksIn(other));
        Assert.Equal(("Fresh milk", DateOnly.FromDateTime(App.Clock.GetUtcNow().Date).AddDays(1)), (milk.Title, milk.Due));
    }

    [Fact]
    public async Task Without_scripts_the_page_has_native_fields_in_place_of_chips()
    {
        var (_, window) = await OpenAsync(["Milk"], new() { Locale = "en-US", JavaScriptEnabled = false });
        await window.GoToAsync((await Row(window, "Milk").Locator(".name").GetAttributeAsync("href"))!);
        await Expect(window.Page.Locator("[data-chip]").First).ToBeHiddenAsync();
        await window.Page.Locator("#edit").GetByLabel("Date", new() { Exact = true }).FillAsync("2031-05-04");
        await window.Button("Save").ClickAsync();

        await Expect(window.Page.Locator("#edit").GetByLabel("Date", new() { Exact = true })).ToHaveValueAsync("2031-05-04");
    }

    [Fact]
    public async Task On_a_phone_dots_show_which_list_of_the_board_is_seen()
    {
        var (desk, window) = await OpenAsync(["Milk"], new Look("en-US", ColorScheme.Light, IsPhone: true).ToOptions());
        desk.AddList("Elsewhere", "Bread");
        await window.GoToAsync("/tasks");
        var dots = window.Page.Locator(".list-dots > span");
        await Expect(dots).ToHaveCountAsync(2);
        await Expect(dots.First).ToHaveClassAsync("current");
        await window.Page.Locator(".board > .list").Nth(1).EvaluateAsync("list => list.scrollIntoView()");

        await Expect(dots.Nth(1)).ToHaveClassAsync("current");
        await Expect(dots.First).Not.ToHaveClassAsync("current");
    }
}
