using Microsoft.Playwright;
using TasksWeb.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>In forced colors backgrounds and shadows are gone: what is chosen and what can be pressed has an edge.</summary>
[Collection(nameof(Chromium))]
public sealed class ForcedColorsTests(Chromium chromium, AppFixture fixture) : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    private static readonly BrowserNewContextOptions Forced =
        new() { Locale = "en-US", ForcedColors = ForcedColors.Active, ColorScheme = ColorScheme.Dark };

    [Fact]
    public async Task What_is_open_or_chosen_has_an_edge_in_forced_colors()
    {
        var (desk, window) = await OpenAsync(["Milk", " Oat", "Bread"], Forced);
        desk.AddTask("Done", task => task with { Completed = App.Clock.GetUtcNow() });
        await LoadedAsync(window);
        await ExpectEdgesAsync(window, "list", ".check-button", ".side-link[aria-current]", ".add-button");

        await Row(window, "Milk").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync(".");
        await ExpectEdgesAsync(window, "task_menu", "#task-menu", "#task-menu .menu-item.active");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Keyboard.PressAsync("d");
        await ExpectEdgesAsync(window, "date_menu", "#date-menu", "#date-menu .menu-item.active", "#date-menu .month .is-today");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator(".page-heading [data-list-settings]").ClickAsync();
        await ExpectEdgesAsync(window, "list_settings", "#list-settings", "#list-settings .swatch[aria-pressed=true]");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Menu.ClickAsync();
        await ExpectEdgesAsync(window, "menu", ".account-menu .popover");
        await window.Page.Keyboard.PressAsync("Escape");

        await Row(window, "Milk").Locator(".name").ClickAsync();
        await ExpectEdgesAsync(window, "editing", ".editing", ".editing .chip");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Keyboard.PressAsync("x");
        await ExpectEdgesAsync(window, "selecting", ".task:has(> .select-box:checked)", ".bulk-bar");
        await window.GoToAsync((await window.Page.Locator(".task .name").First.GetAttributeAsync("href"))!);
        await ExpectEdgesAsync(window, "task", "#title", "#notes", ".chip", ".check-button");
        await window.GoToAsync("/tasks/transfer");
        await ExpectEdgesAsync(window, "transfer", ".drop-zone", ".import-options .button");
    }

    [Fact]
    public async Task The_check_of_a_completed_task_is_seen_in_forced_colors()
    {
        var (desk, window) = await OpenAsync(["Milk", " Oat"], Forced);
        var oat = desk.Account.Tasks.TasksIn(desk.List).Single(task => task.Title == "Oat");
        desk.Elsewhere(book => book.Change(desk.List, oat.Id, task => task with { Completed = App.Clock.GetUtcNow() }));
        await window.GoToAsync((await Row(window, "Milk").Locator(".name").GetAttributeAsync("href"))!);
        await Screenshots.TakeAsync(window.Page, "forced-completed");
        var colors = await window.Page.Locator(".tasks-below .done > .check-button .icon").EvaluateAsync<string[]>("""
            icon => [getComputedStyle(icon).color, getComputedStyle(icon.parentElement).borderTopColor]
            """);
        // As the ring around it.
        Assert.Equal(colors[1], colors[0]);
    }

    private static async Task ExpectEdgesAsync(Window window, string state, params string[] selectors)
    {
        foreach (var selector in selectors)
            await Expect(window.Page.Locator(selector).First).ToBeVisibleAsync();
        await Screenshots.TakeAsync(window.Page, $"forced-{state}");
        var bare = await window.Page.EvaluateAsync<string[]>("""
            selectors => selectors.filter(selector => [undefined, '::before'].every(part => {
              const { borderTopStyle, borderTopWidth, outlineStyle } = getComputedStyle(document.querySelector(selector), part);
              return (borderTopStyle === 'none' || borderTopWidth === '0px') && outlineStyle === 'none';
            }))
            """, selectors);
        Assert.Empty(bare);
    }
}
