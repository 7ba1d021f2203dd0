using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tasks;
using TasksWeb.Tasks.Snapshots;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tokens;
using TasksWeb.Tokens;

namespace TasksWeb.Tests.Tasks.Snapshots;

/// <summary>What pages read costs as few calls as it can, and is right after every write, ours or somebody else's.</summary>
public sealed class TaskSnapshotsTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly TaskSnapshots _snapshots = fixture.App.Services.GetRequiredService<TaskSnapshots>();
    private readonly GoogleTasksClient _google = fixture.App.Services.GetRequiredService<GoogleTasksClient>();

    [Fact]
    public async Task Twenty_lists_cost_a_call_each_and_a_second_tab_costs_none()
    {
        var (account, grant) = await SignInAsync("Twenty Lists");
        for (var i = account.Tasks.Lists.Count; i < 20; i++)
            account.Tasks.AddTask(account.Tasks.AddList($"List {i}"), "A task");

        var lists = await _snapshots.ListsAsync(grant, default);
        var first = _snapshots.GetAll(grant, lists, default);
        var second = _snapshots.GetAll(grant, await _snapshots.ListsAsync(grant, default), default);
        await Task.WhenAll(first.Concat(second));
        await Task.WhenAll(_snapshots.GetAll(grant, lists, default));

        Assert.Equal(20, lists.Count);
        Assert.Equal(20, CallsOf(account));
        for (var i = 0; i < lists.Count; i++)
            Assert.Same(await first[i], await second[i]);
    }

    [Fact]
    public async Task Lists_are_read_side_by_side_but_not_all_at_once()
    {
        var (account, grant) = await SignInAsync("Side By Side");
        for (var i = account.Tasks.Lists.Count; i < 20; i++)
            account.Tasks.AddList($"List {i}");
        var lists = await _snapshots.ListsAsync(grant, default);
        var hang = _app.Sandbox.Faults.Add(Fault.Of("/tasks/v1/lists/", FaultKind.Hang, times: 0));

        var all = Task.WhenAll(_snapshots.GetAll(grant, lists, default));
        await Stored.UntilAsync(() => Task.FromResult(CallsOf(account) >= 8), "eight calls");
        Assert.Equal(8, CallsOf(account));
        _app.Sandbox.Faults.Clear(hang);

        Assert.Equal(20, (await all).Length);
    }

    private long CallsOf(Account account) => account.Tasks.Lists.Sum(list => _app.Sandbox.Traffic.CallsOf(PathOf(list.Id)));

    private static string PathOf(string list) => $"/tasks/v1/lists/{list}/tasks";

    /// <summary>Signed in without a look at any task.</summary>
    private async Task<(Account Account, GrantKey Grant)> SignInAsync(string name)
    {
        var account = _app.Sandbox.Accounts.Add(name);
        using var visitor = _app.Visit();
        await visitor.SignInAsync(name, "/profile");
        return (account, _app.KeyOf(name));
    }
}
