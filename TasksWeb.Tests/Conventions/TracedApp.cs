using System.Diagnostics;
using System.Net;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Conventions;

/// <summary>The app as a process of its own, which tells what methods each request enters, beside a Sandbox.</summary>
public sealed class TracedApp : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tasksweb-walk-").FullName;
    private TasksWebProcess _process = null!;

    public SandboxServer Google { get; private set; } = null!;

    public Uri Address => _process.Address;

    public async Task InitializeAsync()
    {
        var app = Directory.CreateDirectory(Path.Combine(_folder, "app")).FullName;
        foreach (var entry in new DirectoryInfo(AppContext.BaseDirectory).EnumerateFileSystemInfos())
            if (entry.Name != "TasksWeb.dll")
                File.CreateSymbolicLink(Path.Combine(app, entry.Name), entry.FullName);
        Instrumentation.Copy(Path.Combine(AppContext.BaseDirectory, "TasksWeb.dll"), Path.Combine(app, "TasksWeb.dll"));

        Google = await SandboxServer.StartAsync();
        _process = TasksWebProcess.Start(new TasksWebProcessOptions
        {
            Directory = app,
            Settings = new Dictionary<string, string?>(SandboxSettings.For(Google, _folder))
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
                [StartupHook.Purpose] = "trace",
            },
        });
        await _process.WaitUntilReadyAsync();
        Google.AllowApp(Address);
    }

    /// <summary>The app's own methods that this request enters until it is over, in the order of first entry.</summary>
    public async Task<IReadOnlyList<string>> WalkAsync(Visitor visitor, HttpRequestMessage request)
    {
        var id = ActivityTraceId.CreateRandom().ToHexString();
        request.Headers.Add("traceparent", $"00-{id}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var answer = await visitor.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        List<string> walk = [];
        await StoredGrants.UntilAsync(
            () =>
            {
                walk = [.. _process.Output
                    .Where(line => line.StartsWith(id, StringComparison.Ordinal)).Select(line => line[(id.Length + 1)..])];
                return Task.FromResult(walk.Remove(MethodTrace.End));
            },
            "the request is over");
        return walk;
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await Google.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
