using Microsoft.Playwright;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.Tasks;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>A task is changed in place: its text in the row, its date and place in popovers or by dragging.</summary>
public sealed class EditingTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task What_is_typed_is_saved_after_a_pause_and_escape_restores_it()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await Row(window, "Buy stamps").Locator(".name").ClickAsync();
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Buy many stamps");
        await Expect(window.Page.Locator(".save-state")).ToHaveTextAsync("Saved");
        await Expect(window.Page.GetByLabel("Title", new() { Exact = true })).ToBeFocusedAsync();
        Assert.Contains(await App.TasksOfAsync(Alex), one => one.Task.Title == "Buy many stamps");

        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(Row(window, "Buy stamps")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync("Changes discarded");
    }

    [Fact]
    public async Task A_press_elsewhere_saves_what_was_typed()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await Row(window, "Buy stamps").Locator(".name").ClickAsync();
        await window.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("Ten of them");
        await window.Heading.ClickAsync();
        await Expect(window.Page.Locator(".editing")).ToHaveCountAsync(0);
        await Expect(Row(window, "Buy stamps").Locator(".notes")).ToHaveTextAsync("Ten of them");
    }

    [Fact]
    public async Task A_task_that_is_opened_while_it_is_saved_has_what_was_written()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        var row = Row(window, "Buy stamps");
        var path = $"/tasks/v1/lists/{await row.GetAttributeAsync("data-list")}/tasks/{await row.GetAttributeAsync("data-task")}";
        App.Sandbox.Faults.Add(Fault.Delaying(path, TimeSpan.FromSeconds(2)));
        await row.Locator(".name").ClickAsync();
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Buy many stamps");
        await window.Page.Keyboard.PressAsync("Enter");

        await Row(window, "Buy many stamps").Locator(".name").ClickAsync();

        await Expect(window.Page.GetByLabel("Title", new() { Exact = true })).ToHaveValueAsync("Buy many stamps");
    }

    [Fact]
    public async Task A_date_can_be_typed_in_words_in_the_row()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await Row(window, "Send photos to Grandma").HoverAsync();
        await Row(window, "Send photos to Grandma").Locator(".date-button").ClickAsync();
        await window.Page.Keyboard.TypeAsync("tomorrow");
        await Expect(window.Page.Locator("#date-typed")).ToHaveAttributeAsync("aria-selected", "true");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(window, "Send photos to Grandma").Locator("time")).ToHaveTextAsync("Tomorrow");
    }

    [Fact]
    public async Task Subtasks_fold_and_stay_folded()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await Row(window, "Plan Maya’s birthday").Locator(".fold-button").ClickAsync();
        await Expect(Row(window, "Order the cake")).ToBeHiddenAsync();
        await window.Page.ReloadAsync();
        await Expect(Row(window, "Order the cake")).ToBeHiddenAsync();
        await Row(window, "Plan Maya’s birthday").Locator(".fold-button").ClickAsync();
        await Expect(Row(window, "Order the cake")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_task_is_dropped_on_a_list_of_the_sidebar()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        var from = (await Row(window, "Buy stamps").BoundingBoxAsync())!;
        var to = (await window.Page.Locator(".side-link", new() { HasText = "Home" }).BoundingBoxAsync())!;
        await window.Page.Mouse.MoveAsync(from.X + 120, from.Y + 12);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(to.X + 60, to.Y + 12, new() { Steps = 6 });
        await Expect(window.Page.Locator(".drop-hint")).ToHaveTextAsync("Move to Home");
        await window.Page.Mouse.UpAsync();
        await Expect(window.Page.Locator(".list:has(h2 a:text-is(\"Home\")) .name").First).ToHaveTextAsync("Buy stamps");
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Moved");
    }

    [Fact]
    public async Task A_task_is_dragged_to_another_day_of_the_calendar()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await window.GoToAsync("/tasks/calendar?view=week");
        var task = window.Page.Locator(".week-task", new() { HasText = "Water the plants" });
        var day = window.Page.Locator(".week-day:not(.is-today)").First;
        var (from, to) = ((await task.BoundingBoxAsync())!, (await day.BoundingBoxAsync())!);
        await window.Page.Mouse.MoveAsync(from.X + 40, from.Y + 10);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(to.X + 40, to.Y + 200, new() { Steps = 6 });
        await window.Page.Mouse.UpAsync();
        await Expect(day.Locator(".week-task", new() { HasText = "Water the plants" })).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Saved");
    }

    private static ILocator Row(Window window, string title) =>
        window.Page.Locator(".task").Filter(new() { Has = window.Page.Locator($".name:text-is(\"{title}\")") });
}
