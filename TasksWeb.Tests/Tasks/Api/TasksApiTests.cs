using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Api;

/// <summary>The JSON API of lists and tasks, over real HTTP to a Google that minds its rules.</summary>
public sealed class TasksApiTests(AppFixture fixture) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private const string Lists = "/api/tasklists";

    private static int _people;

    private readonly TestApp _app = fixture.App;
    private Account _person = null!;
    private Visitor _visitor = null!;
    private string _tasks = "";

    public async Task InitializeAsync()
    {
        _person = _app.Sandbox.Accounts.Add($"Api Reader {Interlocked.Increment(ref _people)}");
        _visitor = _app.Visit();
        await _visitor.SignInAsync(_person.Name, "/profile");
        _tasks = $"{Lists}/{_person.Tasks.AddList("Api")}/tasks";
    }

    public Task DisposeAsync()
    {
        _visitor.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_list_is_inserted_renamed_and_deleted()
    {
        var inserted = await _visitor.JsonAsync("POST", Lists, new { title = "買い物 & <b>" }, HttpStatusCode.Created);
        var path = $"{Lists}/{inserted.Text("id")}";
        var renamed = await _visitor.JsonAsync("PATCH", path, new { title = "Groceries" }, ifMatch: inserted.Text("etag"));

        Assert.Equal(
            ("tasks#taskList", "買い物 & <b>", "Groceries"), (inserted.Text("kind"), inserted.Text("title"), renamed.Text("title")));
        Assert.Contains((await _visitor.JsonAsync("GET", Lists))!.AsArray(), list => list.Text("title") == "Groceries");
        await _visitor.JsonAsync("DELETE", path, status: HttpStatusCode.NoContent);
        Assert.DoesNotContain((await _visitor.JsonAsync("GET", Lists))!.AsArray(), list => list.Text("id") == inserted.Text("id"));
    }

    [Fact]
    public async Task A_task_is_inserted_read_patched_and_deleted()
    {
        using var answer = await _visitor.ApiAsync("POST", _tasks, new { title = "Pay rent", notes = "家賃", due = "2026-12-01" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var inserted = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        var path = answer.Headers.Location!.ToString();
        Assert.Equal(answer.Headers.ETag!.Tag, inserted.Text("etag"));
        Assert.Equal("2026-12-01T00:00:00.000Z", inserted.Text("due"));

        var read = await _visitor.JsonAsync("GET", path);
        Assert.Equal(inserted!.ToJsonString(), read!.ToJsonString());
        var changed = await _visitor.JsonAsync(
            "PATCH", path, new { notes = (string?)null, due = (string?)null, status = "completed" });
        Assert.Equal(
            ("Pay rent", "", "", "completed"),
            (changed.Text("title"), changed.Text("notes"), changed.Text("due"), changed.Text("status")));
        Assert.NotEqual("", changed.Text("completed"));
        await _visitor.JsonAsync("DELETE", path, status: HttpStatusCode.NoContent);
        Assert.True((bool)(await _visitor.JsonAsync("GET", path))!["deleted"]!);
        using var again = await _visitor.ApiAsync("DELETE", path);
        await again.ProblemAsync(HttpStatusCode.NotFound, "provider_rejected");
    }

    [Fact]
    public async Task A_whole_response_can_be_sent_back()
    {
        var inserted = await _visitor.JsonAsync("POST", _tasks, new { title = "Round trip", notes = "n" }, HttpStatusCode.Created);
        inserted!["title"] = "Other words";

        var changed = await _visitor.JsonAsync("PATCH", $"{_tasks}/{inserted.Text("id")}", inserted);

        Assert.Equal("Other words", changed.Text("title"));
    }

    [Fact]
    public async Task Tasks_are_inserted_and_moved_below_and_after_others_and_to_other_lists()
    {
        var a = await InsertAsync("a");
        var b = await InsertAsync("b", $"?previous={a}");
        var c = await InsertAsync("c", $"?parent={b}");
        Assert.Equal([(a, ""), (b, ""), (c, b)], await OrderAsync());

        await _visitor.JsonAsync("POST", $"{_tasks}/{b}/move");
        Assert.Equal([(b, ""), (c, b), (a, "")], await OrderAsync());
        await _visitor.JsonAsync("POST", $"{_tasks}/{a}/move?parent={b}&previous={c}");
        Assert.Equal([(b, ""), (c, b), (a, b)], await OrderAsync());

        var other = _person.Tasks.AddList("Other");
        await _visitor.JsonAsync("POST", $"{_tasks}/{b}/move?destinationTasklist={other}");
        Assert.Empty(await OrderAsync());
        _tasks = $"{Lists}/{other}/tasks";
        Assert.Equal([(b, ""), (c, b), (a, b)], await OrderAsync());
    }

    [Fact]
    public async Task Clear_hides_completed_tasks()
    {
        var task = await InsertAsync("done");
        await _visitor.JsonAsync("PATCH", $"{_tasks}/{task}", new { status = "completed" });
        await _visitor.JsonAsync("POST", $"{Lists}/{ListId}/clear", status: HttpStatusCode.NoContent);

        Assert.Empty((await _visitor.JsonAsync("GET", _tasks))!.AsArray());
        var hidden = Assert.Single((await _visitor.JsonAsync("GET", _tasks + "?showHidden=true"))!.AsArray());
        Assert.True((bool)hidden!["hidden"]!);
    }

    [Fact]
    public async Task Google_s_query_parameters_pass_through()
    {
        _person.Tasks.AddTask(ListId, "open", task => task with { Due = new DateOnly(2026, 3, 1) });
        _person.Tasks.AddTask(ListId, "done", task => task with { Completed = _app.Clock.GetUtcNow() });
        _person.Tasks.AddTask(ListId, "gone", task => task with { Deleted = true });
        _person.Tasks.AddTask(ListId, "assigned", task => task with { AssignedFromSpace = "AAAA" });

        Assert.Equal(["open", "done"], await TitlesAsync(""));
        Assert.Equal(["open"], await TitlesAsync("?showCompleted=false"));
        Assert.Contains("gone", await TitlesAsync("?showDeleted=true"));
        Assert.Contains("assigned", await TitlesAsync("?showAssigned=true"));
        Assert.Equal(["open"], await TitlesAsync("?dueMin=2026-02-28T00:00:00Z&dueMax=2026-03-02T00:00:00Z"));
        Assert.Empty(await TitlesAsync("?updatedMin=2099-01-01T00:00:00Z"));
        Assert.Equal(2, (await TitlesAsync("?maxResults=1")).Count());
        foreach (var (query, name) in new[] { ("?showHiden=true", "showHiden"), ("?showHidden=true&showHidden=false", "showHidden") })
        {
            using var answer = await _visitor.ApiAsync("GET", _tasks + query);
            Assert.StartsWith(
                name + ":",
                (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request")).GetProperty("detail").GetString(),
                StringComparison.Ordinal);
        }
        using var wrong = await _visitor.ApiAsync("GET", _tasks + "?showHidden=perhaps");
        await wrong.ProblemAsync(HttpStatusCode.BadRequest, "provider_rejected");
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task An_outdated_etag_is_refused_and_changes_nothing(string method)
    {
        var inserted = await _visitor.JsonAsync("POST", _tasks, new { title = "Mine" }, HttpStatusCode.Created);
        var path = $"{_tasks}/{inserted.Text("id")}";
        await _visitor.JsonAsync("PATCH", path, new { title = "Theirs" }, ifMatch: inserted.Text("etag"));

        using var late = await _visitor.ApiAsync(
            method, path, method == "PATCH" ? new { title = "Late" } : null, inserted.Text("etag"));

        var problem = await late.ProblemAsync(HttpStatusCode.PreconditionFailed, "provider_rejected");
        Assert.Equal("conditionNotMet", problem.GetProperty("reason").GetString());
        Assert.Equal("Theirs", (await _visitor.JsonAsync("GET", path)).Text("title"));
    }

    [Theory]
    [InlineData("é")]
    [InlineData("\u0001")]
    public async Task An_etag_that_no_header_can_carry_is_refused(string etag)
    {
        var cookies = _visitor.Cookies.GetCookieHeader(_app.Address);

        var answer = await RawRequest.SendAsync(
            _app.Address,
            $"DELETE {_tasks}/x HTTP/1.1\r\nHost: {_app.Address.Authority}\r\nConnection: close\r\nCookie: {cookies}\r\nIf-Match: {etag}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_etag_gets_304()
    {
        var inserted = await _visitor.JsonAsync("POST", _tasks, new { title = "Known" }, HttpStatusCode.Created);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address, $"{_tasks}/{inserted.Text("id")}"));
        request.Headers.TryAddWithoutValidation("If-None-Match", inserted.Text("etag"));

        using var answer = await _visitor.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Theory]
    [InlineData("title", 1024)]
    [InlineData("notes", 8192)]
    public async Task A_text_at_the_limit_is_stored_and_a_longer_one_is_refused_unsent(string member, int most)
    {
        var longest = string.Concat(Enumerable.Repeat("😀", most));
        var inserted = await _visitor.JsonAsync(
            "POST", _tasks, new Dictionary<string, string> { [member] = longest }, HttpStatusCode.Created);
        Assert.Equal(longest, inserted.Text(member));
        var calls = CallsOfTasks();

        using var answer = await _visitor.ApiAsync("POST", _tasks, new Dictionary<string, string> { [member] = longest + "!" });

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.StartsWith(
            $"{member}: Google keeps at most {most:N0} characters", problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(calls, CallsOfTasks());
    }

    [Theory]
    [InlineData("<script>alert(1)</script> & \"quotes\" 'single' `back` ${x} {{y}} </textarea>")]
    [InlineData("שלום עולם مرحبا \u202E reversed \u202C \u2066 isolated \u2069")]
    [InlineData("zero\u200Bwidth\u200Djoiner\uFEFFmark e\u0301 ≠ é 𠮷野家 👩🏽‍🚀")]
    [InlineData("=HYPERLINK(\"https://evil.example\") \\ \u2028 \u0007 tab\tend")]
    public async Task Hostile_text_is_returned_unchanged(string words)
    {
        var inserted = await _visitor.JsonAsync(
            "POST", _tasks, new { title = words, notes = words + "\n" + words }, HttpStatusCode.Created);
        var read = await _visitor.JsonAsync("GET", $"{_tasks}/{inserted.Text("id")}");
        var listed = (await _visitor.JsonAsync("GET", _tasks))!.AsArray().Single(task => task.Text("id") == inserted.Text("id"));

        foreach (var task in new[] { inserted, read, listed })
            Assert.Equal((words, words + "\n" + words), (task.Text("title"), task.Text("notes")));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("\"text\"", "body")]
    [InlineData("{\"title\":", "body")]
    [InlineData("{\"title\":\"\\ud800\"}", "body")]
    [InlineData("{\"title\":\"a\",\"title\":\"b\"}", "body")]
    [InlineData("{\"title\":1}", "title")]
    [InlineData("{\"notes\":{}}", "notes")]
    [InlineData("{\"due\":\"tomorrow\"}", "due")]
    [InlineData("{\"due\":\"2026-02-30\"}", "due")]
    [InlineData("{\"status\":\"started\"}", "status")]
    [InlineData("{\"status\":null}", "status")]
    [InlineData("{\"completed\":\"2026-11-25\"}", "completed")]
    [InlineData("{\"deleted\":\"yes\"}", "deleted")]
    [InlineData("{\"titel\":\"x\"}", "titel")]
    public async Task An_invalid_body_is_refused_and_the_member_is_named(string body, string field)
    {
        using var answer = await _visitor.RawAsync("POST", _tasks, body);

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.StartsWith(field + ":", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_not_JSON_is_refused()
    {
        using var form = await _visitor.RawAsync("POST", _tasks, "title=x", "application/x-www-form-urlencoded");
        await form.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        using var big = await _visitor.RawAsync("POST", _tasks, $"{{\"title\":\"{new string('x', 300_000)}\"}}");
        await big.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "invalid_request");
    }

    [Fact]
    public async Task Refusals_by_Google_are_passed_on_with_its_reason()
    {
        using var none = await _visitor.ApiAsync("PATCH", $"{_tasks}/none", new { title = "x" });
        Assert.Equal(
            "notFound",
            (await none.ProblemAsync(HttpStatusCode.NotFound, "provider_rejected")).GetProperty("reason").GetString());
        using var first = await _visitor.ApiAsync("DELETE", $"{Lists}/@default");
        var problem = await first.ProblemAsync(HttpStatusCode.BadRequest, "provider_rejected");
        Assert.Contains("default", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    public async Task An_id_cannot_change_the_path(string id)
    {
        var google = _app.Services.GetRequiredService<GoogleTasksClient>();
        var grant = _app.KeyOf(_person.Name);

        await Assert.ThrowsAsync<ProblemException>(() => google.ClearAsync(grant, id, default));
        await Assert.ThrowsAsync<ProblemException>(() => google.DeleteTaskListAsync(grant, id, null, default));
        await Assert.ThrowsAsync<ProblemException>(() => google.ListTasksAsync(grant, id, null, default));
        await Assert.ThrowsAsync<ProblemException>(() => google.DeleteTaskAsync(grant, ListId, id, null, default));
    }

    [Theory]
    [InlineData(403, "rateLimitExceeded", 12, 12)]
    [InlineData(403, "userRateLimitExceeded", null, 30)]
    [InlineData(403, "quotaExceeded", null, 30)]
    [InlineData(429, "rateLimitExceeded", 3, 3)]
    public async Task An_exhausted_quota_returns_429_with_Retry_After(
        int status, string reason, int? retryAfter, int wait)
    {
        var task = await InsertAsync("unchanged");
        _app.Sandbox.Faults.Add(
            Fault.Answering($"/tasks/v1/lists/{ListId}/tasks/{task}", status, reason: reason, retryAfter: retryAfter));

        using var answer = await _visitor.ApiAsync("PATCH", $"{_tasks}/{task}", new { title = "changed" });

        var problem = await answer.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
        Assert.Equal(TimeSpan.FromSeconds(wait), answer.Headers.RetryAfter!.Delta);
        Assert.Equal("unchanged", (await _visitor.JsonAsync("GET", $"{_tasks}/{task}")).Text("title"));
    }

    [Fact]
    public async Task Writes_from_other_sites_and_without_a_session_are_refused()
    {
        foreach (var (method, path) in new[]
        {
            ("POST", Lists), ("PATCH", $"{Lists}/x"), ("DELETE", $"{Lists}/x"), ("POST", $"{Lists}/x/clear"), ("POST", _tasks),
            ("PATCH", $"{_tasks}/x"), ("DELETE", $"{_tasks}/x"), ("POST", $"{_tasks}/x/move"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_app.Address, path));
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var foreign = await _visitor.SendAsync(request);
            await foreign.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
            using var anonymous = _app.Visit();
            using var stranger = await anonymous.ApiAsync(method, path, new { title = "x" });
            await stranger.ProblemAsync(HttpStatusCode.Unauthorized, "signed_out");
        }
    }

    private string ListId => _tasks.Split('/')[3];

    private long CallsOfTasks() => _app.Sandbox.Traffic.CallsOf($"/tasks/v1/lists/{ListId}/tasks");

    private async Task<string> InsertAsync(string title, string query = "") =>
        (await _visitor.JsonAsync("POST", _tasks + query, new { title }, HttpStatusCode.Created)).Text("id");

    private async Task<IEnumerable<string>> TitlesAsync(string query) =>
        (await _visitor.JsonAsync("GET", _tasks + query))!.AsArray().Select(task => task.Text("title"));

    /// <summary>Tasks with their parents from top to bottom, subtasks below their parents.</summary>
    private async Task<List<(string, string)>> OrderAsync()
    {
        var tasks = (await _visitor.JsonAsync("GET", _tasks))!.AsArray()
            .Select(task => (task.Text("id"), task.Text("parent"))).ToList();
        return [.. tasks.Where(task => task.Item2.Length == 0).SelectMany(top => tasks.Where(task => task.Item2 == top.Item1).Prepend(top))];
    }
}
