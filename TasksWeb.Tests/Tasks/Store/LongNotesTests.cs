using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
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
    public async Task An_export_has_whole_notes_or_says_that_there_are_too_many()
    {
        using var desk = await OpenAsync(lists: 3);

        using var refused = await desk.Visitor.GetAsync("/tasks/export?format=json");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Choose a single list", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach (var list in desk.Account.Tasks.Lists)
        {
            using var file = await desk.Visitor.GetAsync($"/tasks/export?format=json&list={list.Id}");
            using var json = JsonDocument.Parse(await file.Content.ReadAsStringAsync());
            var tasks = json.RootElement.GetProperty("items")[0].GetProperty("items");
            Assert.Equal(PerList, tasks.GetArrayLength());
            Assert.All(tasks.EnumerateArray(), task => Assert.Equal(Length, task.GetProperty("notes").GetString()!.Length));
        }
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
