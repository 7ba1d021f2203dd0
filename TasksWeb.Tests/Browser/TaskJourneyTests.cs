using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>What scripts add to the pages of tasks: immediate changes, and undo.</summary>
[Collection(nameof(Chromium))]
public sealed class TaskJourneyTests(Chromium chromium, AppFixture fixture)
    : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    private const float Arrived = 60_000;

    [Fact]
    public async Task A_task_is_written_into_its_list_and_the_line_is_free_for_the_next()
    {
        var (desk, window) = await OpenAsync(["Old"]);
        var line = window.Page.Locator(".add .plain-input");
        await line.FillAsync("First");
        await line.PressAsync("Enter");
        await line.FillAsync("Second");
        await line.PressAsync("Enter");

        await ExpectRowsAsync(window, "Old", "First", "Second");
        await Expect(line).ToBeFocusedAsync();
        await Expect(line).ToHaveValueAsync("");
        Assert.Equal(["Old", "First", "Second"], TaskDesk.RowsOf(await desk.ListPageAsync()));

        await line.BlurAsync();
        await window.Page.Keyboard.PressAsync("n");
        await window.Page.Keyboard.TypeAsync("On top");
        await window.Page.Keyboard.PressAsync("Enter");
        await ExpectRowsAsync(window, "On top", "Old", "First", "Second");
    }

    [Fact]
    public async Task A_task_is_completed_and_the_toast_or_the_keyboard_undoes_it()
    {
        var (desk, window) = await OpenAsync(["One", "Two"]);
        await Row(window, "One").GetByRole(AriaRole.Button, new() { Name = "Complete: One" }).ClickAsync();
        await ExpectRowsAsync(window, "Two");
        await window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await ExpectRowsAsync(window, "One", "Two");

        await Row(window, "Two").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("c");
        await ExpectRowsAsync(window, "One");
        await window.Page.Keyboard.PressAsync("Control+z");
        await ExpectRowsAsync(window, "One", "Two");
        Assert.Equal(["One", "Two"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task Completing_a_task_moves_the_focus_to_the_next_one()
    {
        var (_, window) = await OpenAsync(["One", "Two"]);
        await Row(window, "One").Locator(".check-button").ClickAsync();
        await ExpectRowsAsync(window, "Two");
        await Expect(Row(window, "Two").Locator(".name")).ToBeFocusedAsync();

        await window.Page.Keyboard.PressAsync("u");
        await ExpectRowsAsync(window, "One", "Two");
    }

    [Fact]
    public async Task Several_lines_pasted_into_a_list_are_shown_as_tasks()
    {
        var (_, window) = await OpenAsync(["Old"]);
        await window.Page.Locator(".add .plain-input").EvaluateAsync("""
            line => {
              const pasted = new DataTransfer();
              pasted.setData('text/plain', 'Trip\n  Tickets\nMilk');
              line.dispatchEvent(new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(window.Page.Locator("#quick .parsed-tasks .title")).ToHaveTextAsync(["Trip", "Tickets", "Milk"]);
        await window.Page.Locator("#quick").GetByRole(AriaRole.Button, new() { Name = "Add task", Exact = true }).ClickAsync();
        await ExpectRowsAsync(window, "Trip", "Tickets", "Milk", "Old");
    }

    [Fact]
    public async Task A_list_that_arrives_late_has_completed_tasks_below_open_ones()
    {
        var (_, window) = await OpenAsync(["Open", "Done"]);
        await Row(window, "Done").Locator(".check-button").ClickAsync();
        await ExpectRowsAsync(window, "Open");
        await window.Page.EvaluateAsync("""
            () => {
              const late = document.querySelector('.list').cloneNode(true);
              for (const part of late.querySelectorAll(':scope > :not(.list-header, .add)')) part.remove();
              late.dataset.late = '';
              const skeleton = document.createElement('ul');
              skeleton.className = 'tasks skeleton-rows';
              late.querySelector('.list-header').after(skeleton);
              document.querySelector('.list').replaceWith(late);
            }
            """);

        await ExpectRowsAsync(window, "Open");
        await Expect(window.Page.Locator(".list > :is(.tasks, .add, .completed-toggle)")).ToHaveClassAsync(["tasks open", "add", "completed-toggle"]);
    }

    [Fact]
    public async Task A_deletion_can_be_undone_before_it_is_sent_and_is_sent_when_the_page_is_left()
    {
        var (desk, window) = await OpenAsync(["Keep", "Parent", " Child", "Go"]);
        await Row(window, "Parent").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("Delete");
        await ExpectRowsAsync(window, "Keep", "Go");
        Assert.Equal(["Keep", "Parent", " Child", "Go"], TaskDesk.RowsOf(await desk.ListPageAsync()));
        await window.Page.Keyboard.PressAsync("Control+z");
        await ExpectRowsAsync(window, "Keep", "Parent", "Child", "Go");

        await Row(window, "Go").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("Delete");
        await ExpectRowsAsync(window, "Keep", "Parent", "Child");
        // The page that follows is there before Google has deleted it.
        App.Sandbox.Faults.Add(Fault.Delaying("tasks", TimeSpan.FromMilliseconds(1500)));
        await window.GoToAsync("/tasks");
        await ExpectRowsAsync(window, "Keep", "Parent", "Child");
        await ExpectStoredAsync(desk, desk.List, "Keep", "Parent", " Child");
        await ExpectRowsAsync(window, "Keep", "Parent", "Child");
    }

    [Fact]
    public async Task A_deletion_that_did_not_get_out_with_its_page_is_sent_by_the_page_that_follows()
    {
        var (desk, window) = await OpenAsync(["Keep", "Go"]);
        await Row(window, "Go").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("Delete");
        await ExpectRowsAsync(window, "Keep");
        await window.Page.EvaluateAsync("() => { window.fetch = () => new Promise(() => {}); }");
        await window.GoToAsync("/tasks");
        await ExpectStoredAsync(desk, desk.List, "Keep");
        await ExpectRowsAsync(window, "Keep");
    }

    [Fact]
    public async Task What_Google_cannot_undo_is_not_sent_before_its_toast_ends()
    {
        var (desk, window) = await OpenAsync(["Open"]);
        desk.AddTask("Done", task => task with { Completed = App.Clock.GetUtcNow() });
        var other = desk.AddList("Elsewhere", "X");
        var undo = window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = "Undo" });
        await window.GoToAsync($"{desk.ListPath}/settings");
        await window.Button("Clear").ClickAsync();
        await Expect(window.Button("Clear")).ToBeHiddenAsync();
        await undo.ClickAsync();
        await Expect(window.Button("Clear")).ToBeFocusedAsync();
        Assert.Contains("Completed 1", await FoldsAsync(desk), StringComparison.Ordinal);
        await window.Button("Clear").ClickAsync();
        await window.GoToAsync(desk.ListPath);
        await Expect(window.Page.Locator(".completed-toggle:visible")).ToHaveTextAsync(["Completed earlier 1"], new() { Timeout = Arrived });

        await window.GoToAsync($"{TaskDesk.PathOf(other)}/delete");
        var place = window.Page.Locator("nav.sidebar").GetByRole(AriaRole.Link, new() { Name = "Elsewhere" });
        await window.Button("Delete list and tasks").ClickAsync();
        await Expect(window.Page.Locator("h1:visible")).ToContainTextAsync("Deleted");
        await Expect(place).ToBeHiddenAsync();
        await window.Page.Keyboard.PressAsync("Control+z");
        await Expect(place).ToBeVisibleAsync();
        Assert.Contains(desk.Account.Tasks.Lists, list => list.Id == other);
        await window.Button("Delete list and tasks").ClickAsync();
        await window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await EventuallyAsync(() =>
        {
            Assert.DoesNotContain(desk.Account.Tasks.Lists, list => list.Id == other);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task When_Google_limits_the_rate_the_page_says_so_waits_and_continues()
    {
        var (desk, window) = await OpenAsync(["One", "Two"]);
        var task = $"/tasks/v1/lists/{desk.List}/tasks/{await IdOfAsync(window, "One")}";
        // It is said until the next attempt has come through.
        var next = App.Sandbox.Faults.Add(Fault.Of(task, FaultKind.Hang) with { Skip = 1 });
        App.Sandbox.Faults.Add(Fault.Answering(task, 429, retryAfter: 1));
        await Row(window, "One").Locator(".check-button").ClickAsync();
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Google is busy");
        App.Sandbox.Faults.Clear(next);
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Completed");
        await ExpectRowsAsync(window, "Two");
        await ExpectStoredAsync(desk, desk.List, "Two");
    }

    [Fact]
    public async Task On_a_phone_in_Japanese_and_in_the_dark_everything_works()
    {
        var (desk, window) = await OpenAsync(["掃除", "洗濯"], new Look("ja-JP", ColorScheme.Dark, IsPhone: true).ToOptions());
        var home = desk.AddList("家");
        await window.GoToAsync(desk.ListPath);
        await window.Page.Locator(".add-tab").TapAsync();
        await window.Page.Locator("#quick-text").FillAsync("明日 家賃 #家");
        await Expect(window.Page.Locator("#quick .parsed-tasks .title")).ToHaveTextAsync("家賃");
        await window.Page.Locator("#quick [value=add]").TapAsync();
        await Expect(window.Page.Locator("#receipt p")).ToContainTextAsync("家賃");

        await window.GoToAsync(TaskDesk.PathOf(home));
        await Expect(Row(window, "家賃").Locator("time")).ToHaveTextAsync("明日");
        await window.Button("完了にする: 家賃").TapAsync();
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("完了しました");
        await window.Button("元に戻す").TapAsync();
        await ExpectRowsAsync(window, "家賃");

        await Row(window, "家賃").Locator(".name").TapAsync();
        await window.Page.GetByLabel("タイトル", new() { Exact = true }).FillAsync("家賃を払う");
        await window.Page.Locator(".done-button").TapAsync();
        await ExpectStoredAsync(desk, home, "家賃を払う");
        await Row(window, "家賃を払う").Locator(".name").TapAsync();
        await window.Button("その他の操作").TapAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "リストに移動" }).TapAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "My Tasks" }).TapAsync();
        await ExpectStoredAsync(desk, desk.List, "家賃を払う", "掃除", "洗濯");

        await window.GoToAsync(desk.ListPath);
        await window.Link("選択").TapAsync();
        await Row(window, "掃除").Locator(".select-box").TapAsync();
        await Row(window, "洗濯").Locator(".select-box").TapAsync();
        await Expect(window.Page.Locator(".selected-count")).ToHaveTextAsync("2件を選択中");
        await window.Page.Locator("#bulk").GetByRole(AriaRole.Button, new() { Name = "削除" }).TapAsync();
        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync("2件を削除しました");
        await ExpectRowsAsync(window, "家賃を払う");
        await window.Button("元に戻す").TapAsync();
        await ExpectRowsAsync(window, "家賃を払う", "掃除", "洗濯");
    }

    [Fact]
    public async Task Edits_of_a_task_deleted_elsewhere_become_a_new_task()
    {
        var (desk, window) = await OpenAsync(["Gone", "Other"]);
        await Row(window, "Gone").Locator(".name").ClickAsync();
        var id = await window.Page.Locator(".editing").GetAttributeAsync("data-task");
        // Before anything is written: it would be saved after a pause.
        desk.Elsewhere(book => book.Change(desk.List, id!, task => task with { Deleted = true }));
        await window.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("Hours of work");
        await window.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("deleted or moved elsewhere");
        await window.Button("Add as new task").ClickAsync();
        await Expect(Row(window, "Gone").Locator(".notes")).ToHaveTextAsync("Hours of work", new() { Timeout = Arrived });
        await ExpectStoredAsync(desk, desk.List, "Gone", "Other");
    }

    [Fact]
    public async Task A_task_is_edited_in_its_row()
    {
        var (_, window) = await OpenAsync(["Teh title", "Other"]);
        await Row(window, "Teh title").Locator(".name").ClickAsync();
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("The title");
        await window.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("with [a link](https://example.com/)");
        await window.Page.GetByLabel("Title", new() { Exact = true }).PressAsync("Enter");

        await ExpectRowsAsync(window, "The title", "Other");
        await Expect(Row(window, "The title").GetByRole(AriaRole.Link, new() { Name = "a link", Exact = true }))
            .ToHaveAttributeAsync("href", "https://example.com/");
        await Expect(Row(window, "The title").Locator(".name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Unsaved_text_can_be_restored()
    {
        var (_, window) = await OpenAsync(["One"]);
        await Row(window, "One").Locator(".name").ClickAsync();
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Half a thought");
        await window.Page.Keyboard.PressAsync("Escape");
        await ExpectRowsAsync(window, "One");
        await window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(window.Page.GetByLabel("Title", new() { Exact = true })).ToHaveValueAsync("Half a thought");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await ExpectRowsAsync(window, "Half a thought");
    }

    [Fact]
    public async Task A_conflict_leads_to_both_versions_with_what_was_written()
    {
        var (desk, window) = await OpenAsync(["Draft"]);
        await Row(window, "Draft").Locator(".name").ClickAsync();
        var id = await window.Page.Locator(".editing").GetAttributeAsync("data-task");
        // Before anything is written: it would be saved after a pause.
        desk.Elsewhere(book => book.Change(desk.List, id!, task => task with { Title = "Theirs" }));
        await window.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Mine");
        await window.Page.GetByLabel("Title", new() { Exact = true }).PressAsync("Enter");

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "This task was changed elsewhere" }))
            .ToBeVisibleAsync();
        await Expect(window.Page.Locator(".version")).ToHaveTextAsync(["Theirs", "Mine"]);
        await window.Button("Keep mine").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Mine");
    }

    [Fact]
    public async Task When_Google_refuses_a_change_it_is_rolled_back_with_the_reason()
    {
        var (desk, window) = await OpenAsync(["Stay"]);
        var task = $"/tasks/v1/lists/{desk.List}/tasks/{await IdOfAsync(window, "Stay")}";
        App.Sandbox.Faults.Add(Fault.Answering(task, 403, times: 6));
        try
        {
            await Row(window, "Stay").Locator(".check-button").ClickAsync();
            await Expect(window.Page.Locator("#toast p")).Not.ToBeEmptyAsync();
            await Expect(Row(window, "Stay")).Not.ToHaveClassAsync(new Regex("done"));
        }
        finally
        {
            App.Sandbox.Faults.Clear();
        }
    }

    [Fact]
    public async Task Changes_in_one_window_appear_in_the_others_and_in_Today()
    {
        var (_, window) = await OpenAsync(["One", "Two", "Three"]);
        var next = await window.Page.Context.NewPageAsync();
        await next.GotoAsync(new Uri(window.Address, "/tasks/next").AbsoluteUri);
        await next.Locator(".agenda-fold summary").ClickAsync();
        var there = next.Locator(".agenda .task:not(.done) .name");
        await Expect(there).ToHaveTextAsync(["One", "Two", "Three"]);
        await Row(window, "Two").Locator(".check-button").ClickAsync();
        await Expect(there).ToHaveTextAsync(["One", "Three"]);

        await next.Locator(".agenda .task", new() { HasText = "One" }).Locator(".check-button").ClickAsync();
        await Expect(there).ToHaveTextAsync(["Three"]);
        await ExpectRowsAsync(window, "Three");
        await next.Keyboard.PressAsync("u");
        await ExpectRowsAsync(window, "One", "Three");
        // Places are given in a list: here the keys for it do nothing.
        await Expect(there).ToHaveTextAsync(["One", "Three"]);
        await there.First.FocusAsync();
        await next.Keyboard.PressAsync("m");
        await Expect(next.Locator("#announce")).ToHaveTextAsync("It can’t be moved further.");
    }

    [Fact]
    public async Task Sorted_by_title_tasks_cannot_be_moved_manually()
    {
        var (desk, window) = await OpenAsync(["B", "A"]);
        await window.GoToAsync(desk.ListPath + "?sort=title");
        await Row(window, "B").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("Alt+ArrowUp");
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("sort by “My order”");
        await ExpectRowsAsync(window, "A", "B");
        Assert.Equal(["B", "A"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task However_often_a_form_is_sent_it_makes_one_task()
    {
        var (desk, window) = await OpenAsync([]);
        await window.ServiceWorkerControlsAsync();
        App.Sandbox.Faults.Add(Fault.Delaying("tasks", TimeSpan.FromMilliseconds(800)));
        await window.Page.Keyboard.PressAsync("q");
        await window.Page.Keyboard.TypeAsync("Once");
        // While the server is asked whether it is there, and while it answers.
        await window.Page.RunAndWaitForRequestAsync(
            async () =>
            {
                await window.Page.Keyboard.PressAsync("Enter");
                await window.Page.Keyboard.PressAsync("Enter");
            },
            request => request.Method == "POST" && request.Url.EndsWith("/tasks/new", StringComparison.Ordinal));
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("#receipt")).ToContainTextAsync("Once");
        await ExpectStoredAsync(desk, desk.List, "Once");
    }

    [Fact]
    public async Task A_task_is_moved_with_the_keyboard_and_every_step_is_announced()
    {
        var (desk, window) = await OpenAsync(["A", "B", "C"]);
        var other = desk.AddList("Elsewhere");
        await window.GoToAsync("/tasks");
        await Row(window, "A").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("m");
        await Expect(window.Page.Locator("#announce")).ToContainTextAsync("Moving A.");
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(window.Page.Locator("#announce")).ToHaveTextAsync("Position 2 of 3 in My Tasks.");
        await window.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(window.Page.Locator("#announce")).ToHaveTextAsync("Position 2 of 3 in My Tasks. Under B.");
        await window.Page.Keyboard.PressAsync("Enter");
        await ExpectStoredAsync(desk, desk.List, "B", " A", "C");
        // The answer is announced too: not after the next step.
        await Expect(window.Page.Locator("#toast p")).ToContainTextAsync("Moved");
        await Expect(window.Page.Locator("#announce")).ToContainTextAsync("Moved");

        await window.Page.Keyboard.PressAsync("m");
        await window.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(window.Page.Locator("#announce")).ToHaveTextAsync("Position 1 of 1 in Elsewhere.");
        await window.Page.Keyboard.PressAsync("Enter");
        await ExpectStoredAsync(desk, other, "A");
        await window.Page.Keyboard.PressAsync("Control+z");
        await ExpectStoredAsync(desk, desk.List, "B", " A", "C");
        await ExpectRowsAsync(window, "B", "A", "C");

        await Row(window, "C").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("m");
        await window.Page.Keyboard.PressAsync("ArrowUp");
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Page.Locator("#announce")).ToHaveTextAsync("C was put back.");
        await ExpectRowsAsync(window, "B", "A", "C");
    }

    [Fact]
    public async Task A_task_is_dragged_with_the_mouse_into_another_list()
    {
        var (desk, window) = await OpenAsync(["A", "B"]);
        var other = desk.AddList("Elsewhere", "X", "Y");
        await window.GoToAsync("/tasks");
        var from = (await Row(window, "A").BoundingBoxAsync())!;
        var to = (await Row(window, "Y").BoundingBoxAsync())!;
        await window.Page.Mouse.MoveAsync(from.X + 120, from.Y + 20);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(from.X + 120, from.Y + 40, new() { Steps = 4 });
        await window.Page.Mouse.MoveAsync(to.X + 100, to.Y + 8, new() { Steps = 8 });
        await window.Page.Mouse.UpAsync();

        await ExpectStoredAsync(desk, other, "X", "A", "Y");
        await window.Page.Keyboard.PressAsync("Control+z");
        await ExpectStoredAsync(desk, other, "X", "Y");
    }

    [Fact]
    public async Task On_a_phone_a_long_press_drags_a_task()
    {
        var (desk, window) = await OpenAsync(["A", "B", "C"], new Look("en-US", ColorScheme.Light, IsPhone: true).ToOptions());
        var from = (await Row(window, "A").BoundingBoxAsync())!;
        var to = (await Row(window, "C").BoundingBoxAsync())!;
        await using var finger = new Finger(await window.Page.Context.NewCDPSessionAsync(window.Page));
        await finger.DownAsync(from.X + 120, from.Y + 20);
        await Expect(window.Page.Locator(".drag-ghost")).ToBeVisibleAsync();
        await finger.MoveAsync(to.X + 120, to.Y + to.Height - 6);
        await finger.UpAsync();

        await ExpectStoredAsync(desk, desk.List, "B", "C", "A");
    }

    [Fact]
    public async Task The_menu_of_a_task_moves_it_and_gives_it_a_date()
    {
        var (desk, window) = await OpenAsync(["A", "B"]);
        var other = desk.AddList("Elsewhere");
        await window.GoToAsync("/tasks");
        await Row(window, "B").Locator(".menu-button").ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Set date" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Tomorrow" }).ClickAsync();
        await Expect(Row(window, "B").Locator("time")).ToHaveTextAsync("Tomorrow", new() { Timeout = Arrived });

        await Row(window, "B").Locator(".menu-button").ClickAsync();
        await window.Page.Keyboard.TypeAsync("move to");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.TypeAsync("else");
        await window.Page.Keyboard.PressAsync("Enter");
        await ExpectStoredAsync(desk, other, "B");
    }

    [Fact]
    public async Task Several_tasks_are_selected_and_completed_at_once()
    {
        var (desk, window) = await OpenAsync(["A", "B", "C"]);
        await Row(window, "A").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("x");
        await window.Page.GetByLabel("Select C").CheckAsync();
        await Expect(window.Page.Locator(".selected-count")).ToHaveTextAsync("2 selected");
        await window.Page.Locator("#bulk").GetByRole(AriaRole.Button, new() { Name = "Complete" }).ClickAsync();
        await ExpectRowsAsync(window, "B");
        await Expect(window.Page.Locator(".select-box")).ToHaveCountAsync(0);
        await window.Page.Keyboard.PressAsync("Control+z");
        await ExpectStoredAsync(desk, desk.List, "A", "B", "C");
    }

    [Fact]
    public async Task Completed_tasks_expand_in_place()
    {
        var (desk, window) = await OpenAsync(["Open"]);
        desk.AddTask("Done", task => task with { Completed = App.Clock.GetUtcNow() });
        await window.Page.ReloadAsync();
        var fold = window.Page.GetByRole(AriaRole.Link, new() { Name = "Completed 1" });
        await fold.ClickAsync();
        await Expect(window.Page.Locator(".tasks.completed .name")).ToHaveTextAsync(["Done"]);
        await Expect(fold).ToBeFocusedAsync();
        await fold.ClickAsync();
        await Expect(window.Page.Locator(".tasks.completed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_rest_of_a_long_list_loads_when_it_is_scrolled_to()
    {
        var (_, window) = await OpenAsync([.. Enumerable.Range(1, 130).Select(number => $"Task {number:D3}")]);
        await window.GoToAsync("/tasks");
        await Expect(window.Page.Locator(".task .name").First).ToHaveTextAsync("Task 001");
        await EventuallyAsync(async () =>
        {
            await window.Page.Locator(".list").EvaluateAsync("list => list.scrollTo(0, list.scrollHeight)");
            Assert.Equal(130, await window.Page.Locator(".task").CountAsync());
        });
    }

    [Fact]
    public async Task Changes_from_elsewhere_appear_while_rows_and_focus_stay()
    {
        var (desk, window) = await OpenAsync(["A", "B"]);
        await Row(window, "B").Locator(".name").FocusAsync();
        await Row(window, "B").EvaluateAsync("row => { row.marked = true; }");
        desk.AddTask("C");
        await Row(window, "A").Locator(".check-button").DispatchEventAsync("click");

        await ExpectRowsAsync(window, "B", "C");
        Assert.True(await Row(window, "B").EvaluateAsync<bool>("row => row.marked"));
        await Expect(Row(window, "B").Locator(".name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_shortcut_sheet_lists_shortcuts_and_can_switch_them_off()
    {
        var (_, window) = await OpenAsync(["A"]);
        await window.Page.Keyboard.PressAsync("?");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await window.Page.GetByLabel("Single-key shortcuts").UncheckAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Row(window, "A").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("c");
        await window.Page.Keyboard.PressAsync("?");
        await Expect(window.Page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await ExpectRowsAsync(window, "A");
    }

    /// <summary>Waits until Google has it so.</summary>
    private static async Task ExpectStoredAsync(TaskDesk desk, string list,
        params string[] rows) => await EventuallyAsync(async () =>
        Assert.Equal(rows, TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(list)))));

    private static async Task<string> FoldsAsync(TaskDesk desk) =>
        string.Join(' ', (await desk.ListPageAsync()).Document.QuerySelectorAll(".completed-toggle").Select(fold => fold.TextContent));

    private static async Task<string> IdOfAsync(Window window, string title) =>
        (await Row(window, title).GetAttributeAsync("data-task"))!;

    /// <summary>Asks again until the assertion holds, a minute long.</summary>
    private static async Task EventuallyAsync(Func<Task> assertion)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Arrived));
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(100);
            }
        }
    }
}
