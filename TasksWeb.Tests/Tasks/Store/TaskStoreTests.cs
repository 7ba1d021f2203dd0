using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tasks.Store;
using TasksWeb.Tests.App;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tasks.Store;

/// <summary>Reads cost as few calls as possible and are right after every write, our own or of others.</summary>
public sealed class TaskStoreTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly TaskStore _store = fixture.App.Services.GetRequiredService<TaskStore>();
    private readonly GoogleTasksClient _google = fixture.App.Services.GetRequiredService<GoogleTasksClient>();

    [Fact]
    public async Task Twenty_lists_cost_one_call_each_and_a_second_tab_none()
    {
        var (account, grant) = await SignInAsync("Twenty Lists");
        for (var i = account.Tasks.Lists.Count; i < 20; i++)
            account.Tasks.AddTask(account.Tasks.AddList($"List {i}"), "A task");

        var lists = await _store.ListTaskListsAsync(grant, default);
        var first = _store.GetAll(grant, lists, default);
        var second = _store.GetAll(grant, await _store.ListTaskListsAsync(grant, default), default);
        await Task.WhenAll(first.Concat(second));
        await Task.WhenAll(_store.GetAll(grant, lists, default));

        Assert.Equal(20, lists.Count);
        Assert.Equal(20, CallsOf(account));
        for (var i = 0; i < lists.Count; i++)
            Assert.Same(await first[i], await second[i]);
    }

    [Fact]
    public async Task Lists_are_read_concurrently_up_to_a_limit()
    {
        var (account, grant) = await SignInAsync("Side By Side");
        for (var i = account.Tasks.Lists.Count; i < 20; i++)
            account.Tasks.AddList($"List {i}");
        var lists = await _store.ListTaskListsAsync(grant, default);
        var hang = _app.Sandbox.Faults.Add(Fault.Of("/tasks/v1/lists/", FaultKind.Hang, times: 0));

        var all = Task.WhenAll(_store.GetAll(grant, lists, default));
        await StoredGrants.UntilAsync(() => Task.FromResult(CallsOf(account) >= 8), "eight calls");
        Assert.Equal(8, CallsOf(account));
        _app.Sandbox.Faults.Clear(hang);

        Assert.Equal(20, (await all).Length);
    }

    [Fact]
    public async Task A_long_list_is_synchronized_in_one_call()
    {
        var (account, grant) = await SignInAsync("Long List");
        _app.Sandbox.Accounts.FillTasks(account, lists: 1, tasks: 450);
        var list = account.Tasks.Lists[^1].Id;
        var before = await _store.GetAsync(grant, list, default);
        Assert.Equal(5, CallsOf(account));
        account.Tasks.Change(list, before.Tasks[7].Id, task => task with { Title = "Changed elsewhere" });
        account.Tasks.Change(list, before.Tasks[8].Id, task => task with { Deleted = true });
        account.Tasks.Change(list, before.Tasks[9].Id, task => task with { Completed = _app.Clock.GetUtcNow() });

        _app.Clock.Advance(TimeSpan.FromSeconds(4));
        var after = await _store.GetAsync(grant, list, default);

        Assert.Equal(6, CallsOf(account));
        Assert.Equal("Changed elsewhere", after.Tasks[7].Title);
        Assert.Null(after.Find(before.Tasks[8].Id));
        Assert.True(after.Find(before.Tasks[9].Id)!.IsCompleted);
        await SameAsGoogleAsync(grant, list);
    }

    [Theory]
    [InlineData(0, 149)]
    [InlineData(149, null)]
    public async Task A_move_of_another_app_between_two_pages_shows_nothing_twice_and_is_right_soon(int from, int? behind)
    {
        var (account, grant) = await SignInAsync($"Two Pages {from}");
        var list = account.Tasks.AddList("Long");
        var tasks = Enumerable.Range(0, 150).Select(number => account.Tasks.AddTask(list, $"Task {number}").Id).ToList();
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        var hang = _app.Sandbox.Faults.Add(Fault.Of(PathOf(list), FaultKind.Hang) with { Skip = 1 });
        var reading = _store.GetAsync(grant, list, default);
        await StoredGrants.UntilAsync(() => Task.FromResult(CallsOf(account) == 2), "the second page is asked for");
        _app.Clock.Advance(TimeSpan.FromSeconds(1));

        await _google.MoveTaskAsync(
            grant, list, tasks[from], null, behind is { } index ? tasks[index] : null, null, default);
        _app.Sandbox.Faults.Clear(hang);

        var ids = (await reading).Tasks.Select(task => task.Id).ToList();
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        _app.Clock.Advance(TimeSpan.FromSeconds(4));
        await SameAsGoogleAsync(grant, list);
    }

    [Fact]
    public async Task A_snapshot_older_than_half_an_hour_is_read_in_full()
    {
        var (account, grant) = await SignInAsync("Half An Hour");
        _app.Sandbox.Accounts.FillTasks(account, lists: 1, tasks: 150);
        var list = account.Tasks.Lists[^1].Id;
        await _store.GetAsync(grant, list, default);

        for (var i = 0; i < 5; i++)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(8));
            await _store.GetAsync(grant, list, default);
        }

        // Two calls at the start, one for the changes at 8, 16, 24 and 32 minutes, and both pages again at 40.
        Assert.Equal(8, CallsOf(account));
    }

    [Fact]
    public async Task Snapshots_that_nobody_reads_for_ten_minutes_are_evicted()
    {
        var (account, grant) = await SignInAsync("Idle");
        var list = account.Tasks.Lists[0].Id;
        await _store.GetAsync(grant, list, default);
        Assert.NotNull(_store.FindCached(grant, list));

        _app.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Null(_store.FindCached(grant, list));
    }

    [Theory]
    [InlineData("/auth/logout-everywhere", "/profile")]
    [InlineData("/connections/google_tasks/disconnect", "/profile")]
    [InlineData("/profile/delete", "/profile/delete")]
    public async Task Sign_out_disconnect_and_deletion_remove_snapshots_from_memory(string action, string page)
    {
        var name = $"Leaves by {action.Split('/')[^1]}";
        var account = _app.Sandbox.Accounts.Add(name);
        using var visitor = _app.Visit();
        await visitor.SignInAsync(name, "/profile");
        var (grant, list) = (_app.KeyOf(name), account.Tasks.Lists[0].Id);
        await _store.GetAsync(grant, list, default);

        var from = await visitor.OpenAsync(page);
        var button = from.Document.QuerySelectorAll("form").First(form => form.GetAttribute("action") == action)
            .QuerySelector("button")!.TextContent.Trim();
        await visitor.PressAsync(from, button);

        Assert.Null(_store.FindCached(grant, list));
    }

    [Fact]
    public async Task A_revoked_grant_shows_no_snapshots()
    {
        var (account, grant) = await SignInAsync("Ended Elsewhere");
        var list = account.Tasks.Lists[0].Id;
        await _store.GetAsync(grant, list, default);
        await _app.Services.GetRequiredService<TokenVault>().RevokeAsync(grant, default);

        var failure = await Assert.ThrowsAsync<TokenFailureException>(() => _store.GetAsync(grant, list, default));

        Assert.Equal(TokenFailureKind.NoTokens, failure.Failure.Kind);
        Assert.Null(_store.FindCached(grant, list));
    }

    [Fact]
    public async Task A_limit_known_to_be_reached_is_reported_before_anything_is_sent()
    {
        var (account, grant) = await SignInAsync("Full House");
        var list = account.Tasks.AddList("Full");
        var parent = account.Tasks.AddTask(list, "parent").Id;
        for (var i = 0; i < 2000; i++)
            account.Tasks.AddTask(list, "child", task => task with { Parent = parent });
        for (var lists = account.Tasks.Lists.Count; lists < 2000; lists++)
            account.Tasks.AddList("one more");
        await Task.WhenAll(_store.ListTaskListsAsync(grant, default), _store.GetAsync(grant, list, default));
        var calls = CallsOf(account);

        var below = await Assert.ThrowsAsync<ProblemException>(
            () => _store.InsertTaskAsync(grant, list, new TaskChange { Title = "x" }, parent, null, default));
        var further = await Assert.ThrowsAsync<ProblemException>(() => _store.InsertTaskListAsync(grant, "x", default));

        Assert.Equal("parent: Google keeps at most 2,000 subtasks under a task.", below.Problem.Detail);
        Assert.Equal("list: Google keeps at most 2,000 lists.", further.Problem.Detail);
        Assert.Equal(calls, CallsOf(account));
        Assert.Equal(2000, account.Tasks.Lists.Count);
    }

    [Fact]
    public async Task A_task_inserted_by_another_instance_appears_in_its_place()
    {
        await using var other = await TestApp.StartAsync(beside: _app);
        var (account, grant) = await SignInAsync("Two Instances");
        var list = account.Tasks.Lists[0].Id;
        var before = await _store.GetAsync(grant, list, default);

        var added = await other.Services.GetRequiredService<GoogleTasksClient>().InsertTaskAsync(
            grant, list, new TaskChange { Title = "From afar" }, parent: null, before.Tasks[0].Id, default);
        _app.Clock.Advance(TimeSpan.FromSeconds(4));
        var after = await _store.GetAsync(grant, list, default);

        Assert.Equal([before.Tasks[0].Id, added.Id, before.Tasks[1].Id], after.Tasks.Select(task => task.Id));
        await SameAsGoogleAsync(grant, list);
    }

    [Fact]
    public async Task Our_own_writes_are_visible_at_once_and_cost_no_further_call()
    {
        var (account, grant) = await SignInAsync("Own Writes");
        var (list, other) = (account.Tasks.Lists[0].Id, account.Tasks.AddList("Other"));
        await Task.WhenAll(_store.GetAsync(grant, list, default), _store.GetAsync(grant, other, default));
        var calls = CallsOf(account);

        var first = await _store.InsertTaskAsync(grant, list, new TaskChange { Title = "first" }, null, null, default);
        var second = await _store.InsertTaskAsync(grant, list, new TaskChange { Title = "second" }, null, first.Id, default);
        var below = await _store.InsertTaskAsync(grant, list, new TaskChange { Title = "below" }, second.Id, null, default);
        await _store.MoveTaskAsync(grant, list, second.Id, null, null, null, default);
        await _store.PatchTaskAsync(grant, list, below.Id, new TaskChange { Notes = "with notes" }, below.Etag, default);
        await _store.PatchTaskAsync(grant, list, first.Id, new TaskChange { Status = "completed" }, first.Etag, default);
        await _store.DeleteTaskAsync(grant, list, below.Id, null, default);
        await _store.MoveTaskAsync(grant, list, first.Id, null, null, other, default);
        calls += 3; // The three posts to this path.

        var here = await _store.GetAsync(grant, list, default);
        var there = await _store.GetAsync(grant, other, default);

        Assert.Equal(calls, CallsOf(account));
        Assert.Equal("second", here.Tasks[0].Title);
        Assert.Null(here.Find(first.Id));
        Assert.Null(here.Find(below.Id));
        Assert.Equal("first", there.Tasks[0].Title);
        await SameAsGoogleAsync(grant, list);
        await SameAsGoogleAsync(grant, other);
    }

    [Fact]
    public async Task Side_effects_at_Google_are_read_before_the_list_is_shown()
    {
        var (account, grant) = await SignInAsync("Besides");
        var (list, other) = (account.Tasks.Lists[0].Id, account.Tasks.AddList("Other"));
        var parent = account.Tasks.AddTask(list, "Parent");
        var child = account.Tasks.AddTask(list, "Child", task => task with { Parent = parent.Id });
        await Task.WhenAll(_store.GetAsync(grant, list, default), _store.GetAsync(grant, other, default));

        await _store.MoveTaskAsync(grant, list, parent.Id, null, null, other, default);
        Assert.Null((await _store.GetAsync(grant, list, default)).Find(child.Id));
        Assert.Equal(parent.Id, (await _store.GetAsync(grant, other, default)).Find(child.Id)!.Parent);

        await _store.DeleteTaskAsync(grant, other, parent.Id, null, default);
        Assert.Empty((await _store.GetAsync(grant, other, default)).Tasks);

        await _store.PatchTaskAsync(grant, other, parent.Id, new TaskChange { Deleted = false }, null, default);
        Assert.Equal(parent.Id, Assert.Single((await _store.GetAsync(grant, other, default)).Tasks).Id);

        await _store.PatchTaskAsync(grant, other, parent.Id, new TaskChange { Status = "completed" }, null, default);
        await _store.ClearAsync(grant, other, default);
        Assert.True((await _store.GetAsync(grant, other, default)).Find(parent.Id)!.Hidden);

        await _store.PatchTaskAsync(grant, other, parent.Id, new TaskChange { Status = "needsAction" }, null, default);
        Assert.False((await _store.GetAsync(grant, other, default)).Find(parent.Id)!.IsCompleted);
        await SameAsGoogleAsync(grant, list);
        await SameAsGoogleAsync(grant, other);
    }

    [Fact]
    public async Task A_read_that_began_before_a_write_does_not_undo_it()
    {
        var (account, grant) = await SignInAsync("Races");
        var list = account.Tasks.Lists[0].Id;
        var task = (await _store.GetAsync(grant, list, default)).Tasks[0];
        _app.Clock.Advance(TimeSpan.FromSeconds(4));
        // The answer is made before the write and arrives after it.
        var stall = _app.Sandbox.Faults.Add(Fault.Of(PathOf(list), FaultKind.StallMidBody, times: 1));

        var reading = _store.GetAsync(grant, list, default);
        await StoredGrants.UntilAsync(
            () => Task.FromResult(_app.Sandbox.Faults.All.Any(
                state => state.Fault.Kind == FaultKind.StallMidBody && state.Hits > 0)),
            "the stall");
        await _store.PatchTaskAsync(grant, list, task.Id, new TaskChange { Title = "Written meanwhile" }, null, default);
        _app.Sandbox.Faults.Clear(stall);

        Assert.Equal("Written meanwhile", (await reading).Find(task.Id)!.Title);
    }

    [Fact]
    public async Task A_canceled_caller_stops_no_read_and_a_failure_keeps_the_snapshot()
    {
        var (account, grant) = await SignInAsync("Comes And Goes");
        var list = account.Tasks.Lists[0].Id;
        using var gone = new CancellationTokenSource();
        var hang = _app.Sandbox.Faults.Add(Fault.Of(PathOf(list), FaultKind.Hang, times: 1));
        var first = _store.GetAsync(grant, list, gone.Token);
        var second = _store.GetAsync(grant, list, default);
        await StoredGrants.UntilAsync(() => Task.FromResult(CallsOf(account) == 1), "one call");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _app.Sandbox.Faults.Clear(hang);
        var read = await second;

        _app.Clock.Advance(TimeSpan.FromSeconds(4));
        _app.Sandbox.Faults.Add(Fault.Answering(PathOf(list), 429, reason: "rateLimitExceeded", retryAfter: 7));
        var failure = await Assert.ThrowsAsync<ProviderException>(() => _store.GetAsync(grant, list, default));

        Assert.Equal((ProviderFailureKind.RateLimited, TimeSpan.FromSeconds(7)), (failure.Kind, failure.RetryAfter));
        Assert.Same(read, _store.FindCached(grant, list));
        Assert.NotNull(await _store.GetAsync(grant, list, default));
    }

    /// <summary>The snapshot equals a full read, in the same order.</summary>
    private async Task SameAsGoogleAsync(GrantKey grant, string list)
    {
        var snapshot = await _store.GetAsync(grant, list, default);
        var whole = (await _google.ListTasksAsync(grant, list, updatedMin: null, default)).Tasks;
        var of = new TaskList { Id = list };
        Assert.Equal(Lines(TaskTree.Rows(of, whole)), Lines(snapshot.Rows(of)));

        static IEnumerable<string> Lines(TaskRows rows) => rows.Open.Concat(rows.Completed).Concat(rows.Hidden)
            .Select(row => $"{row.Depth} {row.Task.Id} {row.Task.Title} {row.Task.Status} {row.Task.Etag}");
    }

    private long CallsOf(Account account) => account.Tasks.Lists.Sum(list => _app.Sandbox.Traffic.CallsOf(PathOf(list.Id)));

    private static string PathOf(string list) => $"/tasks/v1/lists/{list}/tasks";

    /// <summary>Signed in without reading tasks. The clock stands still from here on.</summary>
    private async Task<(Account Account, GrantKey Grant)> SignInAsync(string name)
    {
        var account = _app.Sandbox.Accounts.Add(name);
        using var visitor = _app.Visit();
        await visitor.SignInAsync(name, "/profile");
        _app.Clock.Stop();
        return (account, _app.KeyOf(name));
    }
}
