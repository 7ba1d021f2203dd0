using TasksWeb.Benchmarks.App;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>Other builds of the app (<c>--beside</c>), measured in turns with this one.</summary>
internal sealed class OtherBuilds : IAsyncDisposable
{
    private readonly List<(string Folder, SignedInApp App)> _all = [];

    public static async Task<OtherBuilds> StartAsync(SandboxServer sandbox, IEnumerable<string> folders)
    {
        var builds = new OtherBuilds();
        try
        {
            foreach (var folder in folders)
                builds._all.Add((folder, await SignedInApp.StartAsync(sandbox, folder)));
            return builds;
        }
        catch
        {
            await builds.DisposeAsync();
            throw;
        }
    }

    public IEnumerable<LoadSeries> Series() => _all.Select(build =>
        new LoadSeries($"the build in {Path.GetFileName(build.Folder)}", build.App.Target, [build.App.Header], build.App.Probe));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, app) in _all)
            await app.DisposeAsync();
    }
}
