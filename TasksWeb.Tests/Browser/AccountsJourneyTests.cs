using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>A person connects a second Google account and works with both on one board.</summary>
public sealed class AccountsJourneyTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Two_Google_accounts_are_connected_worked_on_and_one_disconnected()
    {
        var second = App.Sandbox.Accounts.Add("Working person");
        var work = second.Tasks.AddList("Office");
        second.Tasks.AddTask(work, "Write report");
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await window.GoToAsync("/profile");

        var tasks = window.Page.Locator("#connection-google_tasks");
        await tasks.Locator(".menu > summary").ClickAsync();
        await tasks.GetByRole(AriaRole.Button, new() { Name = "Connect another account" }).ClickAsync();
        await window.ChooseAsync(second.Name);
        await Expect(window.Page.Locator(".connection", new() { HasText = second.Email }).Locator(".status"))
            .ToHaveTextAsync("Connected");

        await window.GoToAsync("/tasks");
        var office = window.Page.Locator("section.list", new() { HasText = "Office" });
        await Expect(office.Locator(".list-account")).ToHaveTextAsync(second.Email);
        await Expect(window.Page.Locator("section.list", new() { HasText = "My Tasks" }).First.Locator(".list-account"))
            .ToHaveTextAsync(AccountOf(Alex).Email);

        await office.Locator(".add .plain-input").FillAsync("Call the bank");
        await office.Locator(".add .plain-input").PressAsync("Enter");
        await Expect(office.Locator(".task .name")).ToHaveTextAsync(["Write report", "Call the bank"]);
        await office.GetByRole(AriaRole.Button, new() { Name = "Complete: Write report" }).ClickAsync();
        await Expect(office.Locator(".tasks.open .task .name")).ToHaveTextAsync(["Call the bank"]);
        await window.Page.Locator("#toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(office.Locator(".tasks.open .task .name")).ToHaveCountAsync(2);
        await Expect(window.Page.Locator("#toast")).ToBeVisibleAsync();
        Assert.Equal(
            ["Write report", "Call the bank"],
            second.Tasks.TasksIn(work).Where(task => task is { Completed: null, Deleted: false }).Select(task => task.Title));
        Assert.DoesNotContain(
            AccountOf(Alex).Tasks.Lists.SelectMany(list => AccountOf(Alex).Tasks.TasksIn(list.Id)),
            task => task.Title is "Write report" or "Call the bank");

        await window.GoToAsync("/profile");
        await window.Page.Locator(".connection", new() { HasText = second.Email }).Locator(".menu > summary").ClickAsync();
        await window.Page.Locator(".connection", new() { HasText = second.Email })
            .GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Expect(window.Page.Locator(".connection", new() { HasText = second.Email })).ToHaveCountAsync(0);
        await window.GoToAsync("/tasks");
        await Expect(window.Page.Locator("section.list", new() { HasText = "My Tasks" }).First).ToBeVisibleAsync();
        await Expect(window.Page.Locator("section.list", new() { HasText = "Office" })).ToHaveCountAsync(0);
        await Expect(window.Page.Locator(".list-account")).ToHaveCountAsync(0);
    }
}
