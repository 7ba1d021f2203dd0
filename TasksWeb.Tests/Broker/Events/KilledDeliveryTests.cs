using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>The real process, killed while its event is on the way, and started again on the same file.</summary>
public sealed class KilledDeliveryTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tasksweb-events-").FullName;
    private SandboxServer _google = null!;
    private Receiver _receiver = null!;

    public async Task InitializeAsync() =>
        (_google, _receiver) = (await SandboxServer.StartAsync(new SandboxOptions()), await Receiver.StartAsync());

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _google.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_app_killed_before_the_response_sends_the_same_event_again()
    {
        var asked = new TaskCompletionSource();
        _receiver.Answer = (_, context) =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        await using (var app = await StartAsync())
        {
            using var visitor = new Visitor(app.Address);
            await visitor.SignInAsync("Hanako Yamada");
            await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
            app.Kill();
        }
        _receiver.Answer = (_, _) => Task.CompletedTask;

        await using var next = await StartAsync();
        await _receiver.UntilAsync(2, "the event comes again");

        Assert.Equal([GrantEventType.Connected, GrantEventType.Connected], _receiver.All.Select(one => one.Type));
        Assert.Single(_receiver.All.Select(one => one.Id).Distinct());
        Assert.Equal(0, _receiver.Forged);
    }

    private async Task<TasksWebProcess> StartAsync()
    {
        var settings = new Dictionary<string, string?>(SandboxSettings.For(_google, _folder));
        foreach (var (key, value) in _receiver.Settings())
            settings[key] = value;
        var app = TasksWebProcess.Start(new TasksWebProcessOptions { Settings = settings });
        await app.WaitUntilReadyAsync();
        _google.AllowApp(app.Address);
        return app;
    }
}
