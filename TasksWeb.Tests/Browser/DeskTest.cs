using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>Each test has a person of its own with one list, on its page, at an app that all tests of a class share.</summary>
public abstract class DeskTest(Chromium chromium, AppFixture fixture) : IAsyncLifetime
{
    protected static readonly BrowserNewContextOptions Phone =
        new() { Locale = "en-US", IsMobile = true, HasTouch = true, ViewportSize = new() { Width = 390, Height = 844 } };

    private const float Arrived = 60_000;
    private readonly List<Window> _windows = [];

    protected TestApp App => fixture.App;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var window in _windows)
            await window.DisposeAsync();
        Assert.Empty(_windows.SelectMany(window => window.Complaints));
    }

    protected virtual async Task<(TaskDesk Desk, Window Window)> OpenAsync(
        string[] titles, BrowserNewContextOptions? options = null, [CallerMemberName] string name = "")
    {
        var desk = await TaskDesk.OpenAsync(App, titles, name);
        var window = await Window.OpenAsync(
            App, await chromium.NewContextAsync(options ?? new() { Locale = "en-US" }), hasScripts: true);
        _windows.Add(window);
        await window.TakeOverAsync(desk.Visitor);
        await window.GoToAsync(desk.ListPath);
        return (desk, window);
    }

    protected static ILocator Row(Window window, string title) => Row(window.Page, title);

    protected static ILocator Row(IPage page, string title) =>
        page.Locator(".task").Filter(new() { Has = page.Locator($".name:text-is(\"{title}\")") });

    protected static ILocator ToastButton(Window window, string name) =>
        window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = name });

    protected static Task ExpectRowsAsync(Window window, params string[] titles) =>
        Expect(window.Page.Locator(".tasks.open > .task:visible:not(.done) .name"))
            .ToHaveTextAsync(titles, new() { Timeout = Arrived });

    /// <summary>Waits for the components that a page loads when it is there.</summary>
    protected static Task LoadedAsync(Window window) => window.Page.EvaluateAsync(
        "() => import(document.querySelector('script[src$=\"/js/app.js\"]').src.replace('app.js', 'after-load.js'))");

    protected static async Task AddAsync(Window window, string title)
    {
        var line = window.Page.Locator(".add .plain-input").First;
        await line.FillAsync(title);
        await line.PressAsync("Enter");
        await Expect(Row(window, title)).ToHaveCountAsync(1);
    }
}

/// <summary>The browser keeps what is seen for times without a network.</summary>
public abstract class OfflineTest(Chromium chromium, AppFixture fixture) : DeskTest(chromium, fixture)
{
    protected override async Task<(TaskDesk Desk, Window Window)> OpenAsync(
        string[] titles, BrowserNewContextOptions? options = null, [CallerMemberName] string name = "")
    {
        var (desk, window) = await base.OpenAsync(titles, options, name);
        await window.KeepsThisPageAsync();
        return (desk, window);
    }
}
