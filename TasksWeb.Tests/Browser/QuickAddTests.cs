using Microsoft.Playwright;
using TasksWeb.GoogleTasks;
using TasksWeb.Tests.Tasks;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class QuickAddTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Q_opens_quick_add_anywhere_previews_the_task_and_adds_it()
    {
        using var visitor = await App.SignInWithListsAsync("Quick", "Home", "家");
        var window = await OpenAsync();
        await window.TakeOverAsync(visitor);
        foreach (var path in new[] { "/tasks", "/tasks/next" })
        {
            await window.GoToAsync(path);
            await window.ArriveAsync(path);
            await window.Page.Keyboard.PressAsync("q");
            await Expect(window.Page.Locator("#quick-text")).ToBeFocusedAsync();
            await window.Page.Keyboard.TypeAsync("金曜 家賃 #家");
            var understood = window.Page.Locator("#quick .parsed-tasks li");
            await Expect(understood.Locator(".title")).ToHaveTextAsync("家賃");
            await Expect(understood.Locator(".list-link")).ToHaveTextAsync("家");
            await Expect(understood.Locator("time")).ToContainTextAsync("Fri");

            // What was read can be had back.
            await window.Page.GetByLabel("Keep text as typed").CheckAsync();
            await Expect(understood.Locator(".title")).ToHaveTextAsync("金曜 家賃 #家");
            await window.Page.GetByLabel("Keep text as typed").UncheckAsync();
            await Expect(understood.Locator(".title")).ToHaveTextAsync("家賃");
            await window.Page.Keyboard.PressAsync("Escape");
            await Expect(window.Page.Locator("#quick")).ToBeHiddenAsync();
        }

        await window.Page.Keyboard.PressAsync("q");
        await window.Page.Keyboard.PressAsync("Control+A");
        await window.Page.Keyboard.TypeAsync("pay rent on friday at 5pm #home");
        await Expect(window.Page.Locator("#quick .parsed-tasks")).ToContainTextAsync("can only be set in Google Tasks");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("#receipt")).ToContainTextAsync("pay rent at 5pm");
        await window.ArriveAsync("/tasks/next");

        var (list, task) = Assert.Single(await App.TasksOfAsync("Quick"));
        Assert.Equal(("Home", "pay rent at 5pm", DayOfWeek.Friday), (list, task.Title, task.Due!.Value.DayOfWeek));
        await window.Page.Keyboard.PressAsync("Control+z");
        await Expect(window.Page.Locator(".task")).ToHaveCountAsync(0);
        Assert.Empty(await App.TasksOfAsync("Quick"));
    }

    [Fact]
    public async Task Many_lines_become_many_tasks_and_a_link_only_fills_the_form_in()
    {
        using var visitor = await App.SignInWithListsAsync("Paster", "Home", "Work");
        var window = await OpenAsync(
            new() { Locale = "ja-JP", IsMobile = true, HasTouch = true, ViewportSize = new() { Width = 390, Height = 844 } });
        await window.TakeOverAsync(visitor);
        await window.GoToAsync("/tasks/new?text=-%20milk%0A%20%20-%20oat%0A-%20%5Bx%5D%20bread%20%23wo");
        await Expect(window.Page.Locator(".parsed-tasks li")).ToHaveCountAsync(3);
        Assert.Empty(await App.TasksOfAsync("Paster"));

        await window.Button("タスクを追加").First.ClickAsync();
        await Expect(window.Page.Locator("#receipt")).ToContainTextAsync("3件");

        var tasks = await App.TasksOfAsync("Paster");
        TaskItem Of(string title) => tasks.Single(task => task.Task.Title == title).Task;
        Assert.Equal(Of("milk").Id, Of("oat").Parent);
        Assert.True(Of("bread").IsCompleted);
        Assert.Equal("Work", tasks.Single(task => task.Task.Title == "bread").List);
    }

    [Fact]
    public async Task A_list_on_paper_has_boxes_and_no_navigation()
    {
        using var visitor = await App.SignInAsync(Hanako);
        var window = await OpenAsync();
        await window.TakeOverAsync(visitor);
        await window.GoToAsync("/tasks/print?filter=overdue&sort=date");
        await Expect(window.Page.Locator(".print-task")).ToHaveCountAsync(4);

        await window.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Screenshots.TakeAsync(window.Page, "print", whole: true);
        foreach (var hidden in new[] { "nav.sidebar", ".filter-bar", ".tabs", "[data-component=print-button]" })
            await Expect(window.Page.Locator(hidden).First).ToBeHiddenAsync();
        var work = window.Page.Locator(".print-list", new() { HasText = "Work" }).Locator(".title");
        await Expect(work).ToContainTextAsync(["Book meeting room B", "Collect the numbers"]);
    }
}
