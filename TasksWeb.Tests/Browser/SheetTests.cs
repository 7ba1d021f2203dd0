using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>On a phone, a task is edited on a sheet that rises from the bottom.</summary>
[Collection(nameof(Chromium))]
public sealed class SheetTests(Chromium chromium, AppFixture fixture) : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    [Fact]
    public async Task A_press_on_a_task_opens_a_sheet_and_a_press_beside_it_saves()
    {
        var (desk, window) = await OpenAsync(["Milk", " Oat", " Soy", "Bread"], Phone);
        await LoadedAsync(window);
        var before = (await Row(window, "Bread").BoundingBoxAsync())!.Y;
        await Row(window, "Milk").Locator(".name").TapAsync();
        await Expect(Sheet(window)).ToBeVisibleAsync();
        await Expect(window.Page.GetByLabel("Title", new() { Exact = true })).ToBeFocusedAsync();
        // The list behind it has not moved.
        Assert.Equal(before, (await Row(window, "Bread").BoundingBoxAsync())!.Y);

        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Fresh milk");
        await Sheet(window).GetByRole(AriaRole.Button, new() { Name = "Complete: Oat" }).TapAsync();
        await Expect(Sheet(window).GetByRole(AriaRole.Button, new() { Name = "Reopen: Oat" })).ToBeVisibleAsync();
        await window.Page.Touchscreen.TapAsync(195, 60);

        await Expect(Sheet(window)).ToHaveCountAsync(0);
        await ExpectRowsAsync(window, "Fresh milk", "Soy", "Bread");
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Saved");
        Assert.Equal(["Fresh milk", " Soy", "Bread"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task The_ring_on_the_sheet_saves_and_completes_the_task()
    {
        var (desk, window) = await OpenAsync(["Milk", "Bread"], Phone);
        await LoadedAsync(window);
        await Row(window, "Milk").Locator(".name").TapAsync();
        await window.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("Two litres");
        await Sheet(window).Locator(".form-check").TapAsync();

        await Expect(Sheet(window)).ToHaveCountAsync(0);
        await ExpectRowsAsync(window, "Bread");
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Completed");
        var milk = desk.Account.Tasks.TasksIn(desk.List).Single(task => task.Title == "Milk");
        Assert.Equal("Two litres", milk.Notes);
        Assert.NotNull(milk.Completed);
    }

    [Fact]
    public async Task The_sheet_is_pulled_down_by_its_handle_and_its_menu_takes_its_place()
    {
        var (_, window) = await OpenAsync(["Milk", "Bread"], Phone);
        await LoadedAsync(window);
        await using var finger = new Finger(await window.Page.Context.NewCDPSessionAsync(window.Page));
        await Row(window, "Milk").Locator(".name").TapAsync();
        await Expect(Sheet(window)).ToBeVisibleAsync();
        await window.UntilAsync("() => document.getAnimations().length === 0", "The sheet does not come to rest");
        var handle = (await Sheet(window).Locator(".sheet-handle").BoundingBoxAsync())!;
        await finger.DownAsync(195, handle.Y + 12);
        await finger.MoveAsync(195, handle.Y + 140);
        await finger.UpAsync();
        await Expect(Sheet(window)).ToHaveCountAsync(0);

        await Row(window, "Milk").Locator(".name").TapAsync();
        await window.Button("More actions").TapAsync();
        await Expect(Sheet(window)).ToHaveCountAsync(0);
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Duplicate" }).TapAsync();
        await ExpectRowsAsync(window, "Milk", "Milk", "Bread");
    }

    [Fact]
    public async Task Completed_subtasks_are_on_the_sheet_and_can_be_reopened_there()
    {
        var (desk, window) = await OpenAsync(["Milk", " Oat", " Soy", "Bread"], Phone);
        await LoadedAsync(window);
        await Row(window, "Oat").Locator(".check-button").TapAsync();
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Completed");
        await window.Page.ReloadAsync();
        await LoadedAsync(window);
        await Expect(Row(window, "Oat")).ToHaveCountAsync(0);
        await Row(window, "Milk").Locator(".name").TapAsync();
        await Expect(Sheet(window).Locator(".sheet-subtasks .name")).ToHaveTextAsync(["Soy", "Oat"]);

        await Sheet(window).GetByRole(AriaRole.Button, new() { Name = "Reopen: Oat" }).TapAsync();
        await Expect(Sheet(window).GetByRole(AriaRole.Button, new() { Name = "Complete: Oat" })).ToBeVisibleAsync();
        await Sheet(window).GetByRole(AriaRole.Button, new() { Name = "Done" }).TapAsync();

        await Expect(Row(window, "Oat").Locator(".check-button")).ToHaveAccessibleNameAsync("Complete: Oat");
        Assert.Contains(" Oat", TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task The_board_is_filtered_on_a_phone_from_the_menu_of_a_list()
    {
        var (desk, window) = await OpenAsync(["Milk"], Phone);
        desk.AddList("Work", "Report");
        desk.AddTask("Bread", task => task with { Due = DateOnly.FromDateTime(App.Clock.GetUtcNow().Date.AddDays(9)) });
        await window.GoToAsync("/tasks");
        await LoadedAsync(window);
        await window.Page.Locator("[data-list-settings]").First.TapAsync();
        await window.Button("Filter tasks").TapAsync();
        await window.Page.GetByLabel("Show").SelectOptionAsync("With a date");

        await Expect(Row(window, "Bread")).ToBeVisibleAsync();
        await Expect(Row(window, "Milk")).ToHaveCountAsync(0);
        // What is filtered says so, and leads back.
        await window.Page.Locator(".filter-menu > summary").TapAsync();
        await window.Link("Reset").TapAsync();
        await Expect(Row(window, "Milk")).ToBeVisibleAsync();
    }

    private static ILocator Sheet(Window window) => window.Page.Locator("dialog.edit-sheet");
}
