using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>Selected tasks are dragged together.</summary>
[Collection(nameof(Chromium))]
public sealed class DragSelectionTests(Chromium chromium, AppFixture fixture)
    : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    [Fact]
    public async Task Selected_tasks_are_dragged_to_another_place_together_and_back_by_undo()
    {
        var (desk, window) = await OpenAsync(["A", "B", " B1", "C", "D"]);
        await SelectAsync(window, "A", "B", "B1");
        await DragAsync(window, "B", await BelowAsync(window, "D"), "2");

        await ExpectRowsAsync(window, "C", "D", "A", "B", "B1");
        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync("2 tasks moved");
        await Expect(window.Page.Locator(".select-box")).ToHaveCountAsync(0);
        Assert.Equal(["C", "D", "A", "B", " B1"], TaskDesk.RowsOf(await desk.ListPageAsync()));

        await ToastButton(window, "Undo").ClickAsync();
        await ExpectRowsAsync(window, "A", "B", "B1", "C", "D");
        Assert.Equal(["A", "B", " B1", "C", "D"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task Selected_tasks_are_dropped_on_a_list_of_the_sidebar()
    {
        var (desk, window) = await OpenAsync(["A", "B", "C"]);
        var other = desk.AddList("Elsewhere", "First");
        await window.GoToAsync(desk.ListPath);
        await SelectAsync(window, "A", "C");
        var link = (await window.Page.Locator(".side-link", new() { HasText = "Elsewhere" }).BoundingBoxAsync())!;
        await DragAsync(window, "C", (link.X + 60, link.Y + 12), "2");

        await ExpectRowsAsync(window, "B");
        Assert.Equal(["A", "C", "First"], TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(other))));
    }

    [Fact]
    public async Task Escape_leaves_dragged_tasks_where_they_are_and_selected()
    {
        var (_, window) = await OpenAsync(["A", "B", "C"]);
        await SelectAsync(window, "A", "B");
        var (x, y) = await BelowAsync(window, "C");
        await LiftAsync(window, "A", x, y);
        await Expect(window.Page.Locator(".drag-ghost")).ToHaveAttributeAsync("data-count", "2");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Mouse.UpAsync();

        await Expect(window.Page.Locator(".drag-ghost")).ToHaveCountAsync(0);
        await ExpectRowsAsync(window, "A", "B", "C");
        await Expect(window.Page.Locator(".select-box:checked")).ToHaveCountAsync(2);
    }

    private static async Task SelectAsync(Window window, params string[] titles)
    {
        await LoadedAsync(window);
        await window.Page.Locator("[data-component=select-toggle]").First.ClickAsync();
        foreach (var title in titles)
            await Row(window, title).Locator(".select-box").ClickAsync();
    }

    private static async Task<(float X, float Y)> BelowAsync(Window window, string title)
    {
        var box = (await Row(window, title).BoundingBoxAsync())!;
        return (box.X + 120, box.Y + box.Height - 4);
    }

    private static async Task LiftAsync(Window window, string title, float x, float y)
    {
        var from = (await Row(window, title).BoundingBoxAsync())!;
        await window.Page.Mouse.MoveAsync(from.X + 120, from.Y + 12);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(from.X + 120, from.Y + 24, new() { Steps = 3 });
        await window.Page.Mouse.MoveAsync(x, y, new() { Steps = 6 });
    }

    private static async Task DragAsync(Window window, string title, (float X, float Y) to, string count)
    {
        await LiftAsync(window, title, to.X, to.Y);
        await Expect(window.Page.Locator(".drag-ghost")).ToHaveAttributeAsync("data-count", count);
        await window.Page.Mouse.UpAsync();
    }
}
