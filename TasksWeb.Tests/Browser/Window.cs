using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Browser;

/// <summary>One person's browser: a profile of its own, one page, and what that page complained about.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;
    private readonly bool _hasScripts;
    private ICDPSession? _device;
    private bool _wasOffline;

    private Window(TestApp app, IBrowserContext context, IPage page, bool hasScripts)
    {
        (Page, _context, _hasScripts) = (page, context, hasScripts);
        // By this name browsers treat http as a secure context, and the provider on 127.0.0.1 is another site.
        Address = new UriBuilder(app.Address) { Host = "localhost" }.Uri;
        app.Sandbox.AllowApp(Address);
        context.Dialog += async (_, dialog) =>
        {
            _complaints.Enqueue($"A dialog opened: {dialog.Message}");
            await dialog.DismissAsync();
        };
        context.WebError += (_, error) => _complaints.Enqueue($"A script failed: {error.Error}");
        context.Console += (_, message) =>
        {
            if (message.Type == "error" && !IsAnsweredByErrorPage(message) && !(_wasOffline && IsNotReached(message)))
                _complaints.Enqueue($"The console shows: {message.Text} ({message.Location})");
        };
    }

    public Uri Address { get; }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>The one button of a page that says what is wrong.</summary>
    public ILocator HelpfulButton => Page.Locator("main a.button");

    public ILocator Menu => Page.Locator(".account-menu > summary");

    public static async Task<Window> OpenAsync(TestApp app, IBrowserContext context, bool hasScripts) =>
        new(app, context, await context.NewPageAsync(), hasScripts);

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task<IResponse?> GoToAsync(string path) => Page.GotoAsync(new Uri(Address, path).AbsoluteUri);

    /// <summary>Waits until the page at this path of the app is there, its scripts included.</summary>
    public async Task ArriveAsync(string path)
    {
        await Assertions.Expect(Page).ToHaveURLAsync(new Uri(Address, path).AbsoluteUri);
        await LoadedAsync();
    }

    /// <summary>Waits until the page that is there has been read and its scripts have run: before, links and forms do without.</summary>
    public async Task LoadedAsync()
    {
        // Asked of the page: the driver can miss the event of a page that loads while it begins to wait.
        if (_hasScripts)
            await Page.EvaluateAsync("() => document.readyState === 'complete' || new Promise(loaded => addEventListener('load', loaded, { once: true }))");
    }

    /// <summary>Chooses an account on the provider's page and, where consent is asked for, gives it.</summary>
    public async Task ChooseAsync(string person, bool consents = true)
    {
        await Link(person).ClickAsync();
        if (consents)
            await Button("Allow").ClickAsync();
    }

    /// <summary>Through the provider's pages, as a person does.</summary>
    public async Task SignInAsync(string person, string path = "/tasks", bool consents = true)
    {
        await GoToAsync($"/auth/login?returnUrl={Uri.EscapeDataString(path)}");
        await ChooseAsync(person, consents);
        await ArriveAsync(path);
    }

    /// <summary>Takes over the session of somebody who has signed in already.</summary>
    public Task TakeOverAsync(Visitor visitor) => _context.AddCookiesAsync(visitor.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie
    {
        Name = cookie.Name,
        Value = cookie.Value,
        Domain = Address.Host,
        Path = cookie.Path,
        HttpOnly = cookie.HttpOnly,
        SameSite = SameSiteAttribute.Lax,
    }));

    /// <summary>Shows the page that is there in another look: no page is loaded, and the language stays.</summary>
    public async Task PutOnAsync(Look look)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = look.Scheme });
        _device ??= await _context.NewCDPSessionAsync(Page);
        await _device.SendAsync("Emulation.setDeviceMetricsOverride", new Dictionary<string, object>
        {
            ["width"] = look.Width,
            ["height"] = look.Height,
            ["deviceScaleFactor"] = Look.Scale,
            ["mobile"] = look.IsPhone,
        });
        await _device.SendAsync("Emulation.setTouchEmulationEnabled", new Dictionary<string, object> { ["enabled"] = look.IsPhone });
    }

    public async Task SignOutAsync(string button = "Sign out")
    {
        await Menu.ClickAsync();
        await Button(button).ClickAsync();
        await ArriveAsync("/");
    }

    /// <summary>Calls an API of the app from a script of the page.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> FetchAsync(string path)
    {
        var answer = await Page.EvaluateAsync<JsonElement>(
            "path => fetch(path).then(async answer => ({ status: answer.status, body: await answer.json() }))", path);
        return ((HttpStatusCode)answer.GetProperty("status").GetInt32(), answer.GetProperty("body"));
    }

    /// <summary>Takes the network away from pages and service worker, or gives it back.</summary>
    public Task GoOfflineAsync(bool isOffline = true)
    {
        _wasOffline = true;
        return _context.SetOfflineAsync(isOffline);
    }

    /// <summary>Waits until the browser keeps this page for times without a network, with what it needs.</summary>
    public async Task KeepsThisPageAsync()
    {
        await ServiceWorkerControlsAsync();
        await UntilAsync("""
            async () => {
              const { get } = await import('/js/offline/database.js');
              const scripts = [...document.querySelectorAll('script[src], link:is([rel=modulepreload], [rel=prefetch])')];
              const kept = await Promise.all(scripts.map(({ src, href }) => caches.match(src || href)));
              return await get('vault', 'key') && await get('pages', location.pathname + location.search) && kept.every(Boolean);
            }
            """, "The browser keeps nothing of this page");
    }

    /// <summary>Asks a script of the page again until it answers with something true, half a minute long.</summary>
    public async Task UntilAsync(string script, string complaint)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await Page.EvaluateAsync<bool>($"async () => Boolean(await ({script})())").WaitAsync(patience.Token))
        {
            Assert.False(patience.IsCancellationRequested, complaint);
            await Task.Delay(50);
        }
    }

    /// <summary>The names and numbers of what this browser keeps.</summary>
    public async Task<string> KeptAsync() => await Page.EvaluateAsync<string>("""
        async () => {
          const { count } = await import('/js/offline/database.js');
          const counts = await Promise.all(['vault', 'pages', 'changes'].map(count));
          return counts.join();
        }
        """);

    /// <summary>Waits until this is what the browser keeps.</summary>
    public async Task KeepsAsync(string expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!patience.IsCancellationRequested && await KeptAsync() != expected)
            await Task.Delay(50);
        Assert.Equal(expected, await KeptAsync());
    }

    /// <summary>Waits until the browser keeps so many changes that have not arrived.</summary>
    public Task KeepsChangesAsync(int count) => UntilAsync(
        $"async () => await (await import('/js/offline/database.js')).count('changes') === {count}", $"It keeps not {count} changes");

    /// <summary>Waits until the service worker controls this page.</summary>
    public Task ServiceWorkerControlsAsync() =>
        Page.WaitForFunctionAsync("() => navigator.serviceWorker.controller?.state === 'activated'");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private static bool IsNotReached(IConsoleMessage message) =>
        message.Text.Contains("net::ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal)
        || message.Text.Contains("net::ERR_FAILED", StringComparison.Ordinal)
        || message.Text.Contains("The FetchEvent for", StringComparison.Ordinal);

    /// <summary>
    /// Browsers note every page and API answer with an error status; a style sheet, script or picture must not have one.
    /// </summary>
    private static bool IsAnsweredByErrorPage(IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal)
        && Uri.TryCreate(
            message.Location[..message.Location.LastIndexOf(':', message.Location.LastIndexOf(':') - 1)], UriKind.Absolute,
            out var address)
        && !Path.HasExtension(address.AbsolutePath);
}
