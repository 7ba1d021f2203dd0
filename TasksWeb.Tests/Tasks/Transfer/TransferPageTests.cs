using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Files out of the app and into it, without scripts.</summary>
public sealed class TransferPageTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const string Hostile = "=HYPERLINK(\"http://x\") <script>alert(1)</script> \u202eRTL\u200b";

    /// <summary>After that, pages read changes made elsewhere.</summary>
    private static readonly TimeSpan TaskSnapshotAge = TimeSpan.FromSeconds(5);

    private readonly TestApp _app = fixture.App;

    [Theory]
    [InlineData("json", "application/json")]
    [InlineData("csv", "text/csv")]
    [InlineData("ics", "text/calendar")]
    [InlineData("md", "text/markdown")]
    public async Task What_one_person_exports_another_imports(string format, string contentType)
    {
        var (giver, taker) = ($"Giver {format}", $"Taker {format}");
        using var first = await _app.SignInWithListsAsync(giver, "Home", "Work");
        var book = _app.Sandbox.Accounts.All.Single(account => account.Name == giver).Tasks;
        var parent = book.AddTask(book.Lists[0].Id, Hostile, task => task with { Notes = "two\nlines " + string.Concat(Enumerable.Repeat("😀", 4000)), Due = new DateOnly(2026, 12, 24) });
        book.AddTask(book.Lists[0].Id, "child", task => task with { Parent = parent.Id });
        book.AddTask(
            book.Lists[0].Id, "done", task => task with { Completed = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero) });
        book.AddTask(book.Lists[1].Id, "仕事");
        _app.Clock.Advance(TaskSnapshotAge);
        using var file = await first.GetAsync($"/tasks/export?format={format}");
        Assert.Equal(contentType, file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.EndsWith($".{format}", file.Content.Headers.ContentDisposition.FileName);

        using var second = await _app.SignInWithListsAsync(taker, "Home");
        var preview = await UploadAsync(second, await file.Content.ReadAsByteArrayAsync(), $"tasks.{format}");
        Assert.Equal("4 tasks in this file", preview.Document.QuerySelector("#preview")!.TextContent);
        Assert.Contains(Hostile, preview.Document.QuerySelectorAll(".parsed-tasks .title").Select(title => title.TextContent));
        Assert.Empty(await _app.TasksOfAsync(taker));

        var done = await second.PressAsync(preview, "Import 4 tasks");
        Assert.Contains("Added 4.", done.Document.QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(await DescribeAsync(giver), await DescribeAsync(taker));

        // A second import creates nothing twice.
        var again = await second.PressAsync(
            await UploadAsync(second, await file.Content.ReadAsByteArrayAsync(), $"tasks.{format}"), "Import 4 tasks");
        Assert.Contains("Skipped 4 duplicates.", again.Document.QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(await DescribeAsync(giver), await DescribeAsync(taker));

        await second.PressAsync(done, "Undo");
        Assert.Empty(await _app.TasksOfAsync(taker));
    }

    [Fact]
    public async Task An_interrupted_import_reports_its_progress_and_resumes_without_doubles()
    {
        using var visitor = await _app.SignInWithListsAsync("Stopped", "Home");
        var preview = await UploadAsync(
            visitor, "# Home\n- [ ] one\n- [x] two\n  - [ ] below two\n- [ ] two\n- [ ] two\n"u8.ToArray(), "tasks.md");
        _app.Sandbox.Faults.Add(Fault.Answering("/tasks/v1/lists/", 429, times: 0) with { Skip = 4 });

        var stopped = await visitor.PressAsync(preview, "Import 5 tasks");
        _app.Sandbox.Faults.Clear();

        Assert.Equal("Import not finished yet", stopped.Document.QuerySelector("#report")!.TextContent);
        Assert.Contains("Added 3.", stopped.Document.QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 not added yet.", stopped.Document.QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "Google asks for a pause", stopped.Document.QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        var done = await visitor.PressAsync(stopped, "Continue");

        Assert.Equal("Import finished", done.Document.QuerySelector("#report")!.TextContent);
        Assert.Contains("Skipped 3 duplicates.", done.Document.QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["one", "two", "two", "two", "below two"], (await _app.TasksOfAsync("Stopped")).OrderBy(
            task => task.Task.Parent is not null).ThenBy(task => task.Task.Title).Select(task => task.Task.Title));
        Assert.Single(await _app.TasksOfAsync("Stopped"), task => task.Task.IsCompleted);
    }

    [Fact]
    public async Task Tasks_too_long_for_Google_are_reported_and_left_out()
    {
        using var visitor = await _app.SignInWithListsAsync("Too Long", "Home");
        var preview = await UploadAsync(
            visitor,
            Encoding.UTF8.GetBytes($"- [ ] {new string('x', 1025)}\n  - [ ] below\n- [ ] short\n  - [ ] a\n    - [ ] b\n"),
            "tasks.md");
        Assert.Equal(2, preview.Document.QuerySelectorAll(".warning").Length);

        var done = await visitor.PressAsync(preview, "Import 5 tasks");

        Assert.Contains("Google didn’t accept 2.", done.Document.QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "short"], (await _app.TasksOfAsync("Too Long")).Select(task => task.Task.Title).Order());
    }

    [Theory]
    [InlineData("tasks.json", "{", "Line 1: This is not JSON.")]
    [InlineData("tasks.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "There is no task in this file.")]
    [InlineData("tasks.xlsx", "PK\u0003\u0004…", "This is an Excel workbook or another archive. Save it as CSV (UTF-8) first.")]
    [InlineData("tasks.md", "", "Choose a file that is not empty.")]
    public async Task An_unreadable_file_is_refused_and_the_line_is_named(string name, string text, string complaint)
    {
        using var visitor = await _app.SignInAsync("Alex Smith");
        var page = await UploadAsync(visitor, Encoding.UTF8.GetBytes(text), name);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal(complaint, page.Document.QuerySelector(".warning")!.TextContent);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused()
    {
        using var visitor = await _app.SignInAsync("Alex Smith");
        var page = await UploadAsync(visitor, new byte[ImportLimits.File + 1], "tasks.md");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("larger than 4 MB", page.Document.QuerySelector(".warning")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_list_is_exported_alone_and_an_unknown_one_is_not_found()
    {
        using var visitor = await _app.SignInWithListsAsync("Exporter", "Home", "Work");
        var book = _app.Sandbox.Accounts.All.Single(account => account.Name == "Exporter").Tasks;
        book.AddTask(book.Lists[1].Id, "open");
        book.AddTask(book.Lists[1].Id, "done", task => task with { Completed = _app.Clock.GetUtcNow() });
        _app.Clock.Advance(TaskSnapshotAge);

        using var json = JsonDocument.Parse(await (await visitor.GetAsync($"/tasks/export?format=json&open=true&list={book.Lists[1].Id}")).Content.ReadAsStringAsync());
        var list = Assert.Single(json.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal("open", Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("title").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/tasks/export?format=json&list=none")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("/tasks/export?format=exe")).StatusCode);
    }

    private async Task<string> DescribeAsync(string name)
    {
        var tasks = await _app.TasksOfAsync(name);
        return string.Join('\n', tasks.Select(entry => string.Join('|', entry.List, entry.Task.Title, entry.Task.Notes, entry.Task.Due, entry.Task.Status,
            tasks.FirstOrDefault(other => other.Task.Id == entry.Task.Parent).Task?.Title)).Order(StringComparer.Ordinal));
    }

    /// <summary>A form with a file, as a browser sends it.</summary>
    private static async Task<Page> UploadAsync(Visitor visitor, byte[] file, string name)
    {
        var page = await visitor.OpenAsync("/tasks/transfer");
        var form = (IHtmlFormElement)page.Document.QuerySelector("form[enctype='multipart/form-data']")!;
        var token = form.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        using var content = new MultipartFormDataContent
        {
            { new ByteArrayContent(file), "file", name }, { new StringContent(token), "__RequestVerificationToken" },
            { new StringContent(""), "into" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(visitor.App, "/tasks/import")) { Content = content };
        using var answer = await visitor.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var document = await BrowsingContext.New().OpenAsync(reply => reply.Content(text).Address(request.RequestUri));
        return new Page(request.RequestUri!, answer.StatusCode, document, text, answer.Headers);
    }
}
