using Microsoft.Playwright;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Browser;

/// <summary>
/// Tests with real browsers and a running app. In every test, no page may open a dialog, violate the content security
/// policy or write an error to the console.
/// </summary>
[Collection(nameof(Chromium))]
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    protected const string Hanako = "Hanako Yamada";
    protected const string Alex = "Alex Smith";

    private readonly List<Window> _windows = [];
    private TestApp? _app;

    protected TestApp App => _app!;

    protected Account AccountOf(string person) => App.Sandbox.Accounts.All.Single(account => account.Name == person);

    /// <summary>Settings of the app that differ from the usual ones.</summary>
    protected virtual Dictionary<string, string?>? Settings => null;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: Settings);

    /// <summary>Opens a browser that has never been here.</summary>
    protected async Task<Window> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new() { Locale = "en-US" };
        var window = await Window.OpenAsync(
            App, await chromium.NewContextAsync(options), hasScripts: options.JavaScriptEnabled != false);
        _windows.Add(window);
        return window;
    }

    /// <summary>Fails with all that is wrong, one thing a line.</summary>
    protected static void NothingIn(IEnumerable<string> wrong)
    {
        if (string.Join(Environment.NewLine, wrong) is { Length: > 0 } all)
            Assert.Fail(all);
    }

    public async Task DisposeAsync()
    {
        foreach (var window in _windows)
            await window.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        NothingIn(_windows.SelectMany(window => window.Complaints));
    }
}
