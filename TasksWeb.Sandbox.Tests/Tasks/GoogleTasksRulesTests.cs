using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Tasks;

namespace TasksWeb.Sandbox.Tests.Tasks;

/// <summary>The Sandbox minds the rules that Google documents for Tasks v1.</summary>
public sealed class GoogleTasksRulesTests : IAsyncLifetime
{
    private static int _people;

    private readonly FakeTimeProvider _clock = new();
    private SandboxServer _sandbox = null!;
    private TasksCaller _google = null!;
    private string _list = "";

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = _clock });
        _google = new TasksCaller(_sandbox, _sandbox.Accounts.Add($"Person {Interlocked.Increment(ref _people)}"));
        _list = _google.NewList();
    }

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task Lists_are_inserted_updated_patched_and_deleted()
    {
        var made = await _google.CallAsync("POST", "users/@me/lists", new { title = "一" });
        var path = $"users/@me/lists/{TasksCaller.IdOf(made)}";
        Assert.Equal("tasks#taskList", (string?)made["kind"]);
        Assert.Equal(made.ToJsonString(), (await _google.CallAsync("GET", path)).ToJsonString());
        Assert.Equal("二", (string?)(await _google.CallAsync("PATCH", path, new { title = "二" }))["title"]);
        var updated = await _google.CallAsync("PUT", path, new { id = TasksCaller.IdOf(made), title = "三" });
        Assert.NotEqual((string?)made["etag"], (string?)updated["etag"]);
        await _google.CallAsync("DELETE", path);

        await _google.RefusedAsync(HttpStatusCode.NotFound, "notFound", "GET", path);
        await _google.RefusedAsync(HttpStatusCode.NotFound, "notFound", "GET", $"lists/{TasksCaller.IdOf(made)}/tasks");
        await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "DELETE", "users/@me/lists/@default");
        await _google.RefusedAsync(
            HttpStatusCode.BadRequest, "invalid", "DELETE", $"users/@me/lists/{_google.Account.Tasks.Lists[0].Id}");
        await _google.RefusedAsync(
            HttpStatusCode.BadRequest, "invalid", "POST", "users/@me/lists", new { title = new string('x', 1025) });
        await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "POST", "users/@me/lists", new { });
    }

    [Fact]
    public async Task A_person_has_two_thousand_lists_at_most()
    {
        for (var lists = _google.Account.Tasks.Lists.Count; lists < 2000; lists++)
            _google.Account.Tasks.AddList("one more");

        await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "POST", "users/@me/lists", new { title = "too many" });
        var first = await _google.CallAsync("GET", "users/@me/lists?maxResults=1500");
        var second = await _google.CallAsync("GET", $"users/@me/lists?maxResults=1500&pageToken={first["nextPageToken"]}");
        Assert.Equal((1000, 1000), (first["items"]!.AsArray().Count, second["items"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_new_task_is_first_unless_a_place_is_given()
    {
        var a = await _google.AddAsync(_list, "a");
        var b = await _google.AddAsync(_list, "b");
        await _google.AddAsync(_list, "c", $"?previous={b}");
        await _google.AddAsync(_list, "d", $"?parent={a}");
        await _google.AddAsync(_list, "e", $"?parent={a}");

        Assert.Equal("b c a -e -d", await _google.OrderAsync(_list));
        Assert.All(await _google.TasksAsync(_list), task => Assert.Matches("^[0-9]{20}$", (string?)task["position"]));
    }

    [Fact]
    public async Task Tasks_come_in_pages_of_20_to_100_in_no_particular_order()
    {
        _sandbox.Accounts.FillTasks(_google.Account, lists: 1, tasks: 250);
        var list = _google.Account.Tasks.Lists[^1].Id;

        Assert.Equal(20, (await _google.CallAsync("GET", $"lists/{list}/tasks"))["items"]!.AsArray().Count);
        Assert.Equal(100, (await _google.CallAsync("GET", $"lists/{list}/tasks?maxResults=500"))["items"]!.AsArray().Count);
        var all = await _google.TasksAsync(list, "maxResults=99");
        Assert.Equal(250, all.Select(TasksCaller.IdOf).Distinct().Count());
        Assert.NotEqual(
            all.Select(task => (string?)task["position"]).Order(StringComparer.Ordinal),
            all.Select(task => (string?)task["position"]));
        foreach (var query in new[] { "maxResults=0", "maxResults=x", "pageToken=x", "showHidden=x", "dueMin=tomorrow", "updatedMin=2026-01-01" })
            await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "GET", $"lists/{list}/tasks?{query}");
    }

    [Fact]
    public async Task A_patch_changes_what_is_sent_and_an_update_clears_the_rest()
    {
        var task = await _google.CallAsync(
            "POST", $"lists/{_list}/tasks", new { title = "t", notes = "n", due = "2026-12-24T18:30:00Z" });
        var path = $"lists/{_list}/tasks/{TasksCaller.IdOf(task)}";
        Assert.Equal("2026-12-24T00:00:00.000Z", (string?)task["due"]);

        var patched = await _google.CallAsync("PATCH", path, new { title = "new", position = "9", hidden = true, parent = "x" });
        Assert.Equal(("new", "n"), ((string?)patched["title"], (string?)patched["notes"]));
        Assert.Equal((string?)task["position"], (string?)patched["position"]);
        Assert.Null(patched["hidden"]);
        var updated = await _google.CallAsync("PUT", path, new { id = TasksCaller.IdOf(task), title = "only" });
        Assert.Equal(("only", null, null), ((string?)updated["title"], (string?)updated["notes"], (string?)updated["due"]));
        Assert.Equal(
            "Missing task ID",
            await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "PUT", path, new { title = "x" }));
        await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "PUT", path, new { id = "other", title = "x" });
    }

    [Fact]
    public async Task Completing_sets_the_time_opening_again_clears_it()
    {
        var path = $"lists/{_list}/tasks/{await _google.AddAsync(_list, "t")}";

        var done = await _google.CallAsync("PATCH", path, new { status = "completed" });
        Assert.StartsWith(
            _clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), (string?)done["completed"],
            StringComparison.Ordinal);
        await _google.CallAsync("POST", $"lists/{_list}/clear");
        Assert.True((bool?)(await _google.CallAsync("GET", path))["hidden"]);
        var open = await _google.CallAsync("PATCH", path, new { status = "needsAction" });
        Assert.Equal((null, null, "needsAction"), ((string?)open["completed"], (string?)open["hidden"], (string?)open["status"]));
        await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "PATCH", path, new { status = "begun" });
    }

    [Fact]
    public async Task Clear_hides_completed_tasks_and_deletes_nothing()
    {
        var (open, done) = (await _google.AddAsync(_list, "open"), await _google.AddAsync(_list, "done"));
        await _google.CallAsync("PATCH", $"lists/{_list}/tasks/{done}", new { status = "completed" });

        await _google.CallAsync("POST", $"lists/{_list}/clear");

        Assert.Equal([open], (await _google.TasksAsync(_list)).Select(TasksCaller.IdOf));
        Assert.Equal(2, (await _google.TasksAsync(_list, "showHidden=true")).Count);
        Assert.Single(await _google.TasksAsync(_list, "showHidden=true&showCompleted=false"));
    }

    [Fact]
    public async Task What_is_shown_follows_the_parameters()
    {
        var book = _google.Account.Tasks;
        var now = _clock.GetUtcNow();
        book.AddTask(_list, "open", task => task with { Due = new DateOnly(2026, 5, 5), Updated = now.AddDays(-9) });
        book.AddTask(_list, "done", task => task with { Completed = now.AddDays(-3), Updated = now.AddDays(-3) });
        book.AddTask(
            _list, "hidden", task => task with { Completed = now.AddDays(-5), Hidden = true, Updated = now.AddDays(-5) });
        book.AddTask(_list, "deleted", task => task with { Deleted = true, Updated = now.AddDays(-9) });
        book.AddTask(_list, "assigned", task => task with { AssignedFromFile = "file", Updated = now.AddDays(-9) });

        Assert.Equal("done open", await ShownAsync(""));
        Assert.Equal("open", await ShownAsync("showCompleted=false"));
        Assert.Equal("done hidden open", await ShownAsync("showHidden=true"));
        Assert.Equal("deleted done open", await ShownAsync("showDeleted=true"));
        Assert.Equal("assigned done open", await ShownAsync("showAssigned=true"));
        Assert.Equal("open", await ShownAsync("dueMin=2026-05-05T00:00:00Z&dueMax=2026-05-05T00:00:00Z"));
        Assert.Equal("", await ShownAsync("dueMin=2026-05-06T00:00:00Z"));
        Assert.Equal("done", await ShownAsync($"showHidden=true&completedMin={Time(now.AddDays(-4))}"));
        Assert.Equal("hidden", await ShownAsync($"showHidden=true&completedMax={Time(now.AddDays(-4))}"));
        Assert.Equal("done hidden", await ShownAsync($"showHidden=true&updatedMin={Time(now.AddDays(-6))}"));
    }

    [Fact]
    public async Task Changes_since_a_time_include_deleted_tasks()
    {
        var (a, b, c) = (
            await _google.AddAsync(_list, "a"), await _google.AddAsync(_list, "b"), await _google.AddAsync(_list, "c"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        var since = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _google.CallAsync("PATCH", $"lists/{_list}/tasks/{a}", new { title = "a2" });
        await _google.CallAsync("DELETE", $"lists/{_list}/tasks/{b}");

        var changed = await _google.TasksAsync(_list, $"updatedMin={Time(since)}&showDeleted=true");

        Assert.Equal(
            new[] { a, b }.Order(StringComparer.Ordinal), changed.Select(TasksCaller.IdOf).Order(StringComparer.Ordinal));
        Assert.True((bool?)changed.Single(task => TasksCaller.IdOf(task) == b)["deleted"]);
        Assert.DoesNotContain(c, changed.Select(TasksCaller.IdOf));
    }

    [Fact]
    public async Task A_deleted_task_takes_its_subtasks_along_and_can_be_brought_back()
    {
        var parent = await _google.AddAsync(_list, "parent");
        var child = await _google.AddAsync(_list, "child", $"?parent={parent}");

        await _google.CallAsync("DELETE", $"lists/{_list}/tasks/{parent}");
        Assert.Equal("", await _google.OrderAsync(_list));
        await _google.RefusedAsync(HttpStatusCode.NotFound, "notFound", "DELETE", $"lists/{_list}/tasks/{child}");
        await _google.RefusedAsync(HttpStatusCode.NotFound, "notFound", "POST", $"lists/{_list}/tasks/{child}/move");
        await _google.CallAsync("PATCH", $"lists/{_list}/tasks/{parent}", new { deleted = false });
        await _google.CallAsync("PATCH", $"lists/{_list}/tasks/{child}", new { deleted = false });

        Assert.Equal("parent -child", await _google.OrderAsync(_list));
    }

    [Fact]
    public async Task Moves_place_tasks_first_after_or_below_others_with_their_children()
    {
        var c = await _google.AddAsync(_list, "c");
        var b = await _google.AddAsync(_list, "b");
        var a = await _google.AddAsync(_list, "a");
        await _google.AddAsync(_list, "b1", $"?parent={b}");

        await MoveAsync(b, $"?previous={c}");
        Assert.Equal("a c b -b1", await _google.OrderAsync(_list));
        await MoveAsync(b);
        Assert.Equal("b -b1 a c", await _google.OrderAsync(_list));
        await MoveAsync(a, $"?parent={c}");
        Assert.Equal("b -b1 c -a", await _google.OrderAsync(_list));
        await MoveAsync(b, $"?parent={c}&previous={a}");
        Assert.Equal("c -a -b --b1", await _google.OrderAsync(_list));
    }

    [Fact]
    public async Task A_task_goes_to_another_list_with_its_children_and_leaves_a_tombstone()
    {
        var other = _google.NewList("Other");
        var stays = await _google.AddAsync(other, "stays");
        var parent = await _google.AddAsync(_list, "parent");
        await _google.AddAsync(_list, "child", $"?parent={parent}");

        var moved = await _google.CallAsync(
            "POST", $"lists/{_list}/tasks/{parent}/move?destinationTasklist={other}&previous={stays}");

        Assert.Equal("stays parent -child", await _google.OrderAsync(other));
        Assert.Equal("", await _google.OrderAsync(_list));
        Assert.Equal(2, (await _google.TasksAsync(_list, "showDeleted=true")).Count);
        Assert.Contains($"/lists/{other}/", (string?)moved["selfLink"], StringComparison.Ordinal);
        await _google.CallAsync("POST", $"lists/{other}/tasks/{parent}/move?destinationTasklist={_list}");
        Assert.Equal("parent -child", await _google.OrderAsync(_list));
        await _google.RefusedAsync(
            HttpStatusCode.NotFound, "notFound", "POST", $"lists/{_list}/tasks/{parent}/move?destinationTasklist=none");
    }

    [Fact]
    public async Task Moves_that_the_documentation_forbids_are_refused()
    {
        var book = _google.Account.Tasks;
        var (a, b) = (await _google.AddAsync(_list, "a"), await _google.AddAsync(_list, "b"));
        var below = await _google.AddAsync(_list, "below", $"?parent={a}");
        string Make(string title, Func<SandboxTask, SandboxTask> shape) => book.AddTask(_list, title, shape).Id;
        var assigned = Make("assigned", task => task with { AssignedFromSpace = "space" });
        var recurring = Make("recurring", task => task with { IsRecurring = true });
        var hidden = Make("hidden", task => task with { Hidden = true, Completed = _clock.GetUtcNow() });
        var done = Make("done", task => task with { Completed = _clock.GetUtcNow() });
        var deleted = Make("deleted", task => task with { Deleted = true });
        var other = _google.NewList("Other");

        foreach (var (task, query) in new[]
        {
            (a, $"?parent={a}"), (a, $"?previous={a}"), (a, $"?parent={below}"), (b, "?parent=none"), (b, "?previous=none"),
            (b, $"?previous={below}"), (b, $"?parent={hidden}"), (b, $"?previous={hidden}"), (b, $"?parent={deleted}"),
            (b, $"?parent={assigned}"), (assigned, $"?parent={b}"), (b, $"?parent={recurring}"), (recurring, $"?parent={b}"),
            (done, $"?parent={b}"), (done, $"?previous={b}"), (hidden, $"?previous={b}"),
            (recurring, $"?destinationTasklist={other}"),
        })
        {
            await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "POST", $"lists/{_list}/tasks/{task}/move{query}");
        }
        await _google.RefusedAsync(
            HttpStatusCode.BadRequest, "invalid", "POST", $"lists/{_list}/tasks?parent={assigned}", new { title = "x" });
        await MoveAsync(assigned, $"?previous={b}");
        await MoveAsync(assigned, $"?destinationTasklist={other}");
        await MoveAsync(done, $"?destinationTasklist={other}");
    }

    [Fact]
    public async Task Lists_and_parents_have_a_limit_of_tasks()
    {
        var book = _google.Account.Tasks;
        var parent = book.AddTask(_list, "parent").Id;
        for (var i = 0; i < 2000; i++)
            book.AddTask(_list, "child", task => task with { Parent = parent });
        await _google.RefusedAsync(
            HttpStatusCode.BadRequest, "invalid", "POST", $"lists/{_list}/tasks?parent={parent}", new { title = "x" });
        for (var i = 2001; i < 20_000; i++)
            book.AddTask(_list, "filler");

        await _google.RefusedAsync(HttpStatusCode.BadRequest, "invalid", "POST", $"lists/{_list}/tasks", new { title = "x" });
        book.Change(_list, parent, task => task with { Hidden = true, Completed = _clock.GetUtcNow() });
        await _google.AddAsync(_list, "there is room again");
    }

    [Theory]
    [InlineData("title", 1024)]
    [InlineData("notes", 8192)]
    public async Task Text_limits_hold_for_all_characters(string member, int most)
    {
        foreach (var letter in new[] { "x", "字", "😀" })
        {
            var longest = string.Concat(Enumerable.Repeat(letter, most));
            var made = await _google.CallAsync(
                "POST", $"lists/{_list}/tasks", new Dictionary<string, string> { [member] = longest });
            Assert.Equal(longest, (string?)made[member]);
            await _google.RefusedAsync(
                HttpStatusCode.BadRequest, "invalid", "PATCH", $"lists/{_list}/tasks/{TasksCaller.IdOf(made)}",
                new Dictionary<string, string> { [member] = longest + letter });
        }
    }

    [Fact]
    public async Task A_change_may_depend_on_a_version_and_a_reading_on_another()
    {
        var task = await _google.InsertAsync(_list, "t");
        var (path, etag) = ($"lists/{_list}/tasks/{TasksCaller.IdOf(task)}", (string)task["etag"]!);
        var changed = await _google.CallAsync("PATCH", path, new { title = "t2" }, ("If-Match", etag));

        foreach (var (method, body) in new (string, object?)[] { ("PATCH", new { title = "t3" }), ("DELETE", null), ("PUT", new { id = TasksCaller.IdOf(task) }) })
            await _google.RefusedAsync(
                HttpStatusCode.PreconditionFailed, "conditionNotMet", method, path, body, ("If-Match", etag));
        using var same = await _google.SendAsync("GET", path, null, ("If-None-Match", (string)changed["etag"]!));
        using var other = await _google.SendAsync("GET", path, null, ("If-None-Match", etag));
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, other.StatusCode));
        await _google.CallAsync("DELETE", path, null, ("If-Match", "*"));
        var list = await _google.CallAsync("GET", $"users/@me/lists/{_list}");
        await _google.CallAsync("PATCH", $"users/@me/lists/{_list}", new { title = "x" }, ("If-Match", (string)list["etag"]!));
        await _google.RefusedAsync(
            HttpStatusCode.PreconditionFailed, "conditionNotMet", "DELETE", $"users/@me/lists/{_list}", null,
            ("If-Match", (string)list["etag"]!));
    }

    [Fact]
    public async Task Shifted_siblings_are_not_reported_as_changed()
    {
        var first = await _google.InsertAsync(_list, "first");
        await _google.AddAsync(_list, "before it");

        var after = await _google.CallAsync("GET", $"lists/{_list}/tasks/{TasksCaller.IdOf(first)}");

        Assert.NotEqual((string?)first["position"], (string?)after["position"]);
        Assert.Equal(((string?)first["updated"], (string?)first["etag"]), ((string?)after["updated"], (string?)after["etag"]));
    }

    [Fact]
    public async Task Assigned_tasks_say_where_they_come_from()
    {
        var hanako = new TasksCaller(_sandbox, _sandbox.Accounts.Hanako);
        var work = hanako.Account.Tasks.Lists.Single(list => list.Title == "Work").Id;

        var assigned = (await hanako.TasksAsync(work, "showAssigned=true")).Where(task => task["assignmentInfo"] is not null)
            .Select(task => task["assignmentInfo"]!).ToList();

        Assert.Equal(["DOCUMENT", "SPACE"], assigned.Select(info => (string?)info["surfaceType"]).Order(StringComparer.Ordinal));
        Assert.Contains(assigned, info => ((string?)info["driveResourceInfo"]?["driveFileId"])?.Length > 0);
        Assert.Contains(
            assigned, info => ((string?)info["spaceInfo"]?["space"])?.StartsWith("spaces/", StringComparison.Ordinal) == true);
        Assert.All(assigned, info => Assert.StartsWith("https://", (string?)info["linkToTask"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"title\":1}")]
    [InlineData("{\"title\":\"\\ud800\"}")]
    [InlineData("{\"deleted\":\"yes\"}")]
    [InlineData("{\"colour\":\"red\"}")]
    public async Task A_body_that_is_no_task_is_refused(string body) =>
        await _google.RefusedAsync(HttpStatusCode.BadRequest, "badRequest", "POST", $"lists/{_list}/tasks", body);

    [Fact]
    public async Task A_read_only_scope_changes_nothing()
    {
        var reader = new TasksCaller(_sandbox, _google.Account, Scopes.TasksReadOnly);
        var task = await _google.AddAsync(_list, "t");

        Assert.Single(await reader.TasksAsync(_list));
        foreach (var (method, path) in new[]
        {
            ("POST", "users/@me/lists"), ("PATCH", $"users/@me/lists/{_list}"), ("DELETE", $"users/@me/lists/{_list}"),
            ("POST", $"lists/{_list}/tasks"), ("PATCH", $"lists/{_list}/tasks/{task}"), ("PUT", $"lists/{_list}/tasks/{task}"),
            ("DELETE", $"lists/{_list}/tasks/{task}"), ("POST", $"lists/{_list}/tasks/{task}/move"),
            ("POST", $"lists/{_list}/clear"),
        })
        {
            await reader.RefusedAsync(HttpStatusCode.Forbidden, "insufficientPermissions", method, path);
        }
    }

    [Theory]
    [InlineData(403, "rateLimitExceeded")]
    [InlineData(403, "userRateLimitExceeded")]
    [InlineData(403, "dailyLimitExceeded")]
    [InlineData(429, "rateLimitExceeded")]
    public async Task Quotas_run_out_on_demand(int status, string reason)
    {
        _sandbox.Faults.Add(Fault.Answering("tasks", status, reason: reason, retryAfter: 5));

        await _google.RefusedAsync((HttpStatusCode)status, reason, "POST", $"lists/{_list}/tasks", new { title = "x" });
        Assert.Empty(await _google.TasksAsync(_list));
    }

    [Fact]
    public async Task A_second_person_has_tasks_of_their_own()
    {
        var alex = new TasksCaller(_sandbox, _sandbox.Accounts.Alex);

        Assert.NotEmpty(await alex.TasksAsync("@default"));
        await alex.RefusedAsync(HttpStatusCode.NotFound, "notFound", "GET", $"lists/{_list}/tasks");
    }

    [Fact]
    public async Task Thousands_of_lists_are_created_on_demand()
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            new Uri(_sandbox.Address, $"sandbox/people/{_google.Account.Email}/tasks"),
            new StringContent("{\"lists\":20,\"tasks\":1000}", null, "application/json"));
        using var wrong = await http.PostAsync(
            new Uri(_sandbox.Address, $"sandbox/people/{_google.Account.Email}/tasks"),
            new StringContent("{\"lists\":0}", null, "application/json"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (answer.StatusCode, wrong.StatusCode));
        Assert.True(_google.Account.Tasks.Lists.Count >= 20);
        Assert.Equal(1000, (await _google.TasksAsync(_google.Account.Tasks.Lists[^1].Id)).Count);
    }

    private async Task MoveAsync(string task, string query = "") =>
        await _google.CallAsync("POST", $"lists/{_list}/tasks/{task}/move{query}");

    private async Task<string> ShownAsync(string query) => string.Join(
        ' ', (await _google.TasksAsync(_list, query)).Select(task => (string)task["title"]!).Order(StringComparer.Ordinal));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
