using TasksWeb.Benchmarks.Processes;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.App;

/// <summary>The app on a store of its own, with one person signed in.</summary>
internal sealed class SignedInApp : IAsyncDisposable
{
    private RunningApp? _app;

    private SignedInApp(string? mongo) => Workplace = new Workplace(mongo);

    /// <summary>Where it keeps its documents; another instance may share it.</summary>
    public Workplace Workplace { get; }

    /// <summary>The session's <c>Cookie</c> header.</summary>
    public string Header { get; private set; } = "";

    public Uri Target => At("api/tasklists");

    public Uri At(string path) => _app!.At(path);

    public Probe Probe => _app!.Probe;

    /// <param name="folder">Of another build; null: the one beside this program.</param>
    /// <param name="mongo">Its database; null: SQLite.</param>
    public static async Task<SignedInApp> StartAsync(SandboxServer sandbox, string? folder = null, string? mongo = null)
    {
        var made = new SignedInApp(mongo);
        try
        {
            made._app = await RunningApp.StartAsync(sandbox, made.Workplace, folder);
            using var browser = new Browser(made._app.Address);
            made.Header = await browser.SignInAsync(sandbox.Accounts.Hanako.Name);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        Workplace.Dispose();
    }
}
