using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>Nothing that somebody has done or written is lost when the network, the page or the session goes.</summary>
[Collection(nameof(Chromium))]
public sealed class OfflineSafetyTests(Chromium chromium, AppFixture fixture)
    : OfflineTest(chromium, fixture), IClassFixture<AppFixture>
{
    [Fact]
    public async Task A_change_is_kept_while_it_is_sent_and_sent_by_the_next_page()
    {
        var (desk, window) = await OpenAsync(["Milk", "Bread"]);
        await window.GoOfflineAsync(false);
        var isHeld = new TaskCompletionSource();
        // No answer comes before the page goes.
        await window.Page.RouteAsync("**/complete", _ => isHeld.TrySetResult());
        await Row(window, "Milk").Locator(".check-button").ClickAsync();
        await isHeld.Task;
        // A browser that is slow to keep it sends it before.
        await window.KeepsChangesAsync(1);
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        await window.Page.UnrouteAsync("**/complete");

        await window.Page.ReloadAsync();

        await ExpectRowsAsync(window, "Bread");
        await window.KeepsChangesAsync(0);
        Assert.Equal(["Bread"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task A_change_of_a_tab_that_was_closed_is_sent_by_the_one_that_is_shown_next()
    {
        var (desk, window) = await OpenAsync(["Milk", "Bread"]);
        var closed = await window.Page.Context.NewPageAsync();
        await closed.GotoAsync(window.Page.Url);
        var isHeld = new TaskCompletionSource();
        await closed.RouteAsync("**/complete", _ => isHeld.TrySetResult());
        await Row(closed, "Milk").Locator(".check-button").ClickAsync();
        await isHeld.Task;
        await window.KeepsChangesAsync(1);

        await closed.CloseAsync();
        // The browser says so when it shows a tab; tests see all of them.
        await window.Page.EvaluateAsync("() => { document.dispatchEvent(new Event('visibilitychange')); }");

        await window.KeepsChangesAsync(0);
        await ExpectRowsAsync(window, "Bread");
        Assert.Equal(["Bread"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task Lines_of_quick_add_are_kept_without_a_network()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await window.GoOfflineAsync();
        await window.Page.Keyboard.PressAsync("q");
        await window.Page.Locator("#quick-text").FillAsync("Bread\nStamps");

        await window.Page.Locator("#quick").GetByRole(AriaRole.Button, new() { Name = "Add task" }).ClickAsync();

        await Expect(window.Page.Locator("#quick")).ToBeHiddenAsync();
        await ExpectRowsAsync(window, "Milk", "Bread", "Stamps");
        await window.GoOfflineAsync(false);
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["Milk", "Bread", "Stamps"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task The_page_of_a_task_is_read_and_saved_without_a_network()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await window.GoToAsync((await Row(window, "Milk").Locator(".name").GetAttributeAsync("href"))!);
        await window.KeepsThisPageAsync();
        await window.GoOfflineAsync();
        await window.Page.ReloadAsync();
        await window.Page.GetByLabel("Title").FillAsync("Oat milk");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator(".page-heading .save-state")).ToHaveTextAsync("Waiting");
        await window.Page.ReloadAsync();
        await Expect(window.Page.GetByLabel("Title")).ToHaveValueAsync("Oat milk");

        await window.Page.Locator(".breadcrumb a").ClickAsync();

        await window.ArriveAsync(desk.ListPath);
        await ExpectRowsAsync(window, "Oat milk");
        await window.GoOfflineAsync(false);
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["Oat milk"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task Text_that_was_being_written_when_the_session_ended_comes_back()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await window.Page.Locator(".add .plain-input").FillAsync("Half a thought");
        await desk.Visitor.PressAsync(await desk.ListPageAsync(), "Sign out");
        await AskForSessionAsync(window);
        await window.ArriveAsync("/");
        Assert.DoesNotContain("thought", await window.Page.ContentAsync(), StringComparison.Ordinal);

        await window.SignInAsync(desk.Account.Name, desk.ListPath, consents: false);

        await Expect(window.Page.Locator(".add .plain-input")).ToHaveValueAsync("Half a thought");
        await Expect(window.Page.Locator("#toast p")).ToHaveTextAsync("The text you were writing is back.");
    }

    [Fact]
    public async Task Text_that_comes_back_is_compared_with_the_version_it_was_written_on()
    {
        var (desk, window) = await OpenAsync([]);
        var task = desk.AddTask("Passport");
        await window.Page.Clock.InstallAsync();
        await window.GoToAsync(desk.ListPath);
        await window.KeepsThisPageAsync();
        await Row(window, "Passport").Locator(".name").ClickAsync();
        // The pause after which it would be saved never ends.
        await window.Page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().AddMinutes(1).UtcDateTime);
        await window.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("Two photos");
        await desk.Visitor.PressAsync(await desk.ListPageAsync(), "Sign out");
        await AskForSessionAsync(window);
        await window.ArriveAsync("/");
        await window.Page.Clock.ResumeAsync();
        desk.Elsewhere(book => book.Change(desk.List, task.Id, one => one with { Notes = "Form A38" }));

        await window.SignInAsync(desk.Account.Name, desk.ListPath, consents: false);

        // Nobody here has seen the other notes: they are not overwritten.
        await Expect(window.Page.Locator(".conflict")).ToContainTextAsync("Form A38");
        Assert.Equal("Form A38", desk.Account.Tasks.TasksIn(desk.List).Single().Notes);
    }

    [Fact]
    public async Task A_conflict_that_is_looked_at_stays_until_it_is_answered()
    {
        var (desk, window) = await OpenAsync([]);
        var task = desk.AddTask("Passport");
        await window.GoToAsync(desk.ListPath);
        await window.KeepsThisPageAsync();
        await window.GoOfflineAsync();
        await Row(window, "Passport").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("e");
        await window.Page.Locator(".rename-input").FillAsync("My passport");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(1);
        desk.Elsewhere(book => book.Change(desk.List, task.Id, one => one with { Title = "Our passports" }));
        await window.GoOfflineAsync(false);
        await Expect(window.Page.Locator(".banner [data-words]")).ToContainTextAsync("wasn’t saved");

        await window.Page.Locator(".banner [data-view]").ClickAsync();
        await window.Page.Locator("#changes").GetByRole(AriaRole.Button, new() { Name = "Review" }).ClickAsync();
        await Expect(window.Page.Locator(".conflict")).ToBeVisibleAsync();
        Assert.EndsWith(",1", await window.KeptAsync(), StringComparison.Ordinal);
        await Expect(window.Page.Locator(".banner [data-words]")).ToContainTextAsync("wasn’t saved");
        await window.Page.Locator(".conflict button").ClickAsync();

        await window.ArriveAsync(desk.ListPath);
        await ExpectRowsAsync(window, "My passport");
        await Expect(window.Page.Locator(".banner")).ToBeHiddenAsync();
        await window.KeepsChangesAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["My passport"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task Without_a_permission_changes_wait_and_the_page_says_so()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        App.Sandbox.Grants.Revoke(desk.Account);
        App.Clock.Advance(TimeSpan.FromHours(2));

        await Row(window, "Milk").Locator(".check-button").ClickAsync();

        await Expect(window.Page.Locator(".banner [data-words]")).ToContainTextAsync("until you reconnect");
        Assert.EndsWith(",1", await window.KeptAsync(), StringComparison.Ordinal);
        await window.Page.Locator(".banner").GetByRole(AriaRole.Button, new() { Name = "Reconnect" }).ClickAsync();
        await window.Button("Allow").ClickAsync();
        await window.ArriveAsync(desk.ListPath);
        await ExpectRowsAsync(window);
        await Expect(window.Page.Locator(".banner").First).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_change_that_has_waited_and_was_sent_can_still_be_undone()
    {
        var (_, window) = await OpenAsync(["Milk"]);
        await window.GoOfflineAsync();
        await Row(window, "Milk").Locator(".check-button").ClickAsync();
        await Expect(Row(window, "Milk").Locator(".waiting-mark")).ToHaveCountAsync(1);
        await window.GoOfflineAsync(false);
        await ExpectRowsAsync(window);
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);

        await window.Page.Keyboard.PressAsync("u");

        await ExpectRowsAsync(window, "Milk");
    }

    [Fact]
    public async Task Two_windows_without_a_network_keep_one_queue()
    {
        var (desk, window) = await OpenAsync(["Milk", "Bread"]);
        var other = await window.Page.Context.NewPageAsync();
        await other.GotoAsync(new Uri(window.Address, desk.ListPath).AbsoluteUri);
        await Expect(Row(other, "Bread")).ToHaveCountAsync(1);
        await window.GoOfflineAsync();
        await Row(window, "Milk").Locator(".check-button").ClickAsync();
        await Row(other, "Bread").Locator(".check-button").ClickAsync();
        await Expect(other.Locator(".waiting-mark")).ToHaveCountAsync(2);
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(2);

        await window.GoOfflineAsync(false);

        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        await Expect(other.Locator(".waiting-mark")).ToHaveCountAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task A_new_version_of_the_worker_takes_over_and_the_queue_stays()
    {
        // The policy lets nobody but the app's own script register a worker.
        var (desk, window) = await OpenAsync(["Milk", "Bread"], new() { BypassCSP = true });
        await window.GoOfflineAsync(false);
        await window.Page.RouteAsync("**/complete", route => route.AbortAsync());
        await Row(window, "Milk").Locator(".check-button").ClickAsync();
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(1);

        var worker = await window.Page.EvaluateAsync<string>("""
            async () => {
              const { serviceWorker } = navigator;
              const taken = new Promise(done => serviceWorker.addEventListener('controllerchange', done, { once: true }));
              await serviceWorker.register('/service-worker.js?version=2', { scope: '/', type: 'module' });
              await taken;
              return serviceWorker.controller.scriptURL;
            }
            """);

        Assert.EndsWith("version=2", worker, StringComparison.Ordinal);
        Assert.EndsWith(",1", await window.KeptAsync(), StringComparison.Ordinal);
        await window.Page.UnrouteAsync("**/complete");
        await window.Page.ReloadAsync();
        await ExpectRowsAsync(window, "Bread");
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["Bread"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task Nothing_keeps_the_browser_from_installing_the_app()
    {
        var (_, window) = await OpenAsync(["Milk"]);
        var browser = await window.Page.Context.NewCDPSessionAsync(window.Page);

        var manifest = await browser.SendAsync("Page.getAppManifest");
        var answer = await browser.SendAsync("Page.getInstallabilityErrors");

        Assert.Equal([], manifest!.Value.GetProperty("errors").EnumerateArray().Select(error => error.GetRawText()));
        var errors = answer!.Value.GetProperty("installabilityErrors").EnumerateArray()
            .Select(error => error.GetProperty("errorId").GetString());
        // A profile of a test is a private one.
        Assert.DoesNotContain(errors, error => error != "in-incognito");
    }

    /// <summary>As when another tab has opened a page for nobody.</summary>
    private static async Task AskForSessionAsync(Window window) => await window.Page.EvaluateAsync(
        "() => { new BroadcastChannel('tasksweb-person').postMessage(''); }");
}
