using System.Net;
using AngleSharp.Html.Dom;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Pages;

/// <summary>Everything that can be done with tasks, by forms and links alone.</summary>
public sealed class TaskFormTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task A_task_is_added_last_and_can_be_undone()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Old"]);
        var page = await desk.Visitor.PressAsync(
            await desk.ListPageAsync(), "", form => Write(form, "title", "New <b>one</b>"), within: ".add");

        Assert.Equal(desk.ListPath, page.Address.AbsolutePath);
        Assert.Equal(["Old", "New <b>one</b>"], TaskDesk.RowsOf(page));
        Assert.Equal("Added New <b>one</b>.", TaskDesk.ReceiptOf(page));

        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal(["Old"], TaskDesk.RowsOf(page));
        Assert.Null((await desk.ListPageAsync()).Document.QuerySelector(".receipt form [name=with]"));
    }

    [Fact]
    public async Task A_sent_form_is_completed_even_if_the_client_disconnects()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Keep", "Go"]);
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Go");
        var held = App.Sandbox.Faults.Add(Fault.Of("tasks", FaultKind.Hang));
        using var leaving = new CancellationTokenSource();
        var answer = desk.Visitor.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, new Uri(page.Address, page.Address.AbsolutePath + "/delete"))
            {
                Content = new FormUrlEncodedContent([KeyValuePair.Create(
                    "__RequestVerificationToken", page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!)]),
            },
            leaving.Token);
        await StoredGrants.UntilAsync(
            () => Task.FromResult(App.Sandbox.Faults.All.Any(fault => fault.Id == held && fault.Hits > 0)), "Google has been asked");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        App.Sandbox.Faults.Clear(held);
        await StoredGrants.UntilAsync(async () => TaskDesk.RowsOf(await desk.ListPageAsync()) is ["Keep"], "the task is deleted");
    }

    [Fact]
    public async Task A_tick_costs_one_call_to_Google_however_old_the_list_is()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["One", "Two"]);
        var page = await desk.ListPageAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        var before = Calls();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(App.Address, $"{TaskDesk.Row(page, "One").QuerySelector(".name")!.GetAttribute("href")}/complete"))
        {
            Content = new FormUrlEncodedContent([
                KeyValuePair.Create(
                    "__RequestVerificationToken",
                    page.Document.QuerySelector("#act [name=__RequestVerificationToken]")!.GetAttribute("value")!)]),
        };
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await desk.Visitor.SendAsync(request);

        Assert.Contains("\"lists\":{", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before + 1, Calls());

        long Calls() => App.Sandbox.Traffic.Calls
            .Where(call => call.Key.Contains("/tasks/v1/", StringComparison.Ordinal)).Sum(call => call.Value);
    }

    [Fact]
    public async Task A_line_with_a_date_in_words_adds_a_task_with_that_date()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var page = await desk.Visitor.PressAsync(
            await desk.ListPageAsync(), "", form => Write(form, "title", "家賃 明日"), within: ".add");

        Assert.Equal("Tomorrow", TaskDesk.Row(page, "家賃").QuerySelector("time")!.TextContent);
    }

    [Fact]
    public async Task A_task_is_edited_on_its_page_and_the_edit_can_be_undone()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Pay rent"]);
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Pay rent");
        page = await desk.Visitor.PressAsync(page, "Save", form =>
        {
            Write(form, "title", "Pay the rent");
            Write(form, "due", "2030-12-24");
            ((IHtmlTextAreaElement)form.Elements["notes"]!).Value =
                "Account 4711\nsee [the contract](https://example.com/contract)";
        });

        Assert.Equal("Pay the rent", page.Heading);
        var row = TaskDesk.Row(await desk.ListPageAsync(), "Pay the rent");
        Assert.Equal("2030-12-24", row.QuerySelector("time")!.GetAttribute("datetime"));
        var link = Assert.IsAssignableFrom<IHtmlAnchorElement>(row.QuerySelector(".task-meta a"));
        Assert.Equal(("the contract", "https://example.com/contract"), (link.TextContent, link.Href));

        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal("Pay rent", page.Heading);
        Assert.Null(TaskDesk.Row(await desk.ListPageAsync(), "Pay rent").QuerySelector("time"));
    }

    [Fact]
    public async Task A_concurrent_change_shows_both_versions_and_loses_neither()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Draft"]);
        var mine = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Draft");
        var theirs = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Draft");
        await desk.Visitor.PressAsync(theirs, "Save", form => Write(form, "title", "Their draft"));

        var page = await desk.Visitor.PressAsync(mine, "Save", form => Write(form, "title", "My draft"));

        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Equal(
            ["Their draft", "My draft"], page.Document.QuerySelectorAll(".version").Select(version => version.TextContent));
        Assert.Equal(["Their draft"], TaskDesk.RowsOf(await desk.ListPageAsync()));
        page = await desk.Visitor.PressAsync(page, "Keep mine");
        Assert.Equal("My draft", page.Heading);
        Assert.Equal(["My draft"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task A_concurrent_move_is_no_conflict()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["One", "Two"]);
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Two");
        await desk.Visitor.PressAsync(page, "Move up");

        page = await desk.Visitor.PressAsync(page, "Save", form => Write(form, "title", "Second"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(["Second", "One"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task A_text_over_its_limit_is_refused_unsent_and_stays_in_the_form()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Short"]);
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Short");
        page = await desk.Visitor.PressAsync(page, "Save", form => Write(form, "title", new string('x', 1025)));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(
            "1025 characters. Google allows 1024", page.Document.QuerySelector(".error-message")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(1025, ((IHtmlTextAreaElement)page.Document.GetElementById("title")!).Value.Length);
        Assert.Equal(["Short"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task Eight_thousand_emoji_fit_into_the_notes()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Party"]);
        var notes = string.Concat(Enumerable.Repeat("🎉", 8192));
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Party");
        page = await desk.Visitor.PressAsync(page, "Save", form => ((IHtmlTextAreaElement)form.Elements["notes"]!).Value = notes);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(notes, ((IHtmlTextAreaElement)page.Document.GetElementById("notes")!).Value);
    }

    [Fact]
    public async Task A_task_is_completed_shown_on_demand_and_reopened()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Do it", "Later"]);
        var page = await desk.TickAsync(await desk.ListPageAsync(), "Do it");
        Assert.Equal(["Later"], TaskDesk.RowsOf(page));
        Assert.Equal("Completed Do it.", TaskDesk.ReceiptOf(page));

        page = await desk.ListPageAsync("?show=completed");
        Assert.Equal(["Do it"], TaskDesk.RowsOf(page, ".tasks.completed"));
        page = await desk.TickAsync(page, "Do it");
        Assert.Equal(["Do it", "Later"], TaskDesk.RowsOf(page).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Completing_a_parent_leaves_its_subtasks_open_and_offers_to_complete_them_too()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Trip", " Tickets", " Hotel"]);
        var page = await desk.TickAsync(await desk.ListPageAsync(), "Trip");
        Assert.Equal(["Trip", " Tickets", " Hotel"], TaskDesk.RowsOf(page));

        page = await desk.Visitor.PressAsync(page, "Complete subtasks too (2)");
        Assert.Empty(TaskDesk.RowsOf(page));
        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal(["Trip", " Tickets", " Hotel"], TaskDesk.RowsOf(page));
        Assert.DoesNotContain("done", TaskDesk.Row(page, "Hotel").ClassList);
    }

    [Fact]
    public async Task Deletion_asks_first_names_the_subtasks_and_can_be_undone()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Trip", " Tickets", "Other"]);
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Trip");
        page = await desk.Visitor.OpenAsync(page.Address.AbsolutePath + "/delete");
        Assert.Contains("Subtasks that will be deleted too: 1", page.Document.Body!.TextContent, StringComparison.Ordinal);
        page = await desk.Visitor.PressAsync(page, "Delete task");
        Assert.Equal(["Other"], TaskDesk.RowsOf(page));

        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal(["Other", "Tickets", "Trip"], TaskDesk.RowsOf(page).Select(row => row.Trim()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_assigned_task_names_its_origin_and_deletion_warns_about_the_original()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        desk.AddTask("Review", task => task with { AssignedFromFile = "file1" });
        var page = await desk.ListPageAsync();
        Assert.Contains("Assigned in a document", TaskDesk.Row(page, "Review").TextContent, StringComparison.Ordinal);

        page = await desk.OpenTaskAsync(page, "Review");
        page = await desk.Visitor.OpenAsync(page.Address.AbsolutePath + "/delete");
        Assert.Contains(
            "also deletes the original", page.Document.QuerySelector(".error-message")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_move_up_down_below_another_and_out_again()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["A", "B", "C"]);
        async Task<IReadOnlyList<string>> PressAsync(string title, string button)
        {
            var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), title);
            await desk.Visitor.PressAsync(page, button);
            return TaskDesk.RowsOf(await desk.ListPageAsync());
        }

        Assert.Equal(["B", "A", "C"], await PressAsync("B", "Move up"));
        Assert.Equal(["B", "C", "A"], await PressAsync("A", "Move down"));
        Assert.Equal(["B", " C", "A"], await PressAsync("C", "Make subtask"));
        Assert.Equal(["B", "C", "A"], await PressAsync("C", "Move out of parent"));
        Assert.Equal(["B", "C", "A"], await PressAsync("B", "Move up"));
    }

    [Fact]
    public async Task A_subtask_of_a_completed_task_stays_below_it_when_it_is_saved()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Trip", " Tickets"]);
        await desk.TickAsync(await desk.ListPageAsync(), "Trip");
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync("?show=completed"), "Tickets");

        await desk.Visitor.PressAsync(page, "Save", form => Write(form, "title", "Train tickets"));

        var tasks = desk.Account.Tasks.TasksIn(desk.List);
        Assert.Equal(tasks.Single(task => task.Title == "Trip").Id, tasks.Single(task => task.Title == "Train tickets").Parent);
    }

    [Fact]
    public async Task A_task_moves_to_another_list_with_its_subtasks_and_back()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Trip", " Tickets", " Hotel", "Other"]);
        var other = desk.AddList("Travel");
        var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), "Trip");
        await desk.Visitor.PressAsync(page, "Save", form => ((IHtmlSelectElement)form.Elements["toList"]!).Value = other);

        Assert.Equal(["Other"], TaskDesk.RowsOf(await desk.ListPageAsync()));
        page = await desk.Visitor.OpenAsync(TaskDesk.PathOf(other));
        Assert.Equal(["Trip", " Tickets", " Hotel"], TaskDesk.RowsOf(page));
    }

    [Fact]
    public async Task Undo_of_a_save_that_moved_restores_text_and_place()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["A", "Trip", " Tickets", " Hotel"]);
        var other = desk.AddList("Elsewhere");
        foreach (var title in new[] { "Trip", "Hotel" })
        {
            var page = await desk.OpenTaskAsync(await desk.ListPageAsync(), title);
            page = await desk.Visitor.PressAsync(page, "Save", form =>
            {
                Write(form, "title", "Changed");
                ((IHtmlSelectElement)form.Elements["toList"]!).Value = other;
            });
            Assert.Contains("Changed", TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(other))));
            await desk.Visitor.PressAsync(page, "Undo");
            Assert.Equal(["A", "Trip", " Tickets", " Hotel"], TaskDesk.RowsOf(await desk.ListPageAsync()));
        }
    }

    [Fact]
    public async Task Many_tasks_are_selected_and_completed_deleted_or_moved_at_once()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["A", "B", "C", "D"]);
        var other = desk.AddList("Elsewhere");
        var page = await PressBulkAsync(desk, "Complete", ["A", "C"]);
        Assert.Equal("2 tasks completed", TaskDesk.ReceiptOf(page));
        Assert.Equal(["B", "D"], TaskDesk.RowsOf(await desk.ListPageAsync()));
        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal(4, TaskDesk.RowsOf(page).Count);

        await PressBulkAsync(desk, "Move to list", ["B", "D"], form => ((IHtmlSelectElement)form.Elements["to"]!).Value = other);
        Assert.Equal(["B", "D"], TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(other))));

        page = await PressBulkAsync(desk, "Delete", ["A"]);
        Assert.Equal(["C"], TaskDesk.RowsOf(page));
        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal(["A", "C"], TaskDesk.RowsOf(page).Order(StringComparer.Ordinal));

        await PressBulkAsync(desk, "Date", ["A", "C"], form => Write(form, "due", "2031-01-02"));
        Assert.Equal(
            ["2031-01-02", "2031-01-02"],
            (await desk.ListPageAsync()).Document.QuerySelectorAll("time").Select(time => time.GetAttribute("datetime")));
    }

    [Fact]
    public async Task Bulk_deletion_leaves_out_assigned_tasks()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["A", "B"]);
        desk.AddTask("Review", task => task with { AssignedFromFile = "1file" });
        var page = await PressBulkAsync(desk, "Delete", ["A", "Review"]);

        Assert.Equal(["B", "Review"], TaskDesk.RowsOf(page).Order(StringComparer.Ordinal));
        Assert.StartsWith("1 task deleted · 1 assigned to you in a document or a chat was kept.", TaskDesk.ReceiptOf(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_of_a_bulk_move_or_date_restores_each_place_and_date()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["A", "B", " B1", " B2", "C", "D", " D1"]);
        var other = desk.AddList("Elsewhere");
        var page = await PressBulkAsync(desk, "Move to list", ["A", "B", "C", "D1"], form => ((IHtmlSelectElement)form.Elements["to"]!).Value = other);
        Assert.Equal(["D"], TaskDesk.RowsOf(page));
        Assert.Equal(6, TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(other))).Count);
        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal(["A", "B", " B1", " B2", "C", "D", " D1"], TaskDesk.RowsOf(page));

        await PressBulkAsync(desk, "Date", ["A"], form => Write(form, "due", "2031-01-02"));
        page = await PressBulkAsync(desk, "Date", ["A", "C"], form => Write(form, "due", "2032-03-04"));
        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal("2031-01-02", TaskDesk.Row(page, "A").QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Null(TaskDesk.Row(page, "C").QuerySelector("time"));
    }

    [Fact]
    public async Task Bulk_actions_on_parents_and_their_subtasks_keep_the_order_and_can_be_undone()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["A", " A1", " A2", "B", " B1", "C"]);
        var page = await PressBulkAsync(desk, "Delete", ["A", "A1", "C"]);
        Assert.Equal(["B", " B1"], TaskDesk.RowsOf(page));
        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal(["A", " A1", " A2", "B", " B1", "C"], TaskDesk.RowsOf(page));

        var other = desk.AddList("Elsewhere");
        await PressBulkAsync(desk, "Move to list", ["A1", "B", "B1", "C"], form => ((IHtmlSelectElement)form.Elements["to"]!).Value = other);
        Assert.Equal(["A1", "B", " B1", "C"], TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(other))));
    }

    [Fact]
    public async Task A_long_list_is_shown_in_pages()
    {
        using var desk = await TaskDesk.OpenAsync(App, [.. Enumerable.Range(1, 230).Select(number => $"Task {number:D3}")]);
        var page = await desk.ListPageAsync();
        // A board does not wait long for a list that is not cached.
        Assert.Equal(20, TaskDesk.RowsOf(await desk.Visitor.OpenAsync("/tasks")).Count);
        var seen = new List<string>(TaskDesk.RowsOf(page));
        while (page.Document.QuerySelector(".more-tasks a") is IHtmlAnchorElement more)
        {
            page = await desk.Visitor.OpenAsync(more.Href);
            seen.AddRange(TaskDesk.RowsOf(page));
        }
        Assert.Equal(Enumerable.Range(1, 230).Select(number => $"Task {number:D3}"), seen);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_changes_nothing()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Stay"]);
        using var form = new FormUrlEncodedContent([new("title", "Forged")]);
        using var request =
            new HttpRequestMessage(HttpMethod.Post, new Uri(App.Address, desk.ListPath + "/tasks")) { Content = form };
        using var answer = await desk.Visitor.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["Stay"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    private static async Task<Page> PressBulkAsync(
        TaskDesk desk, string button, string[] titles, Action<IHtmlFormElement>? fill = null)
    {
        var page = await desk.ListPageAsync("?select=true");
        foreach (var title in titles)
            ((IHtmlInputElement)TaskDesk.Row(page, title).QuerySelector(".select-box")!).IsChecked = true;
        return await desk.Visitor.PressAsync(page, button, fill, within: "#bulk");
    }

    private static void Write(IHtmlFormElement form, string field, string value)
    {
        if (form.Elements[field] is IHtmlTextAreaElement area)
            area.Value = value;
        else
            ((IHtmlInputElement)form.Elements[field]!).Value = value;
    }
}
