using System.Net;
using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class SignInJourneyTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task One_button_leads_through_google_to_the_persons_lists()
    {
        var window = await OpenAsync();
        await window.GoToAsync("/");
        await Expect(window.Page.Locator("main a.button, main button")).ToHaveCountAsync(1);

        await window.Link("Sign in with Google").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Choose an account");
        await window.Link(Hanako).ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("TasksWeb wants access to your account");
        await window.Button("Allow").ClickAsync();

        await window.ArriveAsync("/tasks");
        await Expect(window.Menu).ToContainTextAsync(Hanako);
        foreach (var (_, title) in AccountOf(Hanako).Tasks.Lists)
            await Expect(window.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = title, Exact = true }))
                .ToBeVisibleAsync();
        await Expect(window.Page.GetByText("京都旅行の計画", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Collect the numbers", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_persons_picture_is_shown()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);

        await window.Page.WaitForFunctionAsync("() => document.querySelector('.avatar img')?.naturalWidth > 0");
    }

    [Fact]
    public async Task A_script_of_the_page_reads_the_task_lists()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);

        var (status, lists) = await window.FetchAsync("/api/tasklists");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(JsonValueKind.Array, lists.ValueKind);
        Assert.Equal(
            AccountOf(Hanako).Tasks.Lists.Select(list => list.Title),
            lists.EnumerateArray().Select(list => list.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Signing_out_in_one_tab_clears_the_other()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        var other = await window.Page.Context.NewPageAsync();
        await other.GotoAsync(window.Page.Url);
        await Expect(other.Locator("body")).ToContainTextAsync("京都旅行の計画");

        await window.SignOutAsync();

        await Expect(other.Locator("body")).Not.ToContainTextAsync("京都旅行の計画");
        await Expect(other.Locator("body")).Not.ToContainTextAsync(Hanako);
    }

    [Fact]
    public async Task Signing_out_where_another_tab_was_faster_shows_the_start_page()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.Page.EvaluateAsync("""
            () => {
              const { fetch } = window;
              window.fetch = async (address, options) => {
                if (String(address).endsWith('/auth/logout')) await fetch('/api/session/end', { method: 'POST' });
                return fetch(address, options);
              };
            }
            """);

        await window.SignOutAsync();

        await Expect(window.Heading).ToHaveTextAsync("All your Google tasks on one calm page");
    }

    [Fact]
    public async Task After_signing_out_the_back_button_shows_nothing_of_the_person()
    {
        var window = await OpenAsync();
        await window.GoToAsync("/");
        await window.SignInAsync(Hanako);
        await Expect(window.Page.Locator("body")).ToContainTextAsync("京都旅行の計画");
        await window.SignOutAsync();
        await Expect(window.Heading).ToHaveTextAsync("All your Google tasks on one calm page");

        await window.Page.GoBackAsync();

        await window.ArriveAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("You’re signed out");
        await Expect(window.Page.Locator("body")).Not.ToContainTextAsync(Hanako);
        await Expect(window.Page.Locator("body")).Not.ToContainTextAsync("京都旅行の計画");
        Assert.Equal(HttpStatusCode.Unauthorized, (await window.FetchAsync("/api/tasklists")).Status);
    }

    [Fact]
    public async Task A_signed_in_person_who_opens_the_start_page_is_taken_to_the_tasks()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);

        await window.GoToAsync("/");

        await window.ArriveAsync("/tasks");
    }

    [Fact]
    public async Task A_person_who_asked_for_a_list_gets_to_it_after_signing_in()
    {
        var list = AccountOf(Alex).Tasks.Lists[1];
        var window = await OpenAsync();
        await window.GoToAsync($"/tasks/{list.Id}");
        await Expect(window.Heading).ToHaveTextAsync("You’re signed out");

        await window.HelpfulButton.ClickAsync();
        await window.ChooseAsync(Alex);

        await window.ArriveAsync($"/tasks/{list.Id}");
        await Expect(window.Heading).ToHaveTextAsync(list.Title);
    }

    [Fact]
    public async Task A_person_who_denies_consent_sees_why_and_can_try_again()
    {
        var window = await OpenAsync();
        await window.GoToAsync("/");
        await window.Link("Sign in with Google").ClickAsync();
        await window.Link(Hanako).ClickAsync();
        await window.Button("Deny").ClickAsync();

        await Expect(window.Heading).ToHaveTextAsync("Access wasn’t granted");
        await Expect(window.HelpfulButton).ToHaveCountAsync(1);
        await window.HelpfulButton.ClickAsync();
        await window.ChooseAsync(Hanako);

        await window.ArriveAsync("/tasks");
        await Expect(window.Menu).ToContainTextAsync(Hanako);
    }

    [Fact]
    public async Task A_person_who_unticked_tasks_sees_why_and_can_grant_it_later()
    {
        var window = await OpenAsync();
        await window.GoToAsync("/auth/login");
        await window.Link(Hanako).ClickAsync();
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Checkbox, new() { Name = "tasks" }).UncheckAsync();
        await window.Button("Allow").ClickAsync();

        await window.ArriveAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("One permission is missing");
        await window.HelpfulButton.ClickAsync();
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Checkbox, new() { Name = "tasks" }).CheckAsync();
        await window.Button("Allow").ClickAsync();

        await window.ArriveAsync("/tasks");
        await Expect(window.Heading).ToHaveTextAsync("All lists");
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_session_in_the_other_browser()
    {
        var desk = await OpenAsync();
        await desk.SignInAsync(Hanako);
        var phone = await OpenAsync();
        await phone.SignInAsync(Hanako, consents: false);
        await Expect(phone.Heading).ToHaveTextAsync("All lists");

        await desk.SignOutAsync("Sign out everywhere");

        await phone.Page.ReloadAsync();
        await Expect(phone.Heading).ToHaveTextAsync("You’re signed out");
    }

    [Fact]
    public async Task Signing_out_leaves_the_other_browser_signed_in()
    {
        var desk = await OpenAsync();
        await desk.SignInAsync(Hanako);
        var phone = await OpenAsync();
        await phone.SignInAsync(Hanako, consents: false);

        await desk.SignOutAsync();

        await phone.Page.ReloadAsync();
        await Expect(phone.Heading).ToHaveTextAsync("All lists");
    }
}
