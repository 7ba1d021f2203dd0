using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Tasks.Pages;

/// <summary>The pages of a person with two Google accounts: everything together, each list marked, each write in its place.</summary>
public sealed class AccountsPagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Visitor _visitor = null!;
    private Account _first = null!;
    private Account _second = null!;
    private string _home = null!;
    private string _work = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        _first = _app.Sandbox.Accounts.Add("Private person");
        _second = _app.Sandbox.Accounts.Add("Working person");
        var today = DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);
        (_home, _work) = (_first.Tasks.AddList("Plans"), _second.Tasks.AddList("Plans"));
        _first.Tasks.AddTask(_home, "Call grandmother", task => task with { Due = today });
        _second.Tasks.AddTask(_work, "Write report", task => task with { Due = today });
        _visitor = await _app.SignInAsync(_first.Name);
        await _visitor.ConnectAnotherAsync(_second.Name);
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_board_shows_the_lists_of_both_accounts_and_marks_each()
    {
        var board = await _visitor.OpenAsync("/tasks");

        var columns = board.Document.QuerySelectorAll("section.list").Where(column => TextOf(column, ".list-title") == "Plans")
            .Select(column => (TextOf(column, ".list-account"), TextOf(column, ".task .name")));
        Assert.Equal([(_first.Email, "Call grandmother"), (_second.Email, "Write report")], columns);
        Assert.All(
            board.Document.QuerySelectorAll(".sidebar .side-link[data-list]"),
            link => Assert.NotEmpty(TextOf(link, ".visually-hidden bdi")));
    }

    [Fact]
    public async Task One_account_is_not_marked()
    {
        using var visitor = await _app.SignInAsync(_second.Name);

        Assert.Empty((await visitor.OpenAsync("/tasks")).Document.QuerySelectorAll(".list-account"));
    }

    [Theory]
    [InlineData("/tasks/today")]
    [InlineData("/tasks/next")]
    [InlineData("/tasks/search?q=re")]
    [InlineData("/tasks/calendar")]
    public async Task Every_page_of_all_lists_holds_the_tasks_of_both_accounts(string path)
    {
        var page = await _visitor.OpenAsync(path);

        Assert.Contains("Write report", page.Document.Body!.TextContent, StringComparison.Ordinal);
        if (!path.Contains("search", StringComparison.Ordinal))
            Assert.Contains("Call grandmother", page.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_mixed_pages_name_the_account_of_their_list()
    {
        var page = await _visitor.OpenAsync("/tasks/today");

        Assert.Equal(
            [$"Plans ({_first.Email})", $"Plans ({_second.Email})"],
            page.Document.QuerySelectorAll(".task .list-link").Select(link => link.TextContent.Trim())
                .Where(name => name.StartsWith("Plans", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData("/tasks")]
    [InlineData("/tasks/today")]
    [InlineData("/tasks/search?q=report")]
    public async Task A_task_is_completed_in_its_own_account_and_reopened_there(string path)
    {
        var page = await _visitor.OpenAsync(path);
        var row = page.Document.QuerySelectorAll("li.task").First(row => TextOf(row, ".name") == "Write report");

        page = await _visitor.PressAsync(page, row.QuerySelector(".check-button")!);
        Assert.Equal("completed", StatusOf(_second, _work, "Write report"));
        Assert.Equal("needsAction", StatusOf(_first, _home, "Call grandmother"));

        await _visitor.PressAsync(page, "Undo");
        Assert.Equal("needsAction", StatusOf(_second, _work, "Write report"));
    }

    [Fact]
    public async Task The_page_of_a_list_is_found_by_Googles_id_and_the_account()
    {
        var page = await _visitor.OpenAsync($"/tasks/{_work}?account={IdOf(_second)}");
        Assert.Equal("Plans", page.Heading);
        Assert.Equal(_second.Email, TextOf(page.Document.Body!, ".page-heading .list-account"));

        await _visitor.PressAsync(
            page, page.Document.QuerySelector($"form.add[action*='{_work}'] button")!,
            form => form.Elements.OfType<IHtmlInputElement>().First(input => input.Name == "title").Value = "Added");

        Assert.Equal("needsAction", StatusOf(_second, _work, "Added"));
        Assert.Equal(HttpStatusCode.NotFound, (await _visitor.OpenAsync($"/tasks/{_work}")).Status);
        Assert.Contains(
            $"/tasks/{_work}?account={IdOf(_second)}",
            page.Document.QuerySelectorAll(".sidebar .side-link").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task A_new_list_is_made_in_the_account_that_is_chosen()
    {
        var board = await _visitor.OpenAsync("/tasks");

        await _visitor.PressAsync(board, "Create", form =>
        {
            form.Elements.OfType<IHtmlInputElement>().First(input => input.Name == "title").Value = "Trips";
            form.Elements.OfType<IHtmlSelectElement>().Single().Value = IdOf(_second);
        });

        Assert.Contains(_second.Tasks.Lists, list => list.Title == "Trips");
        Assert.DoesNotContain(_first.Tasks.Lists, list => list.Title == "Trips");
    }

    [Fact]
    public async Task A_task_is_not_moved_to_another_account()
    {
        var page = await _visitor.OpenAsync("/tasks");
        var row = page.Document.QuerySelectorAll("li.task").First(row => TextOf(row, ".name") == "Write report");
        var task = await _visitor.OpenAsync(row.QuerySelector(".name")!.GetAttribute("href")!);

        var answer = await _visitor.PressAsync(
            task, task.Document.QuerySelector("#edit .button")!,
            form =>
            {
                var lists = form.Elements.OfType<IHtmlSelectElement>().First(select => select.Name == "toList");
                Assert.DoesNotContain(_home, lists.Options.Select(option => option.Value));
                (lists.Options[0].Value, lists.Options[0].IsSelected) = (_home, true);
            });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("another Google account", answer.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("needsAction", StatusOf(_second, _work, "Write report"));
    }

    [Theory]
    [InlineData("/tasks")]
    [InlineData("/tasks/today")]
    [InlineData("/tasks/search?q=call")]
    public async Task An_account_that_has_ended_hides_no_other_one_and_the_page_says_so(string path)
    {
        await _visitor.OpenAsync("/tasks");
        _app.Sandbox.Grants.Revoke(_second);
        _app.Clock.Advance(TimeSpan.FromHours(2));

        var page = await _visitor.OpenAsync(path);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Call grandmother", page.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Write report", page.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(_second.Email, TextOf(page.Document.Body!, ".account-missing"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tasks/today")]
    [InlineData("/tasks/search?q=call")]
    [InlineData("/tasks/search/results?q=call")]
    public async Task An_account_whose_tasks_cannot_be_read_is_named_and_the_others_are_shown(string path)
    {
        _app.Sandbox.Faults.Add(Fault.Answering($"/tasks/v1/lists/{_work}/tasks", 500, times: 0));
        _app.Clock.Advance(TimeSpan.FromHours(1));

        var page = await _visitor.OpenAsync(path);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Call grandmother", page.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"The lists in \u2068{_second.Email}\u2069", page.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_numbers_of_the_other_account_come_with_the_name_of_the_one_that_fails(bool isDead)
    {
        if (isDead)
            _app.Sandbox.Grants.Revoke(_second);
        else
            _app.Sandbox.Faults.Add(Fault.Answering($"/tasks/v1/lists/{_work}/tasks", 500, times: 0));
        _app.Clock.Advance(TimeSpan.FromHours(2));

        var counts = await _visitor.JsonAsync("/tasks/counts");

        Assert.Equal(1, counts.GetProperty("lists").GetProperty(_home).GetInt32());
        Assert.Equal([_second.Email], counts.GetProperty("missing").EnumerateArray().Select(one => one.GetString()!));
    }

    [Fact]
    public async Task The_first_account_may_end_and_the_other_stays_usable()
    {
        _app.Sandbox.Grants.Revoke(_first);
        _app.Clock.Advance(TimeSpan.FromHours(2));

        var page = await _visitor.OpenAsync("/tasks");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Write report", page.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    private static string IdOf(Account account) => ProviderAccount.IdOf(account.Subject);

    private static string TextOf(IElement within, string selector) => within.QuerySelector(selector)?.TextContent.Trim() ?? "";

    private static string? StatusOf(Account account, string list, string title) =>
        account.Tasks.TasksIn(list).Single(task => task.Title == title).Completed is null ? "needsAction" : "completed";
}
