using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>Lists are read and changed while the network is away; what was changed is sent once and in order when it is back.</summary>
[Collection(nameof(Chromium))]
public sealed class OfflineTests(Chromium chromium, AppFixture fixture)
    : OfflineTest(chromium, fixture), IClassFixture<AppFixture>
{
    [Fact]
    public async Task Offline_changes_reach_Google_once_and_in_order()
    {
        var (desk, window) = await OpenAsync(["Tick", "Edit", "Move", "Delete"]);
        await window.GoOfflineAsync();
        await window.Page.ReloadAsync();
        await AddAsync(window, "First");
        await AddAsync(window, "Second");
        await Row(window, "First").Locator(".check-button").ClickAsync();
        await Row(window, "Tick").Locator(".check-button").ClickAsync();
        await RenameAsync(window, "Edit", "Edited");
        await RenameAsync(window, "Second", "Renamed");
        await Row(window, "Move").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("Alt+ArrowUp");
        await Row(window, "Delete").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("Delete");
        await window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await ExpectRowsAsync(window, "Move", "Edited", "Renamed");
        await Expect(window.Page.Locator(".banner [data-view]")).ToHaveTextAsync("View 7 changes");

        // They are there again after a reload, still without a network.
        await window.Page.ReloadAsync();
        await ExpectRowsAsync(window, "Move", "Edited", "Renamed");
        await Expect(Row(window, "Renamed").Locator(".waiting-mark")).ToHaveTextAsync("Waiting");
        await Expect(window.Page.Locator(".sync-state span")).ToHaveTextAsync("Offline · 7 waiting");

        await window.GoOfflineAsync(false);
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        await ExpectRowsAsync(window, "Move", "Edited", "Renamed");
        await window.KeepsChangesAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var page = await desk.ListPageAsync("?show=completed");
        Assert.Equal(["Move", "Edited", "Renamed"], TaskDesk.RowsOf(page));
        Assert.Equal(["First", "Tick"], TaskDesk.RowsOf(page, ".tasks.completed").Order());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/tasks")]
    [InlineData(null)]
    public async Task Recently_seen_pages_can_be_read_offline(string? path)
    {
        var (desk, window) = await OpenAsync(["Milk"], name: path switch { null => "Reads a list", "/" => "Reads the start", _ => "Reads the board" });
        await window.GoOfflineAsync();

        await window.GoToAsync(path ?? desk.ListPath);

        await ExpectRowsAsync(window, "Milk");
        await Expect(window.Page.Locator(".banner [data-words]")).ToContainTextAsync("offline", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task A_page_that_is_not_kept_offline_says_so_and_links_to_the_tasks()
    {
        var (_, window) = await OpenAsync(["Milk"]);
        await window.GoOfflineAsync();

        await window.GoToAsync("/profile");

        await Expect(window.Heading).ToHaveTextAsync("You’re offline");
        await window.HelpfulButton.ClickAsync();
        await ExpectRowsAsync(window, "Milk");
    }

    [Fact]
    public async Task A_change_whose_response_is_lost_is_sent_again_and_made_once()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        var lost = 0;
        // A request is lost, as without a network.
        await window.GoOfflineAsync(false);
        await window.Page.RouteAsync("**/tasks/*/tasks", async route =>
        {
            if (Interlocked.Increment(ref lost) > 1)
            {
                await route.ContinueAsync();
                return;
            }
            await route.FetchAsync();
            await route.AbortAsync();
        });

        await AddAsync(window, "Bread");

        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        await ExpectRowsAsync(window, "Milk", "Bread");
        Assert.True(lost > 1, "It was not sent again.");
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["Milk", "Bread"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task A_refused_change_stays_with_its_reason_and_holds_up_no_other_list()
    {
        var (desk, window) = await OpenAsync(["Tick"]);
        var other = desk.AddList("Errands", "Stamps");
        await window.GoToAsync("/tasks");
        await window.KeepsThisPageAsync();
        await window.GoOfflineAsync();
        await Row(window, "Tick").Locator(".check-button").ClickAsync();
        await Row(window, "Stamps").Locator(".check-button").ClickAsync();
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(2);
        desk.Elsewhere(book => book.RemoveList(desk.List));

        await window.GoOfflineAsync(false);

        await Expect(window.Page.Locator(".banner [data-words]")).ToContainTextAsync("wasn’t saved");
        await window.Page.Locator(".banner [data-view]").ClickAsync();
        var refused = window.Page.Locator("#changes li");
        await Expect(refused).ToHaveCountAsync(1);
        await Expect(refused.Locator("p").First).ToHaveTextAsync("Tick");
        await refused.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(window.Page.Locator(".banner")).ToBeHiddenAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var page = await desk.Visitor.OpenAsync($"{TaskDesk.PathOf(other)}?show=completed");
        Assert.Equal(["Stamps"], TaskDesk.RowsOf(page, ".tasks.completed"));
    }

    [Fact]
    public async Task A_task_that_was_moved_to_another_list_can_be_changed_further()
    {
        var (desk, window) = await OpenAsync(["Parcel"]);
        var other = desk.AddList("Errands");
        await window.GoToAsync("/tasks");
        await window.KeepsThisPageAsync();
        await window.GoOfflineAsync();
        await Row(window, "Parcel").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("l");
        await window.Page.Keyboard.TypeAsync("Errands");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(window, "Parcel").Locator(".waiting-mark")).ToHaveCountAsync(1);
        await RenameAsync(window, "Parcel", "Big parcel");
        await Row(window, "Big parcel").Locator(".check-button").ClickAsync();
        await Expect(window.Page.Locator(".banner [data-view]")).ToHaveTextAsync("View 3 changes");

        await window.GoOfflineAsync(false);

        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        await Expect(window.Page.Locator(".banner")).ToBeHiddenAsync();
        // The row on the page may not have the moved task's new id yet: what is still to be sent has no mark.
        await window.KeepsChangesAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var page = await desk.Visitor.OpenAsync($"{TaskDesk.PathOf(other)}?show=completed");
        Assert.Equal(["Big parcel"], TaskDesk.RowsOf(page, ".tasks.completed"));
    }

    [Fact]
    public async Task A_concurrent_change_of_another_device_is_a_conflict_as_online()
    {
        var (desk, window) = await OpenAsync([]);
        var task = desk.AddTask("Passport");
        await window.GoToAsync(desk.ListPath);
        await Row(window, "Passport").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("e");
        await Expect(window.Page.Locator("form.task-form [name=title]")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await window.UntilAsync(
            $"async () => await (await import('/js/offline/database.js')).get('pages', '{desk.ListPath}/{task.Id}/form')",
            "The form is not kept");
        await window.GoOfflineAsync();
        await Row(window, "Passport").Locator(".check-button").ClickAsync();
        await Row(window, "Passport").Locator(".check-button").ClickAsync();
        await Row(window, "Passport").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("e");
        await window.Page.Locator("form.task-form [name=title]").FillAsync("My passport");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator(".banner [data-view]")).ToHaveTextAsync("View 3 changes");
        desk.Elsewhere(book => book.Change(desk.List, task.Id, one => one with { Notes = "Bring a photo" }));

        await window.GoOfflineAsync(false);

        await Expect(window.Page.Locator(".banner [data-words]")).ToContainTextAsync("wasn’t saved");
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var stored = await desk.Visitor.JsonAsync($"/api/tasklists/{desk.List}/tasks");
        Assert.Equal("Bring a photo", Assert.Single(stored.EnumerateArray()).GetProperty("notes").GetString());
    }

    [Fact]
    public async Task Pages_are_shown_although_the_browser_refuses_to_keep_anything()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        // A newer version that is open makes every opening of this one fail.
        await window.Page.EvaluateAsync(
            "() => new Promise(done => { indexedDB.open('tasksweb', 99).onsuccess = () => done(); })");

        await window.GoToAsync(desk.ListPath);

        await ExpectRowsAsync(window, "Milk");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await window.FetchAsync("/api/tasklists")).Status);
    }

    [Fact]
    public async Task An_offline_sign_out_asks_about_unsent_changes_and_ends_the_session_later()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await window.GoOfflineAsync();
        await AddAsync(window, "Unsent");
        await window.Menu.ClickAsync();
        await window.Button("Sign out").ClickAsync();
        await Expect(window.Page.Locator("#unsent p")).ToContainTextAsync("1 change");
        await window.Button("Stay signed in").ClickAsync();
        Assert.EndsWith(",1", await window.KeptAsync(), StringComparison.Ordinal);

        await window.Menu.ClickAsync();
        await window.Button("Sign out").ClickAsync();
        await window.Page.Locator("#unsent").GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(window.Heading).ToHaveTextAsync("You’re signed out");
        // The note that the server is still to be told is all that is left.
        Assert.Equal("1,0,0", await window.KeptAsync());
        await window.GoOfflineAsync(false);
        await Expect(window.Heading).Not.ToHaveTextAsync("You’re signed out");
        await window.KeepsAsync("0,0,0");
        var answer = await desk.Visitor.GetAsync("/api/session");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Unsent_changes_of_an_ended_session_wait_for_the_same_person()
    {
        var (desk, window) = await OpenAsync(["Milk"], name: "Whose session ends");
        await window.GoOfflineAsync();
        await AddAsync(window, "Unsent");
        await desk.Visitor.PressAsync(await desk.ListPageAsync(), "Sign out");
        await window.GoOfflineAsync(false);
        await window.ArriveAsync("/");
        await window.KeepsAsync("1,0,1");

        await window.SignInAsync(desk.Account.Name, desk.ListPath, consents: false);

        await ExpectRowsAsync(window, "Milk", "Unsent");
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(0);
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var again = await App.SignInAsync(desk.Account.Name);
        Assert.Equal(["Milk", "Unsent"], TaskDesk.RowsOf(await again.OpenAsync(desk.ListPath)));
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing_while_the_worker_is_active()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        using var server = new ServerLog(App);
        var row = await Row(window, "Milk").GetAttributeAsync("data-task");
        var target = new Uri(window.Address, $"{desk.ListPath}/{row}/complete");
        var attack = await window.Page.Context.NewPageAsync();
        await attack.RouteAsync("http://evil.example/**", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<form method=post action='{target}'><button name=below value=true>Go</button></form>",
        }));
        await attack.GotoAsync("http://evil.example/");

        await attack.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(attack).ToHaveURLAsync(target.AbsoluteUri);

        Assert.All(server.Of(target.AbsolutePath), call => Assert.False(call.HasBearer));
        Assert.Single(server.Of(target.AbsolutePath));
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["Milk"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }

    [Fact]
    public async Task The_next_person_finds_no_offline_data_of_the_previous_one()
    {
        var (_, window) = await OpenAsync(["Milk"]);
        await window.GoOfflineAsync();
        await AddAsync(window, "Unsent");
        Assert.EndsWith(",1", await window.KeptAsync(), StringComparison.Ordinal);
        using var other = await TaskDesk.OpenAsync(App, ["Theirs"], "The next person here");
        await window.TakeOverAsync(other.Visitor);
        await window.GoOfflineAsync(false);

        await window.GoToAsync(other.ListPath);
        await window.KeepsThisPageAsync();

        await ExpectRowsAsync(window, "Theirs");
        Assert.EndsWith(",0", await window.KeptAsync(), StringComparison.Ordinal);
        await window.GoOfflineAsync();
        await window.Page.ReloadAsync();
        await ExpectRowsAsync(window, "Theirs");
    }

    [Fact]
    public async Task Offline_data_is_encrypted_and_its_key_cannot_be_exported()
    {
        var (_, window) = await OpenAsync(["A secret errand"]);

        var found = await window.Page.EvaluateAsync<string>("""
            async () => {
              const { entries, get } = await import('/js/offline/database.js');
              const { key } = await get('vault', 'key');
              const text = (await entries('pages')).map(([, { data }]) => new TextDecoder('latin1').decode(data)).join();
              const exported = await crypto.subtle.exportKey('raw', key).then(() => 'exported', error => error.name);
              return `${text.length > 1000} ${text.includes('errand')} ${key.extractable} ${exported}`;
            }
            """);

        Assert.Equal("true false false InvalidAccessError", found);
    }

    [Fact]
    public async Task Keeping_nothing_holds_while_a_key_is_on_its_way()
    {
        var (_, window) = await OpenAsync(["Milk"]);

        // The choice falls between the answer with the key and what is done with it.
        await window.Page.EvaluateAsync("""
            async () => {
              const { chooseKeeping, prepare } = await import('/js/offline/keeping.js');
              const { wipe } = await import('/js/offline/vault.js');
              const { fetch } = window;
              await wipe();
              window.fetch = async (address, options) => {
                const response = await fetch(address, options);
                if (address === '/api/session/offline-key') await chooseKeeping(false);
                return response;
              };
              await prepare();
            }
            """);

        Assert.Equal("0,0,0", await window.KeptAsync());
    }

    [Fact]
    public async Task Keeping_nothing_deletes_everything_at_once_and_holds()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await window.GoToAsync("/profile");
        var keeps = window.Page.GetByLabel("Keep tasks on this device");
        await Expect(keeps).ToBeCheckedAsync();
        await keeps.UncheckAsync();
        await window.KeepsAsync("0,0,0");

        await window.GoToAsync(desk.ListPath);
        await ExpectRowsAsync(window, "Milk");
        Assert.Equal("0,0,0", await window.KeptAsync());
        await window.GoToAsync("/profile");
        await Expect(keeps).ToBeVisibleAsync();
        await Expect(keeps).Not.ToBeCheckedAsync();
    }

    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_states_without_a_network_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        var (desk, window) = await OpenAsync(["Renew passport", "Plan the party", "家賃を払う"], look.ToOptions(), $"Offline {look}");
        await window.GoOfflineAsync();
        await AddAsync(window, "Book a dentist appointment");
        await Row(window, "Renew passport").Locator(".check-button").ClickAsync();
        await Expect(window.Page.Locator(".waiting-mark")).ToHaveCountAsync(2);
        await inspection.JudgeAsync(window, "offline");
        await window.Page.Locator(".banner [data-view]").ClickAsync();
        await inspection.JudgeAsync(window, "offline_changes");
        await window.Page.Keyboard.PressAsync("Escape");
        desk.Elsewhere(book => book.RemoveList(desk.List));
        await window.GoOfflineAsync(false);
        await Expect(window.Page.Locator(".change-state.refused")).ToHaveCountAsync(1);
        await window.Page.Locator(".banner [data-view]").ClickAsync();
        await inspection.JudgeAsync(window, "refused_changes");

        Assert.Empty(inspection.Objections);
    }

    private static async Task RenameAsync(Window window, string title, string name)
    {
        await Row(window, title).Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("e");
        await window.Page.Locator(".rename-input").FillAsync(name);
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(window, name)).ToHaveCountAsync(1);
    }
}
