using TasksWeb.Benchmarks.Processes;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;

namespace TasksWeb.Benchmarks.App;

/// <summary>
/// The real app as a process of its own, with its default settings and log. One person asks more than the rate limits allow, so
/// their numbers are raised; they count as usual. It runs as Development, because elsewhere it refuses a provider without https.
/// </summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly TasksWebProcess _process;

    private RunningApp(TasksWebProcess process, Probe probe) => (_process, Probe) = (process, probe);

    public Uri Address => _process.Address;

    public Probe Probe { get; }

    /// <param name="folder">Of another build; null: the one beside this program.</param>
    /// <param name="further">Settings over the usual ones.</param>
    public static async Task<RunningApp> StartAsync(
        SandboxServer sandbox, Workplace workplace, string? folder = null, IReadOnlyDictionary<string, string?>? further = null)
    {
        var probe = new Probe();
        var settings = new Dictionary<string, string?>(SandboxSettings.For(sandbox, workplace.Folder), StringComparer.Ordinal)
        {
            ["RateLimits:UserBurst"] = "1000000000",
            ["RateLimits:UserPerSecond"] = "1000000000",
            ["RateLimits:AddressBurst"] = "1000000000",
            ["RateLimits:KeyBurst"] = "1000000000",
            ["RateLimits:KeyPerSecond"] = "1000000000",
            // A Development build looks into the source folder at every request; what is published does not.
            ["ReloadStaticAssetsAtRuntime"] = "false",
        };
        foreach (var (name, value) in workplace.Settings.Concat(further?.AsEnumerable() ?? []))
            settings[name] = value;
        foreach (var (name, value) in probe.Environment)
            settings[name] = value;
        var process = TasksWebProcess.Start(new TasksWebProcessOptions { Settings = settings, Directory = folder });
        var app = new RunningApp(process, probe);
        try
        {
            sandbox.AllowApp(process.Address);
            await process.WaitUntilReadyAsync();
            await probe.AttachAsync(process.Id);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public Uri At(string path) => new(Address, path);

    public ValueTask DisposeAsync()
    {
        Probe.Dispose();
        return _process.DisposeAsync();
    }
}
