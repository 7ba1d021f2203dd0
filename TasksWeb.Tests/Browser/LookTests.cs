using Microsoft.Playwright;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>Every page and state: fits the screen and has nothing that the accessibility rules of axe object to.</summary>
public sealed class LookTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_pages_around_the_sign_in_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        var window = await OpenAsync(look.ToOptions());
        await window.GoToAsync("/");
        await inspection.JudgeAsync(window, "start");
        await window.GoToAsync("/nowhere");
        await inspection.JudgeAsync(window, "not_found");
        await window.GoToAsync("/tasks");
        await inspection.JudgeAsync(window, "signed_out");
        await window.HelpfulButton.ClickAsync();
        await inspection.JudgeAsync(window, "provider-chooser");
        await window.Link(Alex).ClickAsync();
        await inspection.JudgeAsync(window, "provider-consent");
        await window.Button("Deny").ClickAsync();
        await inspection.JudgeAsync(window, "access_denied");
        NothingIn(inspection.Objections);
    }

    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_pages_of_tasks_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        var window = await OpenSignedInAsync(look, Hanako);
        await window.GoToAsync("/tasks");
        await inspection.JudgeAsync(window, "tasks");
        await window.Menu.ClickAsync();
        await Expect(window.Page.Locator(".account-menu .popover")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "menu");
        await window.GoToAsync("/nowhere");
        await inspection.JudgeAsync(window, "not_found-signed_in");

        var lists = AccountOf(Hanako).Tasks.Lists;
        await window.GoToAsync($"/tasks/{lists[1].Id}");
        await inspection.JudgeAsync(window, "list");
        foreach (var fold in await window.Page.Locator("main details > summary").AllAsync())
            await fold.ClickAsync();
        await inspection.JudgeAsync(window, "list-unfolded", whole: true);
        await window.GoToAsync($"/tasks/{lists.Single(list => list.Title.StartsWith("Edge", StringComparison.Ordinal)).Id}");
        await inspection.JudgeAsync(window, "list-edge_cases", whole: true);
        await window.GoToAsync($"/tasks/{lists[^1].Id}");
        await inspection.JudgeAsync(window, "list-empty");

        window = await OpenSignedInAsync(look, Alex);
        await window.GoToAsync("/tasks");
        await inspection.JudgeAsync(window, "tasks-alex");
        foreach (var (id, _) in AccountOf(Alex).Tasks.Lists)
            AccountOf(Alex).Tasks.RemoveList(id);
        await window.Page.ReloadAsync();
        await inspection.JudgeAsync(window, "tasks-no_lists");
        NothingIn(inspection.Objections);
    }

    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_pages_over_all_lists_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        var window = await OpenSignedInAsync(look, Hanako);
        await window.GoToAsync("/tasks/next");
        await inspection.JudgeAsync(window, "next", whole: true);
        await window.GoToAsync("/tasks/today?sort=title");
        await inspection.JudgeAsync(window, "today");
        await window.GoToAsync("/tasks/lists");
        await inspection.JudgeAsync(window, "lists");
        await window.GoToAsync("/tasks/calendar");
        await inspection.JudgeAsync(window, "calendar", whole: true);
        await window.Page.Locator(".calendar-task .name:visible").First.ClickAsync();
        await Expect(window.Page.Locator("dialog.edit-sheet")).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "calendar-edited");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.GoToAsync("/tasks/calendar?view=week");
        await inspection.JudgeAsync(window, "calendar-week");
        await window.GoToAsync("/tasks/search");
        await inspection.JudgeAsync(window, "search");
        await window.GoToAsync("/tasks/search?q=e&completed=true");
        await Expect(window.Page.Locator("#hits mark").First).ToBeVisibleAsync();
        await inspection.JudgeAsync(window, "search-hits");
        await window.GoToAsync("/tasks/new?text=pay%20rent%20on%20friday%20%23wo%0A%20%20call%20at%205pm");
        await Expect(window.Page.Locator(".parsed-tasks li")).ToHaveCountAsync(2);
        await inspection.JudgeAsync(window, "new");
        await window.GoToAsync("/tasks/new?title=Film&notes=two%20lines&due=2026-12-24");
        await inspection.JudgeAsync(window, "new-link");
        await window.GoToAsync("/tasks/transfer");
        await inspection.JudgeAsync(window, "transfer");
        await window.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "tasks.md",
            MimeType = "text/markdown",
            Buffer = "# Home\n- [ ] <b>milk</b> 📅 2026-12-24\n  - [x] oat\n# Work\n- a"u8.ToArray(),
        });
        await window.Page.Locator("form[action$='/tasks/import'] button").ClickAsync();
        await Expect(window.Page.Locator(".parsed-tasks li")).ToHaveCountAsync(3);
        await inspection.JudgeAsync(window, "transfer-preview");
        await window.GoToAsync("/tasks/transfer");
        await window.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "table.csv",
            MimeType = "text/csv",
            Buffer = "Wann;Was;Wozu\n2026-01-05;Milch;Frühstück\n"u8.ToArray(),
        });
        await window.Page.Locator("form[action$='/tasks/import'] button").ClickAsync();
        await Expect(window.Page.Locator(".column-map li")).ToHaveCountAsync(3);
        await inspection.JudgeAsync(window, "transfer-columns");
        await window.GoToAsync("/tasks/print?filter=dated");
        await inspection.JudgeAsync(window, "print");
        NothingIn(inspection.Objections);
    }

    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_cards_of_connected_services_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        var window = await OpenSignedInAsync(look, Hanako);
        await window.GoToAsync("/overview");
        await inspection.JudgeAsync(window, "overview-not_connected", whole: true);
        foreach (var connector in new[] { "google_calendar", "google_drive", "google_health", "fitbit" })
            await App.ConnectAsync(connector, AccountOf(Hanako));
        await window.GoToAsync("/overview");
        await inspection.JudgeAsync(window, "overview", whole: true);
        foreach (var table in await window.Page.Locator(".table-toggle > summary").AllAsync())
            await table.ClickAsync();
        App.Sandbox.Faults.Add(Fault.Answering("drive", 503, times: 0));
        await inspection.JudgeAsync(window, "overview-unfolded", whole: true);
        App.Sandbox.Faults.Add(Fault.Answering("fitbit", 410, times: 0));
        await window.GoToAsync("/overview");
        await inspection.JudgeAsync(window, "overview-trouble", whole: true);
        NothingIn(inspection.Objections);
    }

    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_pages_of_problems_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        var window = await OpenSignedInAsync(look, Hanako);
        App.Sandbox.Faults.Add(Fault.Answering("tasks", 503, times: 0));
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        await window.GoToAsync("/tasks");
        await inspection.JudgeAsync(window, "provider_unavailable");
        App.Sandbox.Faults.Clear();
        App.Sandbox.Grants.Revoke(AccountOf(Hanako));
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        await window.GoToAsync("/tasks");
        await inspection.JudgeAsync(window, "reauthorization_required");

        window = await OpenAsync(look.ToOptions());
        await window.GoToAsync("/auth/login");
        await window.Link(Alex).ClickAsync();
        await window.Page.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await window.Button("Allow").ClickAsync();
        await inspection.JudgeAsync(window, "insufficient_scope");
        NothingIn(inspection.Objections);
    }

    [Theory]
    [MemberData(nameof(Look.Openings), MemberType = typeof(Look))]
    public async Task The_pages_of_the_account_fit_and_are_accessible(string locale, ColorScheme scheme, bool isPhone)
    {
        var look = new Look(locale, scheme, isPhone);
        var inspection = new Inspection(look);
        using var visitor = await App.SignInAsync(Hanako);
        await visitor.ConnectAsync(Hanako, "google_calendar");
        App.Sandbox.Grants.Revoke(AccountOf(Hanako));
        App.Clock.Advance(TimeSpan.FromHours(2));
        await visitor.GetAsync("/api/tasklists");
        await visitor.ConnectAsync(Hanako, "google_drive");
        var window = await OpenAsync(look.ToOptions());
        await window.TakeOverAsync(visitor);
        await window.GoToAsync("/profile");
        foreach (var fold in await window.Page.Locator("main .disclosure > summary").AllAsync())
            await fold.ClickAsync();
        await inspection.JudgeAsync(window, "profile", whole: true);
        await window.Page.Locator(".connection .menu > summary").First.ClickAsync();
        await inspection.JudgeAsync(window, "profile-menu");
        await window.GoToAsync("/profile/delete");
        await inspection.JudgeAsync(window, "delete");
        await window.GoToAsync("/profile/deleted?manual=google_drive&manual=fitbit");
        await inspection.JudgeAsync(window, "deleted");
        await window.GoToAsync("/connections/google_drive/callback?state=lost");
        await inspection.JudgeAsync(window, "connection_state_lost");
        await window.Page.GotoAsync(App.Sandbox.Address.AbsoluteUri);
        await window.Page.EvaluateAsync(
            "address => { location.href = address }", new Uri(window.Address, "/connections/google_health").AbsoluteUri);
        await window.Page.Locator(".prompt").WaitForAsync();
        await inspection.JudgeAsync(window, "connect");
        NothingIn(inspection.Objections);
    }

    private async Task<Window> OpenSignedInAsync(Look look, string person)
    {
        using var visitor = await App.SignInAsync(person);
        var window = await OpenAsync(look.ToOptions());
        await window.TakeOverAsync(visitor);
        return window;
    }
}
