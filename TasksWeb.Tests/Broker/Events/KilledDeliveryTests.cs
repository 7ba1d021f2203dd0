using Microsoft.AspNetCore.Http;
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

    [Theory]
    [InlineData("while the receiver waits")]
    [InlineData("with the answer on its way")]
    [InlineData("after a failed attempt")]
    public async Task An_app_killed_at_a_step_of_delivery_loses_no_event_and_sends_the_same_again(string when)
    {
        var (reached, isKilled) = (new TaskCompletionSource(), false);
        _receiver.Answer = async (_, context) =>
        {
            if (isKilled)
                return;
            if (when == "after a failed attempt")
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            if (when == "while the receiver waits")
                reached.TrySetResult();
            else
                context.Response.OnCompleted(() =>
                {
                    reached.TrySetResult();
                    return Task.CompletedTask;
                });
            if (when == "while the receiver waits")
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        await using (var app = await StartAsync())
        {
            using var visitor = new Visitor(app.Address);
            await visitor.SignInAsync("Hanako Yamada");
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
            app.Kill();
        }
        var before = _receiver.All.Count;
        isKilled = true;

        await using var next = await StartAsync();
        using var again = new Visitor(next.Address);
        await again.SignInAsync("Hanako Yamada");
        await again.PressAsync(await again.OpenAsync("/profile/delete"), "Delete account");
        await StoredGrants.UntilAsync(
            () => Task.FromResult(_receiver.All.Any(one => one.Type == GrantEventType.Disconnected)), "the end is told");

        var all = _receiver.All;
        Assert.Equal(
            [GrantEventType.Connected, GrantEventType.Disconnected], all.DistinctBy(one => one.Id).Select(one => one.Type));
        if (when != "with the answer on its way")
            Assert.Contains(all.Skip(before), one => one.Type == GrantEventType.Connected);
        Assert.Equal(0, _receiver.Forged);
    }

    private async Task<TasksWebProcess> StartAsync()
    {
        var settings = new Dictionary<string, string?>(SandboxSettings.For(_google, _folder));
        foreach (var (key, value) in _receiver.Settings())
            settings[key] = value;
        // The sooner the next process sends what this one had claimed.
        settings["Broker:Keys:2:Webhook:Timeout"] = "00:00:05";
        var app = TasksWebProcess.Start(new TasksWebProcessOptions { Settings = settings });
        await app.WaitUntilReadyAsync();
        _google.AllowApp(app.Address);
        return app;
    }
}
