using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>
/// Every state that the pages of tasks can be brought into: fits the screen and has nothing that axe objects to.
/// </summary>
[Collection(nameof(Chromium))]
public sealed class TaskLookTests(Chromium chromium, AppFixture fixture) : IClassFixture<AppFixture>
{
    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_states_of_the_task_pages_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        using var desk = await TaskDesk.OpenAsync(
            fixture.App, ["Plan the summer", " Ask who comes along", " Book the ferry", "家賃を払う", "Water the plants"],
            $"Look {look}");
        desk.AddTask(
            "Review", task => task with { AssignedFromFile = "1file", Notes = "see [the outline](https://example.com/outline)" });
        desk.AddTask("Done", task => task with { Completed = fixture.App.Clock.GetUtcNow() });
        desk.AddList("買い物", "牛乳", "Bread");
        await using var window = await Window.OpenAsync(
            fixture.App, await chromium.NewContextAsync(look.ToOptions()), hasScripts: true);
        await window.TakeOverAsync(desk.Visitor);

        await window.GoToAsync(desk.ListPath);
        await inspection.JudgeAsync(window, "list-small");
        await window.Page.Locator(".task .name").First.FocusAsync();
        await window.Page.Keyboard.PressAsync(".");
        await Expect(window.Page.Locator("#task-menu")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "task_menu");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Keyboard.PressAsync("d");
        await Expect(window.Page.Locator("#date-menu")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "date_menu");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Keyboard.PressAsync("l");
        await Expect(window.Page.Locator("#list-menu")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "list_menu");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator(".page-heading [data-list-settings]").ClickAsync();
        await Expect(window.Page.Locator("#list-settings")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "list_settings");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator(".task .name").First.ClickAsync();
        await Expect(window.Page.Locator("form.task-form")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "task_edited_in_place");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator("[data-component=select-toggle]").First.ClickAsync();
        await window.Page.Locator(".select-box").Nth(1).CheckAsync(new() { Force = true });
        await inspection.JudgeAsync(window, "selecting");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Keyboard.PressAsync("?");
        await Expect(window.Page.Locator("#shortcuts")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "shortcuts");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator("[data-fold=completed]").ClickAsync();
        await Expect(window.Page.Locator(".tasks.completed .task")).ToHaveCountAsync(1);
        await window.Page.Locator(".check-button").First.ClickAsync();
        await window.Page.Locator("#toast button").First.FocusAsync();
        await inspection.JudgeAsync(window, "toast");
        await window.Page.Locator(".tasks.open .name").Nth(3).FocusAsync();
        await window.Page.Keyboard.PressAsync("m");
        await inspection.JudgeAsync(window, "carried");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.GoToAsync(desk.ListPath);
        if (!isPhone)
        {
            await window.Page.Locator(".new-list summary").ClickAsync();
            await Expect(window.Page.Locator("#new-list")).ToBeInViewportAsync();
            await inspection.JudgeAsync(window, "new_list");
        }

        await window.GoToAsync($"{desk.ListPath}?select=true&show=completed");
        await inspection.JudgeAsync(window, "selecting-without_scripts");
        await window.GoToAsync($"{desk.ListPath}/settings");
        await inspection.JudgeAsync(window, "list-settings");
        await window.GoToAsync($"{desk.ListPath}/delete");
        await inspection.JudgeAsync(window, "list-deletion");

        var page = await desk.ListPageAsync();
        var task = (await desk.OpenTaskAsync(page, "Review")).Address.AbsolutePath;
        await window.GoToAsync(task);
        await inspection.JudgeAsync(window, "task");
        desk.Elsewhere(book => book.Change(desk.List, task.Split('/')[^1], known => known with { Title = "Review the design" }));
        await window.Page.Locator("#title").FillAsync("Review it");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator(".conflict")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "conflict");
        await window.GoToAsync(task + "/delete");
        await inspection.JudgeAsync(window, "task-deletion");

        var all = string.Join(Environment.NewLine, inspection.Objections.Concat(window.Complaints));
        Assert.True(all.Length == 0, all);
    }
}
