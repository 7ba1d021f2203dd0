using Microsoft.Playwright;
using TasksWeb.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>What is chosen for a file that is to be imported shows in the preview at once.</summary>
[Collection(nameof(Chromium))]
public sealed class ImportPreviewTests(Chromium chromium, AppFixture fixture) : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    [Fact]
    public async Task What_a_column_holds_shows_at_once_and_the_choice_keeps_the_focus()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await window.GoToAsync("/tasks/transfer");
        await window.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "liste.csv",
            MimeType = "text/csv",
            Buffer = "Wann;Was;Wozu\n2026-01-05;Milch;Frühstück\n2026-01-06;Brot;\n"u8.ToArray(),
        });
        await window.Button("Preview import").ClickAsync();
        await Expect(window.Page.Locator(".import-columns .count")).ToHaveTextAsync("2 of 3 used");
        await Expect(window.Page.GetByText("Update preview")).ToBeHiddenAsync();

        await window.Page.GetByLabel("Wozu").SelectOptionAsync("Notes");

        await Expect(window.Page.Locator(".import-tree .notes")).ToHaveTextAsync("Frühstück");
        await Expect(window.Page.Locator(".import-columns .count")).ToHaveTextAsync("3 of 3 used");
        await Expect(window.Page.GetByLabel("Wozu")).ToBeFocusedAsync();
        await window.Button("Import 2 tasks").ClickAsync();
        await Expect(window.Page.Locator("#report")).ToBeVisibleAsync();
        Assert.Contains(desk.Account.Tasks.TasksIn(desk.List), task => task is { Title: "Milch", Notes: "Frühstück" });
    }

    [Fact]
    public async Task A_task_that_a_link_has_filled_in_has_chips_for_date_and_list()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        var work = desk.AddList("Work");
        await window.GoToAsync("/tasks/new?title=Report&notes=Two%20pages");
        await window.Page.Locator("[data-chip=due]").ClickAsync();
        await window.Page.Locator("#date-tomorrow").ClickAsync();
        await Expect(window.Page.Locator("[data-chip=due]")).ToContainTextAsync("Tomorrow");
        await window.Page.Locator("[data-chip=toList]").ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Work" }).ClickAsync();
        await window.Page.Locator(".new-add").ClickAsync();

        await Expect(window.Heading).ToHaveTextAsync("Work");
        var added = Assert.Single(desk.Account.Tasks.TasksIn(work));
        Assert.Equal("Two pages", added.Notes);
        Assert.Equal(DateOnly.FromDateTime(App.Clock.GetUtcNow().Date.AddDays(1)), added.Due);
    }
}
