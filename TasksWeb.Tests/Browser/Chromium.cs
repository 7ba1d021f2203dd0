using Microsoft.Playwright;

namespace TasksWeb.Tests.Browser;

/// <summary>
/// One real browser for all tests; each test opens windows of its own in it. Nothing else runs beside: pages are timed by people.
/// </summary>
[CollectionDefinition(nameof(Chromium), DisableParallelization = true)]
public sealed class ChromiumTests : ICollectionFixture<Chromium>;

/// <summary>
/// Debian's Chromium without windows, or the one that <c>TASKSWEB_CHROMIUM</c> names. One with windows that nobody sees stops
/// drawing now and then, and whatever waits for a frame waits for ever.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const float PatienceMilliseconds = 30_000;
    private static readonly string ExecutablePath = Environment.GetEnvironmentVariable("TASKSWEB_CHROMIUM")
        ?? "/usr/bin/chromium-headless-shell";
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(ExecutablePath))
            throw new InvalidOperationException(
                $"These tests need Chromium at {ExecutablePath}: apt-get install chromium-headless-shell, or name another one in TASKSWEB_CHROMIUM.");
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = ExecutablePath, Args = Arguments });
    }

    /// <summary>A browser profile without history: its own cookies, storage and service workers.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        // Transitions would let a test look at a page half faded in.
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(PatienceMilliseconds);
        return context;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
