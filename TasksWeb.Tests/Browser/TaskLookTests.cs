using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>
/// Every state that the pages of tasks can be brought into: fits the screen and has nothing that axe objects to.
/// </summary>
[Collection(nameof(Chromium))]
public sealed class TaskLookTests(Chromium chromium, AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly List<string> _objections = [];

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task The_states_of_the_task_pages_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
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
        await JudgeAsync(window, look, "list-small");
        await window.Page.Locator(".tool[data-menu]").First.ClickAsync();
        await Expect(window.Page.Locator("#task-menu")).ToBeVisibleAsync();
        await JudgeAsync(window, look, "task_menu");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator(".task .name").First.ClickAsync();
        await Expect(window.Page.Locator("form.edit")).ToBeVisibleAsync();
        await JudgeAsync(window, look, "task_edited_in_place");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator("[data-select]").First.ClickAsync();
        await window.Page.Locator(".pick").Nth(1).CheckAsync();
        await JudgeAsync(window, look, "selecting");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Keyboard.PressAsync("?");
        await Expect(window.Page.Locator("#shortcuts")).ToBeVisibleAsync();
        await JudgeAsync(window, look, "shortcuts");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator("[data-fold=completed]").ClickAsync();
        await Expect(window.Page.Locator(".tasks.completed .task")).ToHaveCountAsync(1);
        await window.Page.Locator(".state").First.ClickAsync();
        await Expect(window.Page.Locator("#toast")).ToBeVisibleAsync();
        await JudgeAsync(window, look, "toast");
        await window.Page.Locator(".tasks.open .name").Nth(3).FocusAsync();
        await window.Page.Keyboard.PressAsync("m");
        await JudgeAsync(window, look, "carried");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.GoToAsync(desk.ListPath);
        await window.Page.Locator(".new-list summary").ClickAsync();
        await Expect(window.Page.Locator("#new-list")).ToBeInViewportAsync();
        await JudgeAsync(window, look, "new_list");

        await window.GoToAsync($"{desk.ListPath}?select=true&show=completed");
        await JudgeAsync(window, look, "selecting-without_scripts");
        await window.GoToAsync($"{desk.ListPath}/settings");
        await JudgeAsync(window, look, "list-settings");
        await window.GoToAsync($"{desk.ListPath}/delete");
        await JudgeAsync(window, look, "list-deletion");

        var page = await desk.ListPageAsync();
        var task = (await desk.OpenTaskAsync(page, "Review")).Address.AbsolutePath;
        await window.GoToAsync(task);
        await JudgeAsync(window, look, "task");
        desk.Elsewhere(book => book.Change(desk.List, task.Split('/')[^1], known => known with { Title = "Review the design" }));
        await window.Page.Locator("#title").FillAsync("Review it");
        await window.Page.Locator("#edit .button").ClickAsync();
        await Expect(window.Page.Locator(".conflict")).ToBeVisibleAsync();
        await JudgeAsync(window, look, "conflict");
        await window.GoToAsync(task + "/delete");
        await JudgeAsync(window, look, "task-deletion");

        var all = string.Join(Environment.NewLine, _objections.Concat(window.Complaints));
        Assert.True(all.Length == 0, all);
    }

    private async Task JudgeAsync(Window window, Look look, string state)
    {
        await Expect(window.Page.Locator("h1").First).ToBeVisibleAsync();
        await Screenshots.TakeAsync(window.Page, $"{state}-{look}");
        var width = await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (width > look.Width)
            _objections.Add($"{state}: {width} pixels wide on a screen of {look.Width}");
        var axe = await window.Page.RunAxe();
        Assert.NotEmpty(axe.Passes);
        _objections.AddRange(axe.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{state}: {violation.Id} ({violation.Help}) in {node.Html}")));
    }
}
