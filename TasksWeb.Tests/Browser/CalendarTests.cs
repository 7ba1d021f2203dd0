using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>The calendar is a place to work in: tasks are edited, completed and added where they stand.</summary>
[Collection(nameof(Chromium))]
public sealed class CalendarTests(Chromium chromium, AppFixture fixture) : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    private DateOnly Today => DateOnly.FromDateTime(App.Clock.GetUtcNow().Date);

    [Theory]
    [InlineData("")]
    [InlineData("?view=week")]
    public async Task A_task_of_the_calendar_is_edited_at_its_place_and_keeps_the_focus(string view)
    {
        var (desk, window) = await OpenCalendarAsync(view, view.Length > 0 ? "Week edited" : "Month edited");
        await Row(window, "Milk").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.GetByLabel("Title", new() { Exact = true })).ToBeFocusedAsync();
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Fresh milk");
        await window.Page.Keyboard.PressAsync("Enter");

        await Expect(Sheet(window)).ToHaveCountAsync(0);
        await Expect(Row(window, "Fresh milk").Locator(".name")).ToBeFocusedAsync();
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Saved");
        Assert.Contains("/tasks/calendar", window.Page.Url, StringComparison.Ordinal);
        Assert.Equal(["Fresh milk"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task A_press_beside_the_popover_saves_and_escape_restores()
    {
        var (_, window) = await OpenCalendarAsync();
        await Row(window, "Milk").Locator(".name").ClickAsync();
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Bread");
        await window.Page.Mouse.ClickAsync(600, 20);
        await Expect(Sheet(window)).ToHaveCountAsync(0);
        await Row(window, "Bread").Locator(".name").ClickAsync();
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Nothing");
        await window.Page.Keyboard.PressAsync("Escape");

        await Expect(Sheet(window)).ToHaveCountAsync(0);
        await Expect(Row(window, "Bread")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync("Changes discarded");
    }

    [Fact]
    public async Task Another_day_is_chosen_in_the_popover()
    {
        var (_, window) = await OpenCalendarAsync("?view=week");
        await Row(window, "Milk").Locator(".name").ClickAsync();
        await Sheet(window).Locator("[data-chip=due]").ClickAsync();
        await window.Page.Locator("#date-tomorrow").ClickAsync();
        await Expect(Sheet(window).Locator(".save-state")).ToHaveTextAsync("Saved");
        await Sheet(window).GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await Expect(window.Page.Locator(".is-today .task")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_ring_on_the_calendar_completes_a_task_and_it_stays_on_its_day()
    {
        var (desk, window) = await OpenCalendarAsync();
        await Row(window, "Milk").Locator(".check-button").ClickAsync();

        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Completed");
        await Expect(window.Page.Locator(".is-today .task.done .name")).ToHaveTextAsync("Milk");
        Assert.Empty(TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task A_task_is_added_on_a_day_unless_its_words_name_another()
    {
        var (_, window) = await OpenCalendarAsync();
        var day = Today.AddDays(Today.Day < 15 ? 1 : -1);
        await AddAsync("Bread");
        await Expect(Day(day).Locator(".name")).ToHaveTextAsync("Bread");
        await window.LoadedAsync();
        await AddAsync("Butter today");
        await Expect(Day(Today).Locator(".name")).ToHaveTextAsync(["Butter", "Milk"]);

        async Task AddAsync(string words)
        {
            await Day(day).HoverAsync();
            await Day(day).Locator(".day-add").ClickAsync();
            var dialog = window.Page.Locator("#quick");
            await Expect(dialog.GetByRole(AriaRole.Heading)).ToContainTextAsync($"Add task on {day.ToString("dddd, MMMM d", CultureInfo.InvariantCulture)}");
            await dialog.GetByLabel("Task name").FillAsync(words);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Add task" }).ClickAsync();
        }

        ILocator Day(DateOnly one) => window.Page.Locator($"[data-day=\"{one:yyyy-MM-dd}\"]");
    }

    [Fact]
    public async Task On_a_phone_a_day_of_the_small_month_shows_what_is_done()
    {
        // A month that begins on a Monday shows no day before its first.
        if (Today is { Day: 1, DayOfWeek: DayOfWeek.Monday })
            App.Clock.Advance(TimeSpan.FromDays(1));
        var (desk, window) = await OpenAsync(["Undated"], Phone);
        var past = Today.AddDays(-1);
        desk.AddTask("Old", task => task with { Due = past, Completed = App.Clock.GetUtcNow() });
        desk.AddTask("Milk", task => task with { Due = Today });
        await window.GoToAsync($"/tasks/calendar?day={past:yyyy-MM-dd}");
        await Expect(Row(window, "Milk")).ToBeVisibleAsync();
        await Expect(Row(window, "Old")).ToBeHiddenAsync();
        await window.Page.Locator($".month-days [href=\"#d-{past:yyyy-MM-dd}\"]").TapAsync();
        await Expect(Row(window, "Old")).ToBeVisibleAsync();

        await Row(window, "Milk").Locator(".name").TapAsync();
        await Expect(Sheet(window)).ToBeVisibleAsync();
    }

    private async Task<(TaskDesk Desk, Window Window)> OpenCalendarAsync(
        string view = "", [CallerMemberName] string name = "")
    {
        var (desk, window) = await OpenAsync([], name: name);
        desk.AddTask("Milk", task => task with { Due = Today });
        await window.GoToAsync($"/tasks/calendar{view}");
        return (desk, window);
    }

    private static ILocator Sheet(Window window) => window.Page.Locator("dialog.edit-sheet");
}
