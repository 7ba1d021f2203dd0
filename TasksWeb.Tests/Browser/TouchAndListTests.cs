using Microsoft.Playwright;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

/// <summary>Rows under a finger, and lists at their buttons.</summary>
[Collection(nameof(Chromium))]
public sealed class TouchAndListTests(Chromium chromium, AppFixture fixture)
    : DeskTest(chromium, fixture), IClassFixture<AppFixture>
{
    [Fact]
    public async Task A_swipe_to_the_right_completes_a_task_and_one_to_the_left_asks_for_its_date()
    {
        var (desk, window) = await OpenAsync(["Milk", "Bread"], Phone);
        await LoadedAsync(window);
        await using var finger = new Finger(await window.Page.Context.NewCDPSessionAsync(window.Page));

        await SwipeAsync("Milk", 150);
        await ExpectRowsAsync(window, "Bread");
        // Until the done row has left, the other one may still move up.
        await Expect(Row(window, "Milk")).ToHaveCountAsync(0);
        // The press that ends a swipe opens nothing, the next one does.
        var filter = window.Page.Locator(".filter-menu");
        await filter.Locator("summary").ClickAsync();
        await Expect(filter).ToHaveAttributeAsync("open", "");
        await filter.Locator("summary").ClickAsync();
        await SwipeAsync("Bread", -150);
        await Expect(window.Page.Locator("#date-menu")).ToBeVisibleAsync();
        await window.Page.Locator("#date-tomorrow").ClickAsync();

        await Expect(Row(window, "Bread").Locator("time")).ToHaveTextAsync("Tomorrow");
        Assert.Equal(["Bread"], TaskDesk.RowsOf(await desk.ListPageAsync()));

        async Task SwipeAsync(string title, double distance)
        {
            var box = (await Row(window, title).BoundingBoxAsync())!;
            var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
            await finger.DownAsync(x, y);
            await finger.MoveAsync(x + distance, y);
            await finger.UpAsync();
        }
    }

    [Fact]
    public async Task A_list_is_renamed_at_its_button_and_the_name_undone()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        var name = window.Page.Locator("#list-settings [name=title]");
        await OpenSettingsAsync();
        await Expect(name).ToBeFocusedAsync();
        await Expect(name).ToHaveValueAsync("My Tasks");
        await name.FillAsync("Errands");
        await name.PressAsync("Enter");

        await Expect(window.Heading).ToHaveTextAsync("Errands");
        await Expect(window.Page.Locator(".side-link[data-list] .list-name")).ToHaveTextAsync("Errands");
        await Expect(ToastButton(window, "Undo")).ToBeVisibleAsync();
        Assert.Equal("Errands", desk.Account.Tasks.Lists[0].Title);
        await ToastButton(window, "Undo").ClickAsync();
        await window.UntilAsync(
            "async () => (await (await fetch('/api/tasklists')).json())[0].title === 'My Tasks'", "It is not undone");

        await OpenSettingsAsync();
        await name.FillAsync("Never");
        await name.PressAsync("Escape");
        await Expect(window.Heading).Not.ToHaveTextAsync("Never");

        async Task OpenSettingsAsync()
        {
            await LoadedAsync(window);
            await window.Page.Locator(".page-heading [data-list-settings]").ClickAsync();
            await Expect(window.Page.Locator("#list-settings")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task The_name_of_a_list_is_saved_on_its_page_when_the_focus_leaves()
    {
        var (desk, window) = await OpenAsync(["Milk"]);
        await window.GoToAsync($"{desk.ListPath}/settings");
        await window.LoadedAsync();
        var name = window.Page.Locator("#name").GetByLabel("List name", new() { Exact = true });
        await Expect(window.Button("Save")).ToBeHiddenAsync();
        await name.FillAsync("Errands");
        await name.PressAsync("Tab");
        await Expect(window.Page.Locator(".save-state")).ToHaveTextAsync("Saved");
        await Expect(window.Page.Locator(".breadcrumb")).ToHaveTextAsync("Errands");
        await Expect(window.Page.Locator(".side-link[data-list] .list-name")).ToHaveTextAsync("Errands");
        Assert.Equal("Errands", desk.Account.Tasks.Lists[0].Title);

        await name.FillAsync("Never");
        await name.PressAsync("Escape");
        await Expect(name).ToHaveValueAsync("Errands");
        await name.FillAsync(" ");
        await name.PressAsync("Tab");

        await Expect(name).ToHaveValueAsync("Errands");
        Assert.Equal("Errands", desk.Account.Tasks.Lists[0].Title);
    }

    [Fact]
    public async Task A_list_is_sorted_at_its_button()
    {
        var (_, window) = await OpenAsync(["Milk", "Bread"]);
        await LoadedAsync(window);
        await window.Page.Locator(".page-heading [data-list-settings]").ClickAsync();

        await window.Page.Locator("#list-settings").GetByRole(AriaRole.Link, new() { Name = "Title" }).ClickAsync();

        await ExpectRowsAsync(window, "Bread", "Milk");
    }

    [Fact]
    public async Task Selected_tasks_are_duplicated_and_the_copies_undone()
    {
        var (desk, window) = await OpenAsync(["Milk", "Bread"]);
        await LoadedAsync(window);
        await Row(window, "Milk").Locator(".name").FocusAsync();
        await window.Page.Keyboard.PressAsync("x");
        await Row(window, "Bread").Locator(".select-box").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(window.Page.Locator(".selected-count")).ToHaveTextAsync("2 selected");

        await window.Page.Locator("#bulk").GetByRole(AriaRole.Button, new() { Name = "Duplicate" }).ClickAsync();

        await ExpectRowsAsync(window, "Milk", "Milk", "Bread", "Bread");
        await ToastButton(window, "Undo").ClickAsync();
        await ExpectRowsAsync(window, "Milk", "Bread");
        Assert.Equal(["Milk", "Bread"], TaskDesk.RowsOf(await desk.ListPageAsync()));
    }
}
