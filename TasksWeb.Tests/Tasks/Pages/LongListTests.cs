using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.GoogleTasks;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tasks.Store;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Pages;

/// <summary>A list of three pages of which Google has sent two: it is shown before all of it has been read.</summary>
public sealed class LongListTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const int Count = 290;
    private const int OnPage = 100;
    private static readonly string[] s_titles = [.. Enumerable.Range(0, Count).Select(t => t % 10 == 1 ? $" Task {t}" : $"Task {t}")];

    private TestApp App => fixture.App;

    [Fact]
    public async Task A_list_shows_the_rows_that_have_been_read_and_says_how_many()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, _) = await OpenHalfReadAsync(desk);

        var page = await desk.Visitor.OpenAsync(TaskDesk.PathOf(list));

        var rows = TaskDesk.RowsOf(page);
        Assert.InRange(rows.Count, 60, OnPage);
        Assert.Equal("Still loading. Tasks read so far: 200", WordsOf(page));
        Assert.True(ListOf(page).HasAttribute("data-late"));
        Assert.Empty(page.Document.QuerySelector(".page-note")!.TextContent);
        Assert.Empty(page.Document.QuerySelectorAll(".list .count, .more-tasks, .fold-button, .completed-toggle"));
    }

    [Fact]
    public async Task The_rows_so_far_stand_in_the_order_of_the_list()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, _) = await OpenHalfReadAsync(desk);

        var rows = TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(list)));

        Assert.Equal(s_titles.Where(rows.Contains), rows);
        Assert.Contains(rows, row => row.StartsWith(' '));
        Assert.NotEqual(s_titles.Take(rows.Count), rows);
    }

    [Fact]
    public async Task The_board_shows_the_rows_so_far_beside_other_lists()
    {
        using var desk = await TaskDesk.OpenAsync(App, ["Short"]);
        var (list, _) = await OpenHalfReadAsync(desk);

        var page = await desk.Visitor.OpenAsync("/tasks");

        Assert.Equal(["Short"], TaskDesk.RowsOf(page, $"[id='l-{desk.List}'] .tasks.open"));
        Assert.Equal(20, TaskDesk.RowsOf(page, $"[id='l-{list}'] .tasks.open").Count);
        Assert.Equal("Still loading. Tasks read so far: 200", WordsOf(page));
    }

    [Fact]
    public async Task A_view_of_which_nothing_has_come_waits_with_words_instead_of_saying_that_it_is_empty()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, _) = await OpenHalfReadAsync(desk);

        var page = await desk.Visitor.OpenAsync(TaskDesk.PathOf(list) + "?filter=dated");

        Assert.Equal("Still loading. Tasks read so far: 200", WordsOf(page));
        Assert.Empty(page.Document.QuerySelectorAll(".task"));
        Assert.Empty(page.Document.QuerySelectorAll(".empty-text, .empty-state"));
    }

    [Fact]
    public async Task A_list_fills_in_when_all_of_it_has_been_read_and_is_read_once()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, held) = await OpenHalfReadAsync(desk);
        var column = TaskDesk.PathOf(list) + "/column?alone=true&length=100";
        Assert.NotNull(WordsOf(await desk.Visitor.OpenAsync(column)));
        Assert.NotNull(WordsOf(await desk.Visitor.OpenAsync(column)));

        await ReadToEndAsync(desk, list, held);
        var page = await desk.Visitor.OpenAsync(column);

        Assert.Null(WordsOf(page));
        Assert.False(ListOf(page).HasAttribute("data-late"));
        Assert.Equal(s_titles.Take(OnPage), TaskDesk.RowsOf(page));
        Assert.Equal($"{Count}", page.Document.QuerySelector(".count")!.TextContent);
        Assert.Equal($"Show more ({Count - OnPage})", page.Document.QuerySelector(".more-tasks")!.TextContent.Trim());
        Assert.Equal(3, App.Sandbox.Traffic.CallsOf($"/tasks/v1/lists/{list}/tasks"));
    }

    [Fact]
    public async Task Further_rows_wait_for_the_whole_list()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, held) = await OpenHalfReadAsync(desk);

        var rows = desk.Visitor.OpenAsync(TaskDesk.PathOf(list) + "?from=280");
        await desk.Visitor.OpenAsync(TaskDesk.PathOf(list));
        Assert.False(rows.IsCompleted);
        App.Sandbox.Faults.Clear(held);

        Assert.Equal(s_titles.Skip(280), TaskDesk.RowsOf(await rows));
    }

    [Fact]
    public async Task A_task_that_is_completed_meanwhile_is_asked_about_all_of_its_subtasks()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, held) = await OpenHalfReadAsync(desk);
        var page = await desk.Visitor.OpenAsync(TaskDesk.PathOf(list));
        var task = desk.Account.Tasks.TasksIn(list).Single(task => task.Title == "Task 0");

        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(App.Address, $"{TaskDesk.PathOf(list)}/{task.Id}/complete"))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create(
                "__RequestVerificationToken", page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!)]),
        };
        request.Headers.Accept.ParseAdd("application/json");
        var completing = desk.Visitor.SendAsync(request);
        await desk.Visitor.OpenAsync(TaskDesk.PathOf(list));
        Assert.False(completing.IsCompleted);
        App.Sandbox.Faults.Clear(held);

        using var answer = await completing;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.EndsWith("/complete", receipt.GetProperty("next").GetProperty("action").GetString(), StringComparison.Ordinal);
        Assert.Equal(Count - 1, receipt.GetProperty("counts").GetProperty("lists").GetProperty(list).GetInt32());
    }

    [Fact]
    public async Task A_task_that_is_added_meanwhile_is_among_the_rows_so_far_and_stays()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, held) = await OpenHalfReadAsync(desk);
        var store = App.Services.GetRequiredService<TaskStore>();

        await store.InsertTaskAsync(
            App.KeyOf(desk.Account.Name), list, new TaskChange { Title = "New" }, parent: null, previous: null, default);

        Assert.Equal("New", TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(list)))[0]);
        await ReadToEndAsync(desk, list, held);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(
            s_titles.Prepend("New").Take(OnPage), TaskDesk.RowsOf(await desk.Visitor.OpenAsync(TaskDesk.PathOf(list) + "/column?length=100")));
    }

    [Fact]
    public async Task What_was_cached_is_shown_while_a_list_is_read_again()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var list = desk.AddList("Long", s_titles);
        await desk.Visitor.OpenAsync(TaskDesk.PathOf(list));
        desk.Elsewhere(book => book.AddTask(list, "New"));
        var held = App.Sandbox.Faults.Add(Fault.Of($"/tasks/v1/lists/{list}/tasks", FaultKind.Hang) with { Skip = 2 });

        var page = await desk.Visitor.OpenAsync(TaskDesk.PathOf(list));

        Assert.Equal(s_titles.Take(OnPage), TaskDesk.RowsOf(page));
        Assert.True(ListOf(page).HasAttribute("data-late"));
        Assert.Null(WordsOf(page));
        App.Sandbox.Faults.Clear(held);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_to_its_end_is_a_failure_and_no_short_list()
    {
        using var desk = await TaskDesk.OpenAsync(App, []);
        var (list, held) = await OpenHalfReadAsync(desk);
        App.Sandbox.Faults.Add(Fault.Answering($"/tasks/v1/lists/{list}/tasks", 503, times: 0));
        App.Sandbox.Faults.Clear(held);

        await StoredGrants.UntilAsync(
            async () =>
            {
                using var answer = await desk.Visitor.GetAsync(TaskDesk.PathOf(list) + "/column");
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            "the column says that Google does not answer");
        App.Sandbox.Faults.Clear();
    }

    /// <summary>A list that is not in memory, and of which Google sends the last page when the fault is cleared.</summary>
    private async Task<(string List, int Held)> OpenHalfReadAsync(TaskDesk desk)
    {
        var list = desk.AddList("Long", s_titles);
        var held = App.Sandbox.Faults.Add(Fault.Of($"/tasks/v1/lists/{list}/tasks", FaultKind.Hang) with { Skip = 2 });
        _ = App.Services.GetRequiredService<TaskStore>().GetAsync(App.KeyOf(desk.Account.Name), list, default);
        await StoredGrants.UntilAsync(
            () => Task.FromResult(App.Sandbox.Faults.All.Any(fault => fault.Id == held && fault.Hits > 0)), "two pages have been read");
        return (list, held);
    }

    private async Task ReadToEndAsync(TaskDesk desk, string list, int held)
    {
        App.Sandbox.Faults.Clear(held);
        await App.Services.GetRequiredService<TaskStore>().GetAsync(App.KeyOf(desk.Account.Name), list, default);
    }

    private static IElement ListOf(Page page) => page.Document.QuerySelector(".list")!;

    /// <summary>What the page says about a list that is being read; null: nothing.</summary>
    private static string? WordsOf(Page page) => page.Document.QuerySelector(".arriving")?.FirstChild!.TextContent.Trim();
}
