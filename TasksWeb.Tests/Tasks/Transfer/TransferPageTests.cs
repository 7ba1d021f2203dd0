using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
    [InlineData("tasks.json", "{", "Line 1: This file isn’t valid JSON.")]
    [InlineData("tasks.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "There are no tasks in this file.")]
    [InlineData("tasks.xlsx", "PK\u0003\u0004…", "This is an Excel workbook or another archive. Save it as CSV (UTF-8) first.")]
    [InlineData("tasks.md", "", "This file is empty. Choose another one.")]
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
    public void An_upload_of_any_size_that_is_taken_stays_in_memory()
    {
        Assert.Equal(int.MaxValue, _app.Services.GetRequiredService<IOptions<FormOptions>>().Value.MemoryBufferThreshold);
        var limits = typeof(TransferController).GetMethods().SelectMany(method => method.GetCustomAttributes<RequestFormLimitsAttribute>()).ToList();
        Assert.Equal(2, limits.Count);
        Assert.All(limits, limit => Assert.Equal(ImportLimits.Form, limit.MemoryBufferThreshold));
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

    public static TheoryData<string> Cases => [.. OtherProgramsTests.Cases.Select(row => (string)((object[])row)[0])];

    /// <summary>The browser is in UTC here, and nobody answers what the preview asks.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_file_of_another_program_is_previewed_and_imported(string name)
    {
        var person = $"Case {name}";
        using var visitor = await _app.SignInWithListsAsync(person, "Home");
        var bytes = await File.ReadAllBytesAsync(OtherProgramsTests.PathOf(name));
        var tasks = FileReading.Read(name, bytes).Lists.SelectMany(list => list.Tasks).ToList();

        var preview = await UploadAsync(visitor, bytes, name);
        Assert.Equal(HttpStatusCode.OK, preview.Status);
        Assert.Equal(tasks.Select(task => task.Title), preview.Document.QuerySelectorAll(".parsed-tasks .title").Select(title => title.TextContent.Replace("Completed: ", "", StringComparison.Ordinal)));
        var done = await visitor.PressAsync(preview, tasks.Count == 1 ? "Import 1 task" : $"Import {tasks.Count} tasks");

        Assert.Equal("Import finished", done.Document.QuerySelector("#report")!.TextContent);
        var imported = (await _app.TasksOfAsync(person)).Select(entry => entry.Task).ToList();
        Assert.Equal(
            tasks.Select(task => (task.Title, task.IsCompleted, task.Level > 0, task.Notes)).Order(),
            imported.Select(task => (task.Title, task.IsCompleted, task.Parent is not null, task.Notes)).Order());
    }

    [Fact]
    public async Task The_preview_names_the_program_and_counts_what_it_has_read()
    {
        using var visitor = await _app.SignInAsync("Alex Smith");
        var preview = await UploadAsync(
            visitor, "TYPE,CONTENT,INDENT\ntask,Milk,1\ntask,Oat,2\n"u8.ToArray(), "export.csv");

        Assert.Equal(
            "Recognized as an export from Todoist (CSV).", preview.Document.QuerySelector(".import-source strong")!.TextContent);
        Assert.Contains("Lists: 1 · Open: 2 · Completed: 0", preview.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Single(preview.Document.QuerySelectorAll(".import-tree > .depth-1"));
    }

    [Fact]
    public async Task The_order_of_day_and_month_is_asked_for_and_followed()
    {
        using var visitor = await _app.SignInWithListsAsync("Asked", "Home");
        var preview = await UploadAsync(visitor, "Title,Due\nx,03/04/2026\n"u8.ToArray(), "tasks.csv");
        Assert.Empty(preview.Document.QuerySelectorAll("time"));
        Assert.Equal(
            ["Friday, April 3, 2026", "Wednesday, March 4, 2026"],
            preview.Document.QuerySelectorAll("input[name=order]").Select(input => input.ParentElement!.TextContent.Trim()));

        var again = await visitor.PressAsync(preview, "Update preview", form => Check(form, "DayFirst"));
        Assert.Equal("2026-04-03", again.Document.QuerySelector("time")!.GetAttribute("datetime"));
        await visitor.PressAsync(again, "Import 1 task");

        Assert.Equal(new DateOnly(2026, 4, 3), Assert.Single(await _app.TasksOfAsync("Asked")).Task.DueDate);

        static void Check(IHtmlFormElement form, string value) =>
            form.QuerySelector<IHtmlInputElement>($"input[value={value}]")!.IsChecked = true;
    }

    [Fact]
    public async Task The_columns_of_an_unknown_table_are_guessed_and_can_be_chosen()
    {
        using var visitor = await _app.SignInWithListsAsync("Mapper", "Home");
        var preview = await UploadAsync(
            visitor, "Wann;Was;Wozu\n2026-01-05;Milch;Frühstück\n2026-01-06;Brot;\n"u8.ToArray(), "liste.csv");
        Assert.Equal(["Due", "Title", "None"], preview.Document.QuerySelectorAll<IHtmlSelectElement>("select[name=columns]").Select(select => select.Value));
        Assert.True(preview.Document.QuerySelector(".transfer-section details")!.HasAttribute("open"));
        Assert.Contains("Wozu", preview.Document.QuerySelector(".warning")!.TextContent, StringComparison.Ordinal);

        var chosen = await visitor.PressAsync(
            preview, "Update preview", form => form.QuerySelectorAll<IHtmlSelectElement>("select").Last().Value = "Notes");
        Assert.Empty(chosen.Document.QuerySelectorAll(".warning"));
        await visitor.PressAsync(chosen, "Import 2 tasks");

        Assert.Contains(
            await _app.TasksOfAsync("Mapper"),
            entry => entry.Task is { Title: "Milch", Notes: "Frühstück" } && entry.Task.DueDate == new DateOnly(2026, 1, 5));
    }

    [Fact]
    public async Task The_preview_shows_the_first_tasks_and_counts_the_others()
    {
        using var visitor = await _app.SignInWithListsAsync("Many", "Home");
        var file = string.Concat(Enumerable.Range(0, 1000).Select(number => $"# {number}\n- a\n- b\n"));

        var preview = await UploadAsync(visitor, Encoding.UTF8.GetBytes(file), "tasks.md");

        Assert.Equal("2000 tasks in this file", preview.Document.QuerySelector("#preview")!.TextContent);
        Assert.Equal(ImportLimits.Shown, preview.Document.QuerySelectorAll(".parsed-tasks li").Length);
        Assert.Contains("and 850 more lists", preview.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_person_sends_one_file_at_a_time_while_one_waits()
    {
        using var visitor = await _app.SignInWithListsAsync("Impatient", "Home");
        var rest = new TaskCompletionSource();
        var sent = Enumerable.Range(0, 3).Select(_ => visitor.SendAsync(SlowUpload(visitor, rest.Task))).ToList();

        var refused = await Task.WhenAny(sent);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await refused).StatusCode);
        rest.SetResult();
        Assert.All(await Task.WhenAll(sent), answer => Assert.True(answer == refused.Result || answer.StatusCode == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Uploads_that_are_broken_off_free_their_turns()
    {
        using var visitor = await _app.SignInAsync("Alex Smith");
        using var gone = new CancellationTokenSource();
        var rest = new TaskCompletionSource();
        var sent = Enumerable.Range(0, 3).Select(_ => visitor.SendAsync(SlowUpload(visitor, rest.Task), gone.Token)).ToList();
        // One is refused when another is being read and a third one waits.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await await Task.WhenAny(sent)).StatusCode);

        await gone.CancelAsync();

        var status = HttpStatusCode.TooManyRequests;
        for (var attempt = 0; attempt < 100 && status == HttpStatusCode.TooManyRequests; attempt++)
        {
            await Task.Delay(100);
            status = (await UploadAsync(visitor, "- a"u8.ToArray(), "tasks.md")).Status;
        }
        Assert.Equal(HttpStatusCode.OK, status);
        rest.SetResult();
    }

    private static HttpRequestMessage SlowUpload(Visitor visitor, Task rest) =>
        new(HttpMethod.Post, new Uri(visitor.App, "/tasks/import"))
        {
            // So that a refusal is read before the form has been sent.
            Headers = { ExpectContinue = true },
            Content = new SlowContent(rest),
        };

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

    /// <summary>A form of which the end is sent later.</summary>
    private sealed class SlowContent : HttpContent
    {
        private readonly Task _rest;

        public SlowContent(Task rest)
        {
            _rest = rest;
            Headers.ContentType = new("application/x-www-form-urlencoded");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("text="u8.ToArray());
            await stream.FlushAsync();
            await _rest;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
