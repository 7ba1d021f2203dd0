using System.Text.RegularExpressions;
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
    public async Task What_is_written_is_saved_when_the_focus_leaves_and_escape_restores_it()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await OpenTaskAsync(window, "Milk");
        await Expect(window.Button("Save")).ToBeHiddenAsync();
        await Title(window).FillAsync("Fresh milk");
        await Title(window).PressAsync("Enter");
        await Expect(window.Page.Locator(".page-heading .save-state")).ToHaveTextAsync("Saved");
        await Expect(window.Page).ToHaveTitleAsync(new Regex("Fresh milk"));
        await window.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("Two bottles");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.UntilAsync(Asking("notes", "Two bottles"), "The notes are not saved");

        await Title(window).FillAsync("Nonsense");
        await window.Page.Keyboard.PressAsync("Escape");

        await Expect(Title(window)).ToHaveValueAsync("Fresh milk");
        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync("Changes discarded");
        var milk = Assert.Single(desk.Account.Tasks.TasksIn(desk.List));
        Assert.Equal(("Fresh milk", "Two bottles"), (milk.Title, milk.Notes));
    }

    [Fact]
    public async Task What_is_written_on_the_page_of_a_task_is_saved_after_a_pause()
    {
        var (_, window) = await OpenAsync(["Milk"]);
        await OpenTaskAsync(window, "Milk");
        await Title(window).FillAsync("Fresh milk");

        await Expect(window.Page.Locator(".page-heading .save-state")).ToHaveTextAsync("Saved");
        await Expect(Title(window)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Date_and_list_are_chosen_at_chips_and_saved_with_the_text()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        var other = desk.AddList("Elsewhere");
        await OpenTaskAsync(window, "Milk");
        await Title(window).FillAsync("Fresh milk");
        await window.Page.Locator("[data-chip=due]").ClickAsync();
        await window.Page.Locator("#date-tomorrow").ClickAsync();
        await Expect(window.Page.Locator("[data-chip=due] time")).ToHaveTextAsync("Tomorrow");
        await window.Page.Locator("[data-chip=toList]").ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Elsewhere" }).ClickAsync();

        await Expect(window.Page.Locator("#receipt p")).ToContainTextAsync("Fresh milk");
        await Expect(window.Page.Locator(".breadcrumb")).ToHaveTextAsync("Elsewhere");
        var milk = Assert.Single(desk.Account.Tasks.TasksIn(other));
        Assert.Equal(("Fresh milk", DateOnly.FromDateTime(App.Clock.GetUtcNow().Date).AddDays(1)), (milk.Title, milk.Due));
    }

    [Fact]
    public async Task Task_and_subtasks_are_completed_and_added_without_leaving_the_page()
    {
        var (desk, window) = await OpenAsync(["Trip", " Tickets", " Hotel"]);
        await OpenTaskAsync(window, "Trip");
        await window.Page.EvaluateAsync("() => { window.isSamePage = true; }");
        await Row(window, "Tickets").Locator(".check-button").ClickAsync();
        await Expect(window.Page.Locator(".tasks-below h2")).ToContainTextAsync("1/2");
        await window.Page.Locator(".tasks-below .plain-input").FillAsync("Insurance");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(window, "Insurance")).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".tasks-below .plain-input")).ToBeFocusedAsync();
        await window.Page.Locator(".form-check").ClickAsync();
        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync(new Regex("^Completed .?Trip"));
        await Expect(window.Page.Locator("#edit")).ToContainClassAsync("done");
        Assert.NotNull(desk.Account.Tasks.TasksIn(desk.List).Single(task => task.Title == "Trip").Completed);

        await ToastButton(window, "Undo").ClickAsync();

        await Expect(window.Page.Locator("#edit")).Not.ToContainClassAsync("done");
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.isSamePage"));
    }

    [Fact]
    public async Task A_task_that_is_deleted_on_its_page_can_be_had_back_on_its_list()
    {
        var (desk, window) = await OpenAsync(["Milk", "Bread"]);
        await OpenTaskAsync(window, "Milk");
        await window.Page.Locator(".page-heading summary").ClickAsync();
        await window.Link("Delete").ClickAsync();
        await window.ArriveAsync(desk.ListPath);
        await ExpectRowsAsync(window, "Bread");

        await window.Page.Locator("#receipt").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await ExpectRowsAsync(window, "Milk", "Bread");
    }

    [Fact]
    public async Task A_toast_with_two_actions_has_room_for_its_words_on_a_phone()
    {
        var (_, window) = await OpenAsync(["Trip", " Tickets", " Hotel"], Phone);
        await Row(window, "Trip").Locator(".check-button").First.ClickAsync();
        await Expect(ToastButton(window, "Complete subtasks too (2)")).ToBeVisibleAsync();

        var words = (await window.Page.Locator("#toast p").BoundingBoxAsync())!;

        Assert.True(words.Width > 200, $"{words.Width} pixels are left for the words.");
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

    private static ILocator Title(Window window) => window.Page.GetByLabel("Title", new() { Exact = true });

    private static async Task OpenTaskAsync(Window window, string title)
    {
        await window.GoToAsync((await Row(window, title).Locator(".name").GetAttributeAsync("href"))!);
        await window.LoadedAsync();
    }

    private static string Asking(string field, string value) => $$"""
        async () => (await (await fetch(location.pathname + '/form')).text()).includes('{{value}}') && '{{field}}'
        """;

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
