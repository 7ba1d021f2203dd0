using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tasks.Store;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Api;
using TasksWeb.Tests.Tasks.Pages;

namespace TasksWeb.Tests.Tasks.Store;

/// <summary>What is read from Google at the same time, and so is in memory outside the cache, is bounded.</summary>
public sealed class MemoryBoundsTests : IAsyncLifetime
{
    private const int SlotsOfAll = 4;
    private const int TasksOfALongList = 2_000;
    private const int PageLength = 100;

    private TestApp App { get; set; } = null!;

    /// <summary>A call that is held until the others have come may take as long as they do.</summary>
    public async Task InitializeAsync() => App = await TestApp.StartAsync(settings: new() { ["Tokens:CallTimeout"] = "00:02:00" });

    public async Task DisposeAsync() => await App.DisposeAsync();

    [Fact]
    public async Task Four_long_lists_are_read_at_a_time_and_the_next_one_after_them()
    {
        var desks = new List<(TaskDesk Desk, string List)>();
        for (var number = 0; number <= SlotsOfAll; number++)
        {
            var desk = await TaskDesk.OpenAsync(App, [], $"Long {number}");
            desks.Add((desk, desk.AddList("Long", [.. Enumerable.Range(0, TasksOfALongList + PageLength).Select(task => $"Task {task}")])));
        }
        var reads = new List<Task>();
        foreach (var (desk, list) in desks.SkipLast(1))
        {
            App.Sandbox.Faults.Add(Hang(list) with { Skip = TasksOfALongList / PageLength });
            reads.Add(ReadAsync(desk, list));
        }
        await UntilAsync(() => App.Sandbox.Faults.All.All(fault => fault.Hits > 0), "four lists have come to their last page");

        var last = desks[^1];
        reads.Add(ReadAsync(last.Desk, last.List));
        await UntilAsync(() => CallsFor(last.List) == TasksOfALongList / PageLength, "the fifth has come to the end of a short list");
        using (var answer = await last.Desk.Visitor.GetAsync($"/api/tasklists/{last.Desk.List}/tasks"))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(TasksOfALongList / PageLength, CallsFor(last.List));

        App.Sandbox.Faults.Clear();
        await Task.WhenAll(reads);
        Assert.Equal((TasksOfALongList / PageLength) + 1, CallsFor(last.List));
        desks.ForEach(one => one.Desk.Dispose());
    }

    private static Fault Hang(string list) => Fault.Of($"/tasks/v1/lists/{list}/tasks", FaultKind.Hang);

    private long CallsFor(string list) => App.Sandbox.Traffic.CallsOf($"/tasks/v1/lists/{list}/tasks");

    private Task<ListSnapshot> ReadAsync(TaskDesk desk, string list) =>
        App.Services.GetRequiredService<TaskStore>().GetAsync(App.KeyOf(desk.Account.Name), list, default);

    private static Task UntilAsync(Func<bool> condition, string what) =>
        StoredGrants.UntilAsync(() => Task.FromResult(condition()), what);
}
