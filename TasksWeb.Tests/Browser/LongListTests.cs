using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>A list that is shown while the rest of it is still being read.</summary>
[Collection(nameof(Chromium))]
public sealed class LongListTests(Chromium chromium, AppFixture fixture)
    : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    private const int Count = 250;
    private const string Words = ".arriving";

    [Fact]
    public async Task A_menu_keeps_the_keyboard_and_presses_without_being_modal()
    {
        var (_, window) = await OpenAsync(["Milk", "Bread"]);
        await LoadedAsync(window);
        var menu = window.Page.Locator("#task-menu");
        await Row(window, "Milk").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync(".");
        await Expect(menu).ToBeVisibleAsync();
        // A modal one would have the browser style every row of the board anew.
        await Expect(window.Page.Locator("dialog:modal")).ToHaveCountAsync(0);
        await window.Page.Keyboard.PressAsync("Tab");
        await Expect(menu.Locator("input")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(menu).ToBeHiddenAsync();
        await Expect(Row(window, "Milk").Locator(".name")).ToBeFocusedAsync();

        await window.Page.Keyboard.PressAsync(".");
        await Expect(menu).ToBeVisibleAsync();
        var beside = (await Row(window, "Bread").Locator(".check-button").BoundingBoxAsync())!;
        await window.Page.Mouse.ClickAsync(beside.X + 5, beside.Y + 5);
        await Expect(menu).ToBeHiddenAsync();
        await ExpectRowsAsync(window, "Milk", "Bread");
    }

    [Fact]
    public async Task A_list_fills_in_by_itself_and_says_so()
    {
        var (list, window, held) = await OpenHalfReadAsync();
        await Expect(window.Page.Locator(Words)).ToContainTextAsync("Still loading. Tasks read so far: 100");
        await Expect(window.Page.Locator(".task")).ToHaveCountAsync(100);
        await LoadedAsync(window);

        App.Sandbox.Faults.Clear(held);

        await Expect(window.Page.Locator(Words)).ToHaveCountAsync(0);
        await Expect(window.Page.Locator("#announce")).ToContainTextAsync("has loaded");
        await Expect(window.Page.Locator(".task .name").First).ToHaveTextAsync("Task 0");
        await Expect(window.Page.Locator($"[data-count='{list}']").First).ToHaveTextAsync($"{Count}");
    }

    [Fact]
    public async Task Rows_are_not_arranged_before_the_order_is_known()
    {
        var (_, window, held) = await OpenHalfReadAsync();
        var names = await window.Page.Locator(".task .name").AllTextContentsAsync();

        await window.Page.Locator(".task .name").Nth(1).FocusAsync();
        await window.Page.Keyboard.PressAsync("Alt+ArrowUp");

        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync("You can arrange tasks once the whole list has loaded.");
        Assert.Equal(names, await window.Page.Locator(".task .name").AllTextContentsAsync());
        App.Sandbox.Faults.Clear(held);
        await Expect(window.Page.Locator(Words)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Selected_rows_stay_while_a_list_is_read()
    {
        var (_, window, held) = await OpenHalfReadAsync(holdsClock: true);
        await LoadedAsync(window);
        await Expect(window.Page.Locator(Words)).ToContainTextAsync("Still loading");
        await window.Page.Locator("[data-component=select-toggle]").First.ClickAsync();
        await window.Page.Locator(".select-box").Nth(1).CheckAsync(new() { Force = true });
        var asked = 0;
        window.Page.Request += (_, request) => asked += request.Url.Contains("/column", StringComparison.Ordinal) ? 1 : 0;

        App.Sandbox.Faults.Clear(held);
        await window.Page.Clock.RunForAsync(5000);
        Assert.Equal(0, asked);

        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Clock.ResumeAsync();
        await Expect(window.Page.Locator(Words)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_reading_that_fails_is_said_and_tried_again()
    {
        var (list, window, held) = await OpenHalfReadAsync();
        await Expect(window.Page.Locator(Words)).ToContainTextAsync("Still loading");
        var refused = App.Sandbox.Faults.Add(Fault.Answering($"/tasks/v1/lists/{list}/tasks", 503, times: 0));
        App.Sandbox.Faults.Clear(held);

        await Expect(window.Page.Locator(Words)).ToContainTextAsync("Trying again in 20 seconds", new() { Timeout = 60_000 });
        await Expect(window.Page.Locator(".task")).ToHaveCountAsync(100);
        App.Sandbox.Faults.Clear(refused);
        await Expect(window.Page.Locator(Words)).ToHaveCountAsync(0, new() { Timeout = 60_000 });
    }

    /// <summary>The page of a list of which Google has sent the first page, and the others when the fault is cleared.</summary>
    private async Task<(string List, Window Window, int Held)> OpenHalfReadAsync(
        bool holdsClock = false, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var (desk, window) = await OpenAsync([], name: name);
        if (holdsClock)
            await window.Page.Clock.InstallAsync();
        var list = desk.AddList("Long", [.. Enumerable.Range(0, Count).Select(t => $"Task {t}")]);
        var held = App.Sandbox.Faults.Add(Fault.Of($"/tasks/v1/lists/{list}/tasks", FaultKind.Hang) with { Skip = 1 });
        await window.GoToAsync(TaskDesk.PathOf(list));
        return (list, window, held);
    }
}
