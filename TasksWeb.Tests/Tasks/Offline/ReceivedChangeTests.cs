using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Faults;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Offline;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;

namespace TasksWeb.Tests.Tasks.Offline;

/// <summary>Changes that are sent with an id, and sent again when their answer is lost.</summary>
public sealed class ReceivedChangeTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_creation_sent_twice_adds_one_task_and_gets_the_same_id()
    {
        using var desk = await TaskDesk.OpenAsync(_app, ["Old"]);
        var id = Guid.NewGuid();

        var first = await ReadAsync(await AddAsync(desk, "Milk", id));
        var again = await ReadAsync(await AddAsync(desk, "Milk", id));

        Assert.Equal(first.GetProperty("task").GetString(), again.GetProperty("task").GetString());
        Assert.Equal(["Old", "Milk"], await RowsAsync(desk));
    }

    [Fact]
    public async Task Requests_at_the_same_time_with_one_id_make_one_task()
    {
        using var desk = await TaskDesk.OpenAsync(_app, []);
        await desk.ListPageAsync();
        var id = Guid.NewGuid();
        var token = await TokenAsync(desk);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            await ReadAsync(await SendAsync(desk, $"{desk.ListPath}/tasks", id, token, ("title", "Milk")))));

        Assert.Single(answers.Select(answer => answer.GetProperty("task").GetString()).Distinct());
        Assert.Equal(["Milk"], await RowsAsync(desk));
    }

    [Fact]
    public async Task The_same_id_for_another_change_is_refused()
    {
        using var desk = await TaskDesk.OpenAsync(_app, []);
        var id = Guid.NewGuid();
        await ReadAsync(await AddAsync(desk, "Milk", id));

        using var other = await AddAsync(desk, "Bread", id);

        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        Assert.Contains("\"invalid_request\"", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["Milk"], await RowsAsync(desk));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("{6f9619ff-8b86-d011-b42d-00cf4fc964ff}")]
    [InlineData("6f9619ff-8b86-d011-b42d-00cf4fc964ff, 6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    public async Task An_id_that_is_no_UUID_is_refused(string id)
    {
        using var desk = await TaskDesk.OpenAsync(_app, []);

        using var answer = await SendAsync(desk, $"{desk.ListPath}/tasks", id, await TokenAsync(desk), ("title", "Milk"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await RowsAsync(desk));
    }

    [Fact]
    public async Task One_persons_id_means_nothing_to_another()
    {
        using var desk = await TaskDesk.OpenAsync(_app, [], nameof(One_persons_id_means_nothing_to_another));
        using var other = await TaskDesk.OpenAsync(_app, [], "Somebody else");
        var id = Guid.NewGuid();

        await ReadAsync(await AddAsync(desk, "Milk", id));
        await ReadAsync(await AddAsync(other, "Bread", id));

        Assert.Equal(["Bread"], await RowsAsync(other));
    }

    [Fact]
    public async Task A_creation_whose_response_was_lost_is_found_at_Google()
    {
        using var desk = await TaskDesk.OpenAsync(_app, ["Old"]);
        await desk.ListPageAsync();
        var id = Guid.NewGuid();
        _app.Sandbox.Faults.Add(Fault.Of("tasks", FaultKind.DropAfter));
        using (var lost = await AddAsync(desk, "Milk", id))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);
        Assert.Equal(["Old", "Milk"], (await StoredAsync(desk)).Texts("title"));

        var again = await ReadAsync(await AddAsync(desk, "Milk", id));

        Assert.Equal((await StoredAsync(desk)).Texts("id")[1], again.GetProperty("task").GetString());
        Assert.Equal(["Old", "Milk"], (await StoredAsync(desk)).Texts("title"));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(400)]
    public async Task A_refusal_of_the_second_try_does_not_forget_the_first(int status)
    {
        using var desk = await TaskDesk.OpenAsync(_app, ["Old"], $"Refused {status}");
        await desk.ListPageAsync();
        var id = Guid.NewGuid();
        _app.Sandbox.Faults.Add(Fault.Of("tasks", FaultKind.DropAfter));
        (await AddAsync(desk, "Milk", id)).Dispose();
        _app.Sandbox.Faults.Add(Fault.Answering("tasks", status));
        (await AddAsync(desk, "Milk", id)).Dispose();

        (await AddAsync(desk, "Milk", id)).Dispose();

        Assert.Equal(["Old", "Milk"], (await StoredAsync(desk)).Texts("title"));
    }

    [Fact]
    public async Task Two_lost_creations_with_one_title_become_two_tasks()
    {
        using var desk = await TaskDesk.OpenAsync(_app, []);
        await desk.ListPageAsync();
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        _app.Sandbox.Faults.Add(Fault.Of("tasks", FaultKind.DropAfter, times: 2));
        (await AddAsync(desk, "Milk", one)).Dispose();
        (await AddAsync(desk, "Milk", two)).Dispose();

        var first = await ReadAsync(await AddAsync(desk, "Milk", one));
        var second = await ReadAsync(await AddAsync(desk, "Milk", two));

        Assert.NotEqual(first.GetProperty("task").GetString(), second.GetProperty("task").GetString());
        Assert.Equal(["Milk", "Milk"], (await StoredAsync(desk)).Texts("title"));
    }

    [Theory]
    [InlineData("/duplicate")]
    [InlineData("/tasks/bulk")]
    public async Task A_copy_whose_response_was_lost_is_found_and_is_not_its_original(string action)
    {
        using var desk = await TaskDesk.OpenAsync(_app, ["Milk", "Milk"], $"Copy {action}");
        var names = (await desk.ListPageAsync()).Document.QuerySelectorAll(".task .name");
        var paths = names.Select(name => name.GetAttribute("href")!).ToList();
        var picks = paths.Select(path => ("pick", path["/tasks/".Length..]));
        var id = Guid.NewGuid();
        var token = await TokenAsync(desk);
        var isBulk = action == "/tasks/bulk";
        _app.Sandbox.Faults.Add(Fault.Of("tasks", FaultKind.DropAfter));
        using (var lost = await CopyAsync())
            Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);

        var again = await ReadAsync(await CopyAsync());

        Assert.Equal(isBulk ? 4 : 3, (await StoredAsync(desk)).Texts("id").Length);
        var undone = again.GetProperty("undo").GetRawText();
        Assert.DoesNotContain(paths, path => undone.Contains(path["/tasks/".Length..], StringComparison.Ordinal));

        Task<HttpResponseMessage> CopyAsync() => isBulk
            ? SendAsync(desk, action, id, token, [("todo", "duplicate"), .. picks])
            : SendAsync(desk, paths[0] + action, id, token);
    }

    [Fact]
    public async Task A_deletion_whose_response_was_lost_succeeds_when_it_is_sent_again()
    {
        using var desk = await TaskDesk.OpenAsync(_app, ["Keep", "Go"]);
        var page = await desk.ListPageAsync();
        var path = TaskDesk.Row(page, "Go").QuerySelector(".name")!.GetAttribute("href")!;
        var id = Guid.NewGuid();
        var token = await TokenAsync(desk);
        _app.Sandbox.Faults.Add(Fault.Of("tasks", FaultKind.DropAfter));
        using (var lost = await SendAsync(desk, $"{path}/delete", id, token))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);
        _app.Clock.Advance(TimeSpan.FromSeconds(5));

        await ReadAsync(await SendAsync(desk, $"{path}/delete", id, token));

        Assert.Equal(["Keep"], await RowsAsync(desk));
    }

    [Fact]
    public async Task A_refused_change_can_be_sent_again()
    {
        using var desk = await TaskDesk.OpenAsync(_app, ["Old"]);
        await desk.ListPageAsync();
        var id = Guid.NewGuid();
        _app.Sandbox.Faults.Add(Fault.Answering("tasks", 403));
        using (var refused = await AddAsync(desk, "Milk", id))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await ReadAsync(await AddAsync(desk, "Milk", id));

        Assert.Equal(["Old", "Milk"], await RowsAsync(desk));
    }

    [Fact]
    public async Task A_line_written_yesterday_means_yesterdays_tomorrow()
    {
        using var desk = await TaskDesk.OpenAsync(_app, []);
        var today = DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);

        using var answer = await SendAsync(
            desk, $"{desk.ListPath}/tasks", Guid.NewGuid(), await TokenAsync(desk), ("title", "Rent tomorrow"),
            ("writtenOn", today.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(
            today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            TaskDesk.Row(await desk.ListPageAsync(), "Rent").QuerySelector("time")!.GetAttribute("datetime"));
    }

    [Fact]
    public async Task Results_are_kept_for_seven_days_and_go_with_the_account()
    {
        using var desk = await TaskDesk.OpenAsync(_app, []);
        var changes = _app.Services.GetRequiredService<ReceivedChangeRepository>();
        var person = User.IdOf(_app.Sandbox.Issuer, desk.Account.Subject);
        await ReadAsync(await AddAsync(desk, "Secret errand", Guid.NewGuid()));
        var stored = Assert.Single(await changes.ListByOwnerAsync(person, default).ToListAsync()).Value;
        Assert.Equal((200, TimeSpan.FromDays(7)), (stored.Status, stored.KeptUntil - stored.ReceivedAt));
        Assert.DoesNotContain("errand", stored.ToString(), StringComparison.Ordinal);

        await desk.Visitor.PressAsync(await desk.Visitor.OpenAsync("/profile/delete"), "Delete account");

        Assert.Empty(await changes.ListIdsByOwnerAsync(person, default));
    }

    [Fact]
    public async Task The_cleanup_deletes_results_after_seven_days()
    {
        using var desk = await TaskDesk.OpenAsync(_app, []);
        var changes = _app.Services.GetRequiredService<ReceivedChangeRepository>();
        await ReadAsync(await AddAsync(desk, "Milk", Guid.NewGuid()));
        var cleanup = _app.Services.GetRequiredService<ReceivedChangeCleanup>();

        _app.Clock.Advance(ReceivedChanges.Lifetime - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await cleanup.RunOnceAsync(default));
        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await cleanup.RunOnceAsync(default));

        Assert.Empty(await changes.AllAsync(default).ToListAsync());
    }

    /// <summary>The tasks as Google has them now.</summary>
    private static Task<JsonElement> StoredAsync(TaskDesk desk) => desk.Visitor.JsonAsync($"/api{desk.ListPath.Replace("/tasks/", "/tasklists/", StringComparison.Ordinal)}/tasks");

    private async Task<IReadOnlyList<string>> RowsAsync(TaskDesk desk)
    {
        _app.Clock.Advance(TimeSpan.FromSeconds(5));
        return TaskDesk.RowsOf(await desk.ListPageAsync());
    }

    private async Task<HttpResponseMessage> AddAsync(TaskDesk desk, string title, Guid id) =>
        await SendAsync(desk, $"{desk.ListPath}/tasks", id, await TokenAsync(desk), ("title", title), ("place", "end"));

    private static async Task<string> TokenAsync(TaskDesk desk) =>
        (await desk.Visitor.JsonAsync("/api/session/form-token")).GetProperty("token").GetString()!;

    private Task<HttpResponseMessage> SendAsync(
        TaskDesk desk, string path, object id, string token, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, path))
        {
            Content = new FormUrlEncodedContent(
                fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
        };
        request.Headers.Add(ChangeRequest.Header, id.ToString());
        request.Headers.Accept.ParseAdd("application/json");
        return desk.Visitor.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
    }
}
