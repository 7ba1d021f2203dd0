using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class FindingTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Search_shows_hits_while_typing_and_finds_what_the_server_finds()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.GoToAsync("/tasks/search");
        var field = window.Page.GetByRole(AriaRole.Searchbox);
        await Expect(field).ToBeFocusedAsync();

        var plain = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = false });
        using var visitor = await App.SignInAsync(Hanako);
        await plain.TakeOverAsync(visitor);
        foreach (var (query, withCompleted) in new[] { ("report", false), ("ＲＥＰＯＲＴ Q4", false), ("box 01", true), ("割れ物", false), ("<script>", false), ("👩🏽‍🚀", false), ("nowhere to be found", true) })
        {
            await window.Page.GetByRole(AriaRole.Checkbox).SetCheckedAsync(withCompleted);
            await field.FillAsync(query);
            // The address is this view; without scripts the server answers it alike.
            var asked = Uri.EscapeDataString(query).Replace("%20", "+", StringComparison.Ordinal);
            await Expect(window.Page).ToHaveURLAsync(new Regex(Regex.Escape(asked)));
            await plain.GoToAsync(new Uri(window.Page.Url).PathAndQuery);
            await Expect(window.Page.Locator("#found")).ToHaveTextAsync((await plain.Page.Locator("#found").TextContentAsync())!);
            await Expect(window.Page.Locator("#hits .name")).ToHaveTextAsync(await plain.Page.Locator("#hits .name").AllTextContentsAsync());
            Assert.Equal(query.StartsWith("nowhere", StringComparison.Ordinal), await plain.Page.Locator("#hits .name").CountAsync() == 0);
        }
    }

    [Fact]
    public async Task A_task_is_found_opened_and_completed_with_the_keyboard()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.GoToAsync("/tasks/search");
        await Expect(window.Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("ほうれん");
        var hit = window.Page.Locator("#hits .task");
        await Expect(hit).ToHaveCountAsync(1);
        await Expect(hit.Locator("mark")).ToHaveTextAsync("ほうれん");
        await Expect(hit.Locator(".list-link")).ToHaveTextAsync("買い物リスト");
        await Expect(window.Page.Locator("#found")).ToHaveTextAsync("1 task");
        await window.Page.ReloadAsync();
        await Expect(hit).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Search_says_what_it_looks_for_and_what_helps_when_nothing_is_found()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.GoToAsync("/tasks/search");
        var hits = window.Page.Locator("#hits");
        await Expect(hits).ToContainTextAsync("Search all your lists");
        await window.Page.GetByRole(AriaRole.Searchbox).FillAsync("nowhere to be found");
        await Expect(hits).ToContainTextAsync("include completed tasks");
        await window.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Expect(hits).ToContainTextAsync("Check the spelling or use fewer words.");
        await window.Page.GetByRole(AriaRole.Searchbox).FillAsync("report");
        await Expect(window.Page.Locator("#found")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Order_and_filter_of_a_list_fit_the_screen(int width)
    {
        var window = await OpenAsync(new() { Locale = "en-US", ViewportSize = new() { Width = width, Height = 640 } });
        await window.SignInAsync(Alex);
        await window.GoToAsync($"/tasks/{AccountOf(Alex).Tasks.Lists[0].Id}");
        await window.Page.Locator(".filter-menu > summary").ClickAsync();
        var panel = (await window.Page.Locator(".filter-bar").BoundingBoxAsync())!;
        var print = (await window.Page.Locator(".filter-bar > a").BoundingBoxAsync())!;
        Assert.InRange(panel.X, 0, width - panel.Width);
        Assert.InRange(print.Height, 1, 48);
        Assert.InRange(print.Width, panel.Width * 0.8, panel.Width);
    }

    [Fact]
    public async Task The_palette_opens_tasks_lists_and_actions_from_anywhere()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await window.GoToAsync("/tasks/today");
        await window.Page.Keyboard.PressAsync("Control+k");
        await Expect(window.Page.Locator("#palette input[role=combobox]")).ToBeFocusedAsync();
        var options = window.Page.Locator("#palette [role=option]");
        await Expect(options.First).ToContainTextAsync("Add task");
        await window.Page.Keyboard.TypeAsync("lis");
        await Expect(options.First).ToContainTextAsync("Update the onboarding checklist");
        await Expect(options.Filter(new() { HasText = "Lisbon trip" }).Last).ToContainTextAsync("8 tasks");
        await Expect(options.Last).ToContainTextAsync("Add task “lis”");
        await Expect(options.First).ToHaveAttributeAsync("aria-selected", "true");
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Page.Locator("#palette")).ToBeHiddenAsync();

        await window.Page.Keyboard.PressAsync("/");
        await Expect(window.Page.Locator("#palette input[role=combobox]")).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("all lists");
        await Expect(options.First).ToContainTextAsync("Go to All lists");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.ArriveAsync("/tasks");
    }

    [Fact]
    public async Task Today_gathers_all_lists_and_its_view_is_a_link()
    {
        var window = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = false });
        await window.SignInAsync(Hanako);
        await window.Page.Locator("nav.sidebar").GetByRole(AriaRole.Link, new() { Name = "Today" }).ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Today");
        await Expect(window.Page.Locator(".agenda-group h2").Nth(0)).ToHaveTextAsync("Overdue");
        await Expect(window.Page.Locator(".agenda-group h2").Nth(1)).ToHaveTextAsync("Today");
        await Expect(window.Page.Locator(".agenda-group.today .task", new() { HasText = "母に電話する" }).Locator(".list-link"))
            .ToHaveTextAsync("マイタスク");

        await window.Page.Locator(".filter-menu summary").ClickAsync();
        await window.Page.Locator(".filter-bar select[name=list]").SelectOptionAsync("Work");
        await window.Page.Locator(".filter-bar select[name=sort]").SelectOptionAsync("Title");
        await window.Button("Apply").ClickAsync();
        await Expect(window.Page.Locator(".overdue .title .name")).ToHaveTextAsync(["Book meeting room B", "Collect the numbers"]);

        var again = await OpenAsync();
        using var visitor = await App.SignInAsync(Hanako);
        await again.TakeOverAsync(visitor);
        await again.GoToAsync(new Uri(window.Page.Url).PathAndQuery);
        await Expect(again.Page.Locator(".overdue .title .name")).ToHaveCountAsync(2);
        await again.Page.Locator(".filter-menu summary").ClickAsync();
        await again.Link("Reset").ClickAsync();
        await again.ArriveAsync("/tasks/today");
    }

    [Fact]
    public async Task The_next_days_collapse_later_and_undated_tasks()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako, "/tasks/next");
        await Expect(window.Page.Locator(".agenda-group h2").First).ToHaveTextAsync("Today");
        var undated = window.Page.Locator(".agenda-fold", new() { HasText = "No date" });
        await Expect(undated.Locator(".task").First).ToBeHiddenAsync();
        await undated.Locator("summary").ClickAsync();
        await Expect(undated.Locator(".task").First).ToBeVisibleAsync();

        // Far more than fits are shown in stretches.
        await undated.GetByRole(AriaRole.Link, new() { Name = "Show more" }).ClickAsync();
        await Expect(window.Page.Locator(".agenda .tasks")).ToHaveCountAsync(1);
        await window.Link("Back to the start").ClickAsync();
        await Expect(window.Page.Locator(".agenda .tasks")).Not.ToHaveCountAsync(1);
    }

    [Fact]
    public async Task All_overdue_tasks_get_one_date()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex, "/tasks/today");
        await window.Button("Reschedule all").ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Tomorrow" }).ClickAsync();
        await Expect(window.Page.Locator(".agenda-group.overdue")).ToHaveCountAsync(0);
        await window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(window.Page.Locator(".agenda-group.overdue .task")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_board_and_a_list_are_ordered_and_filtered_by_their_address()
    {
        var book = AccountOf(Hanako).Tasks;
        var (boxes, work) = (
            book.Lists.Single(list => list.Title.StartsWith("引っ越し", StringComparison.Ordinal)).Id,
            book.Lists.Single(list => list.Title == "Work").Id);
        var plain = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = false });
        await plain.SignInAsync(Hanako, $"/tasks/{work}");
        await plain.Page.Locator(".filter-menu summary").ClickAsync();
        await plain.Page.Locator(".filter-bar select[name=filter]").SelectOptionAsync("Overdue");
        await plain.Page.Locator(".filter-bar select[name=sort]").SelectOptionAsync("Title");
        await plain.Button("Apply").ClickAsync();
        await Expect(Titles(plain, work)).ToHaveTextAsync(["Book meeting room B", "Collect the numbers"]);
        await plain.GoToAsync("/tasks?filter=completed");
        await Expect(Titles(plain, work)).ToHaveTextAsync(["Renew the parking permit", "Hand in expenses for October"]);

        // What is scrolled to and what is brought anew is of the same view.
        var window = await OpenAsync();
        using var visitor = await App.SignInAsync(Hanako);
        await window.TakeOverAsync(visitor);
        await window.GoToAsync($"/tasks/{boxes}?filter=undated&sort=title");
        await window.Page.Locator(".more-tasks").ScrollIntoViewIfNeededAsync();
        await Expect(window.Page.Locator(".more-tasks")).ToHaveCountAsync(0);
        var titles = (await Titles(window, boxes).AllTextContentsAsync()).Select(text => text.Trim()).ToArray();
        Assert.True(titles.Length > 100);
        Assert.Equal(titles.Order(StringComparer.Ordinal), titles);
        Assert.DoesNotContain("箱 013 / Box 013", titles);
    }

    private static ILocator Titles(Window window, string list) => window.Page.Locator($"#l-{list} .title .name");
}
