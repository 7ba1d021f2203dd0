using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Calendar;
using TasksWeb.Drive;
using TasksWeb.GoogleTasks;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Api;

/// <summary>A record of the provider that is not of the documented shape hides nothing but itself.</summary>
public sealed class OddRecordTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private string _body = "";

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(services: services =>
    {
        foreach (var client in (string[])[nameof(GoogleTasksClient), nameof(GoogleDriveClient), nameof(GoogleCalendarClient)])
            services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(() => new Api(() => _body));
    });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("""{"items":[{"id":"t1","title":null,"status":"needsAction"},{"id":"t2","title":"B"}]}""", "|B")]
    [InlineData("""{"items":[{"id":"t1","title":"A","links":null,"due":""},{"id":"t2","title":"B"}]}""", "A|B")]
    [InlineData("""{"items":[{"id":"t1","title":"A","completed":"soon","position":null,"status":null}]}""", "A")]
    [InlineData("""{"items":[{"title":"A"},{"id":"t2","title":"B"},null,7,{"id":"t3","title":{}}]}""", "B")]
    [InlineData("\uFEFF{\"items\":[{\"id\":\"t2\",\"title\":\"B\"}]}", "B")]
    public async Task Tasks_are_read_one_by_one(string body, string titles)
    {
        var key = await _app.ConnectAsync("google_tasks", _app.Sandbox.Accounts.Alex);
        _body = body;

        var client = _app.Services.GetRequiredService<GoogleTasksClient>();
        var read = await client.ListTasksAsync(key, "list", updatedMin: null, default);

        Assert.Equal(titles, string.Join('|', read.Tasks.Select(task => task.Title)));
    }

    [Fact]
    public async Task Files_and_events_are_read_one_by_one()
    {
        var alex = _app.Sandbox.Accounts.Alex;
        _body = """{"files":[{"id":7},{"id":"f","name":"B"}],"items":[{"start":{}},{"id":"e","summary":"C"}]}""";
        var (drive, calendar) = (await _app.ConnectAsync("google_drive", alex), await _app.ConnectAsync("google_calendar", alex));

        var files = await _app.Services.GetRequiredService<GoogleDriveClient>().LatestFilesAsync(drive, 10, default);
        var events = await _app.Services.GetRequiredService<GoogleCalendarClient>().UpcomingEventsAsync(calendar, 10, default);

        Assert.Equal(("B", "C"), (Assert.Single(files).Name, Assert.Single(events).Summary));
    }

    private sealed class Api(Func<string> body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body())),
            });
    }
}
