using AngleSharp.Html.Dom;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Pages;

/// <summary>Everything that can be done with lists, by forms and links alone.</summary>
public sealed class ListFormTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task A_list_is_created_and_renamed_and_both_can_be_undone()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var page = await desk.Visitor.PressAsync(await desk.Visitor.OpenAsync("/tasks"), "Create", form => Write(form, "旅行"));
        Assert.Equal("旅行", page.Heading);
        Assert.Equal("Created 旅行.", TaskDesk.ReceiptOf(page));
        Assert.Equal("/tasks", (await desk.Visitor.PressAsync(page, "Undo")).Address.AbsolutePath);
        Assert.Single(desk.Account.Tasks.Lists);
        page = await desk.Visitor.PressAsync(await desk.Visitor.OpenAsync("/tasks"), "Create", form => Write(form, "旅行"));

        page = await desk.Visitor.OpenAsync(page.Address.AbsolutePath + "/settings");
        page = await desk.Visitor.PressAsync(page, "Save", form => Write(form, "Travel"));
        Assert.Equal("Travel", page.Heading);
        page = await desk.Visitor.PressAsync(page, "Undo");
        Assert.Equal("旅行", page.Heading);
    }

    [Fact]
    public async Task A_list_has_the_color_that_is_chosen_for_it_until_it_is_reset()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["One"]);
        var page = await desk.Visitor.OpenAsync(desk.ListPath + "/settings");
        page = await desk.Visitor.PressAsync(page, page.Document.QuerySelector("main .swatch[value='5']")!);
        Assert.Equal(desk.ListPath + "/settings", page.Address.AbsolutePath);

        page = await desk.ListPageAsync();
        Assert.True(page.Document.QuerySelector(".list")!.ClassList.Contains("color-5"));
        Assert.True(page.Document.QuerySelector("nav.sidebar li:has(> [data-list])")!.ClassList.Contains("color-5"));

        await desk.Visitor.PressAsync(await desk.Visitor.OpenAsync(desk.ListPath + "/settings"), "Use default");
        Assert.True((await desk.ListPageAsync()).Document.QuerySelector(".list")!.ClassList.Contains("color-0"));
    }

    [Fact]
    public async Task Cleared_tasks_are_shown_among_the_hidden_ones()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Done", "Open"]);
        await desk.TickAsync(await desk.ListPageAsync(), "Done");
        var page = await desk.Visitor.OpenAsync(desk.ListPath + "/settings");
        Assert.Equal("This can’t be undone.", page.Document.QuerySelector("noscript .error-message")!.TextContent);
        page = await desk.Visitor.PressAsync(page, "Clear");

        Assert.Equal(["Open"], TaskDesk.RowsOf(page));
        Assert.Null(page.Document.QuerySelector("[data-fold=completed]"));
        page = await desk.ListPageAsync("?show=hidden");
        Assert.Equal(["Done"], TaskDesk.RowsOf(page, ".tasks.hidden"));
    }

    [Fact]
    public async Task Deletion_of_a_list_asks_first_and_counts_its_tasks()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var list = desk.AddList("Old things", "One", "Two");
        desk.Elsewhere(book => book.AddTask(list, "Assigned", task => task with { AssignedFromFile = "file2" }));
        var page = await desk.Visitor.OpenAsync($"{TaskDesk.PathOf(list)}/delete");
        Assert.Contains("3 open and 0 completed tasks will be deleted too", page.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "1 of them were assigned", page.Document.QuerySelector(".error-message")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("This can’t be undone.", page.Document.QuerySelector("noscript .error-message")!.TextContent);

        page = await desk.Visitor.PressAsync(page, "Delete list and tasks");
        Assert.Equal("/tasks", page.Address.AbsolutePath);
        Assert.DoesNotContain("Old things", page.Document.QuerySelector("nav.sidebar")!.TextContent, StringComparison.Ordinal);
    }

    private static void Write(IHtmlFormElement form, string title) => ((IHtmlInputElement)form.Elements["title"]!).Value = title;
}
