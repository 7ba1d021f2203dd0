using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.QuickAdd;

/// <summary>Quick add without scripts: the parsed tasks are shown before any is created, and can be corrected.</summary>
public sealed class QuickAddPageTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task The_parsed_tasks_are_shown_can_be_edited_and_are_created()
    {
        using var visitor = await _app.SignInWithListsAsync("Quick One", "Home", "Work");
        var page = await WriteAsync(visitor, "report for Friday #wo\n  numbers\nFriday is a film", "Preview");

        Assert.Equal(["report", "numbers", "is a film"], Titles(page));
        Assert.Empty(await _app.TasksOfAsync("Quick One"));

        var done = await visitor.PressAsync(page, "Add 3 tasks", form =>
        {
            var titles = form.QuerySelectorAll<IHtmlInputElement>("input[name=title]").ToList();
            titles[2].Value = "Friday is a film";
            form.QuerySelectorAll<IHtmlInputElement>("input[name=due]").Last().Value = "";
        });

        Assert.Equal(HttpStatusCode.OK, done.Status);
        var tasks = await _app.TasksOfAsync("Quick One");
        Assert.Equal(["Home", "Work", "Work"], tasks.Select(task => task.List).Order());
        var report = tasks.Single(task => task.Task.Title == "report").Task;
        Assert.Equal(DayOfWeek.Friday, report.Due!.Value.DayOfWeek);
        Assert.Equal(report.Id, tasks.Single(task => task.Task.Title == "numbers").Task.Parent);
        Assert.Null(tasks.Single(task => task.Task.Title == "Friday is a film").Task.Due);

        await visitor.PressAsync(done, "Undo");
        Assert.Empty(await _app.TasksOfAsync("Quick One"));
    }

    [Fact]
    public async Task A_line_can_be_added_at_once_or_as_it_is_written()
    {
        using var visitor = await _app.SignInWithListsAsync("Quick Two", "Home", "Work");
        await WriteAsync(visitor, "call mom tomorrow #home", "Add task");
        await WriteAsync(
            visitor, "call mom tomorrow #home", "Add task",
            form => form.QuerySelector<IHtmlInputElement>("input[name=asWritten]")!.IsChecked = true);

        Assert.Equal(
            ["call mom", "call mom tomorrow #home"],
            (await _app.TasksOfAsync("Quick Two")).Select(task => task.Task.Title).Order());
        Assert.Single(await _app.TasksOfAsync("Quick Two"), task => task.Task.Due is not null);
    }

    [Fact]
    public async Task A_link_fills_in_the_form_and_creates_nothing()
    {
        using var visitor = await _app.SignInWithListsAsync("Quick Three", "Home", "Work");
        var page = await visitor.OpenAsync("/tasks/new?title=Friday%20film%20%3Cb%3E&list=work&due=2026-12-24&notes=two%0Alines");

        Assert.Equal(["Friday film <b>"], Titles(page));
        Assert.Equal("2026-12-24", page.Document.QuerySelector("input[name=due]")!.GetAttribute("value"));
        Assert.Equal("Work", page.Document.QuerySelector("select[name=to] option[selected]")!.TextContent);
        Assert.Equal("two\nlines", ((IHtmlTextAreaElement)page.Document.QuerySelector("textarea[name=notes]")!).Value);
        Assert.Empty(await _app.TasksOfAsync("Quick Three"));
        page = await visitor.OpenAsync("/tasks/new?title=x&list=nowhere");
        Assert.Contains("There’s no list", page.Document.QuerySelector(".warning")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2027-", (await visitor.OpenAsync("/tasks/new?title=x&due=next%20year")).Document.QuerySelector("input[name=due]")!.GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_over_a_limit_is_refused_before_sending()
    {
        using var visitor = await _app.SignInWithListsAsync("Quick Four", "Home", "Work");
        var page = await WriteAsync(visitor, new string('x', 1025), "Add task");

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("1025", page.Document.QuerySelector(".warning")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.BadRequest, (await WriteAsync(visitor, string.Join('\n', Enumerable.Repeat("x", 101)), "Add task")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await WriteAsync(visitor, " \n\u200b", "Add task")).Status);
        Assert.Empty(await _app.TasksOfAsync("Quick Four"));
    }

    [Fact]
    public async Task After_an_interruption_the_remaining_tasks_stay_in_the_fields()
    {
        using var visitor = await _app.SignInWithListsAsync("Quick Five", "Home", "Work");
        var page = await visitor.OpenAsync("/tasks/new");
        _app.Sandbox.Faults.Add(TasksWeb.Sandbox.Faults.Fault.Answering("/tasks/v1/lists/", 429, times: 0) with { Skip = 2 });

        page = await FillAsync(visitor, page, "one\ntwo\nthree", "Add task");
        _app.Sandbox.Faults.Clear();

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal(["three"], Titles(page));
        Assert.Contains(
            "Google asks for a pause", page.Document.QuerySelector(".warning")!.TextContent, StringComparison.Ordinal);
        await visitor.PressAsync(page, "Add task", within: ".new-tasks");
        Assert.Equal(["one", "three", "two"], (await _app.TasksOfAsync("Quick Five")).Select(task => task.Task.Title).Order());
    }

    private static async Task<Page> WriteAsync(
        Visitor visitor, string text, string button, Action<IHtmlFormElement>? fill = null) =>
        await FillAsync(visitor, await visitor.OpenAsync("/tasks/new"), text, button, fill);

    private static Task<Page> FillAsync(
        Visitor visitor, Page page, string text, string button, Action<IHtmlFormElement>? fill = null) =>
        visitor.PressAsync(page, button, form =>
        {
            form.QuerySelector<IHtmlTextAreaElement>("textarea")!.Value = text;
            fill?.Invoke(form);
        });

    private static IEnumerable<string?> Titles(Page page) => page.Document.QuerySelectorAll("input[name=title]")
        .Where(input => input.Closest(".new-tasks") is not null).Select(input => input.GetAttribute("value"));
}
