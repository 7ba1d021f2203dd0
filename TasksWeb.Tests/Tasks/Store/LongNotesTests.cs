using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tasks.Store;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;

namespace TasksWeb.Tests.Tasks.Store;

/// <summary>More notes than may be in memory: their beginnings are kept, and nothing of them is lost.</summary>
public sealed class LongNotesTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const int Length = 8000;
    private const int PerList = 700;
    private const long Budget = 8 * 1024 * 1024;

    private TestApp App => fixture.App;

    [Fact]
    public async Task All_lists_of_a_person_share_one_budget()
    {
        using var desk = await OpenAsync(lists: 3);
        var store = App.Services.GetRequiredService<TaskStore>();
        var grant = App.KeyOf(desk.Account.Name);

        var snapshots = await Task.WhenAll(store.GetAll(grant, await store.ListTaskListsAsync(grant, default), default));

        Assert.All(snapshots, snapshot => Assert.Equal(PerList, snapshot.Tasks.Length));
        var whole = snapshots.Sum(snapshot => snapshot.Tasks.Where(task => !task.AreNotesCut).Sum(task => (long)task.Notes!.Length));
        Assert.InRange(whole, Budget - (4 * Length), Budget);
    }

    [Fact]
    public async Task A_task_is_opened_and_saved_with_its_whole_notes()
    {
        using var desk = await OpenAsync(lists: 2);
        var store = App.Services.GetRequiredService<TaskStore>();
        var grant = App.KeyOf(desk.Account.Name);
        await Task.WhenAll(store.GetAll(grant, await store.ListTaskListsAsync(grant, default), default));
        var cut = desk.Account.Tasks.Lists.SelectMany(one => store.FindCached(grant, one.Id)!.Tasks.Select(task => (one.Id, Task: task)))
            .First(one => one.Task.AreNotesCut);

        var page = await desk.Visitor.OpenAsync($"/tasks/{cut.Id}/{cut.Task.Id}");
        var notes = (IHtmlTextAreaElement)page.Document.QuerySelector("textarea[name=notes]")!;
        Assert.Equal(Length, notes.Value.Length);
        await desk.Visitor.PressAsync(page, "Save", form => ((IHtmlTextAreaElement)form.Elements["title"]!).Value = "Renamed");

        var saved = (await App.TasksOfAsync(desk.Account.Name)).Single(one => one.Task.Id == cut.Task.Id).Task;
        Assert.Equal("Renamed", saved.Title);
        Assert.Equal(Length, saved.Notes!.Length);
    }

    [Fact]
    public async Task A_copy_of_a_task_has_its_whole_notes()
    {
        using var desk = await OpenAsync(lists: 2);
        var store = App.Services.GetRequiredService<TaskStore>();
        var grant = App.KeyOf(desk.Account.Name);
        await Task.WhenAll(store.GetAll(grant, await store.ListTaskListsAsync(grant, default), default));
        var (list, original) = desk.Account.Tasks.Lists
            .SelectMany(one => store.FindCached(grant, one.Id)!.Tasks.Select(task => (one.Id, Task: task)))
            .First(one => one.Task.AreNotesCut);
        var page = await desk.Visitor.OpenAsync($"/tasks/{list}/{original.Id}");
        var token = page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        using var copied = await desk.Visitor.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, new Uri(page.Address, page.Address.AbsolutePath + "/duplicate"))
            {
                Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]),
            });

        var both = (await App.TasksOfAsync(desk.Account.Name)).Where(one => one.Task.Title == original.Title)
            .Select(one => one.Task.Notes!.Length).ToList();
        Assert.Equal(3, both.Count);
        Assert.All(both, length => Assert.Equal(Length, length));
    }

    [Fact]
    public async Task An_export_of_more_notes_than_fit_into_memory_has_all_of_them()
    {
        using var desk = await OpenAsync(lists: 3);

        using var file = await desk.Visitor.GetAsync("/tasks/export?format=json");

        using var json = JsonDocument.Parse(await file.Content.ReadAsStringAsync());
        var lists = json.RootElement.GetProperty("items");
        Assert.Equal(3, lists.GetArrayLength());
        Assert.All(lists.EnumerateArray(), list =>
        {
            var tasks = list.GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(Enumerable.Range(0, PerList).Select(t => $"Task {t}"), tasks.Select(task => task.GetProperty("title").GetString()));
            Assert.All(tasks, task => Assert.Equal(Length, task.GetProperty("notes").GetString()!.Length));
        });
    }

    [Fact]
    public async Task A_printout_has_all_notes()
    {
        using var desk = await OpenAsync(lists: 2);

        var page = await desk.Visitor.OpenAsync("/tasks/print");

        var notes = page.Document.QuerySelectorAll(".print-task .notes");
        Assert.Equal(2 * PerList, notes.Length);
        Assert.All(notes, note => Assert.Equal(Length, note.TextContent.Length));
        Assert.EndsWith("</html>", page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_Google_interrupts_is_cut_off_instead_of_ending_early()
    {
        using var desk = await OpenAsync(lists: 3);
        using var all = await desk.Visitor.GetAsync("/tasks/search?q=x");
        App.Sandbox.Faults.Add(Fault.Answering($"/tasks/v1/lists/{desk.Account.Tasks.Lists[^1].Id}/tasks", 503, times: 0) with { Skip = 3 });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => desk.Visitor.GetAsync("/tasks/export?format=csv"));
        App.Sandbox.Faults.Clear();
    }

    private async Task<TaskDesk> OpenAsync(int lists, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var desk = await TaskDesk.OpenAsync(App, [], name);
        var notes = string.Concat(Enumerable.Repeat("Eight cha", Length))[..Length];
        for (var i = 0; i < lists; i++)
        {
            var list = i == 0 ? desk.List : desk.Account.Tasks.AddList($"List {i}");
            for (var t = 0; t < PerList; t++)
                desk.Account.Tasks.AddTask(list, $"Task {t}", task => task with { Notes = notes });
        }
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        return desk;
    }
}
