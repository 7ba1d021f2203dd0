using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class KeyboardTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>What a mouse could use, in the order of the page.</summary>
    private const string Usable = """
        () => [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden])')]
          .filter(element => element.checkVisibility({ visibilityProperty: true }))
          .map((element, number) => { element.number = number; return number; })
        """;

    /// <summary>What has the focus, and whether a ring around it, or around its row, is seen on three sides at least.</summary>
    private const string Focused = """
        () => {
          const element = document.activeElement;
          const ring = [element, element.closest('.task, .add')].find(one => {
            const { outlineStyle, outlineWidth, outlineColor, clipPath } = one ? getComputedStyle(one) : {};
            return one && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/^rgba\(.*, 0\)$/.test(outlineColor) && clipPath === 'none';
          });
          const { top, left, bottom, right } = (ring ?? element).getBoundingClientRect();
          const cut = new Set();
          if (ring) {
            const { outlineWidth, outlineOffset } = getComputedStyle(ring);
            const reach = parseFloat(outlineWidth) + parseFloat(outlineOffset) - 1;
            for (let around = ring.parentElement; around && around !== document.body; around = around.parentElement) {
              const { overflow, overflowClipMargin } = getComputedStyle(around);
              if (overflow === 'visible') continue;
              const over = reach - (overflow === 'clip' ? parseFloat(overflowClipMargin) : 0);
              const edge = around.getBoundingClientRect();
              if (top - over < edge.top) cut.add('top');
              if (left - over < edge.left) cut.add('left');
              if (bottom + over > edge.bottom) cut.add('bottom');
              if (right + over > edge.right) cut.add('right');
            }
          }
          return {
            number: element.number ?? -1,
            name: element.textContent.trim().replace(/\s+/g, ' '),
            cut: [...cut],
            shown: ring !== undefined && cut.size < 2 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
          };
        }
        """;

    [Theory]
    [InlineData("/", false)]
    [InlineData("/tasks", false)]
    [InlineData("/tasks", true)]
    public async Task Everything_is_reached_with_tab_and_shows_where_the_focus_is(string path, bool signedIn)
    {
        var window = await OpenAsync();
        if (signedIn)
            await window.SignInAsync(Alex, path);
        else
            await window.GoToAsync(path);
        // A list that is still under way gets new elements when it arrives.
        await Expect(window.Page.Locator("[data-late]")).ToHaveCountAsync(0);
        var usable = await window.Page.EvaluateAsync<int[]>(Usable);
        Assert.NotEmpty(usable);

        var reached = new List<int>();
        for (var i = 0; i < usable.Length; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            var focused = await window.Page.EvaluateAsync<JsonElement>(Focused);
            Assert.True(focused.GetProperty("shown").GetBoolean(), $"The focus cannot be seen on: {focused}");
            if (i == 0)
                Assert.Equal("Skip to content", focused.GetProperty("name").GetString());
            reached.Add(focused.GetProperty("number").GetInt32());
        }
        Assert.Equal(usable, reached);
    }

    [Fact]
    public async Task The_first_tab_leads_past_the_navigation()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);

        await window.Page.Keyboard.PressAsync("Tab");
        await Expect(window.Link("Skip to content")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Enter");

        await Expect(window.Page.Locator("main")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Tab");
        Assert.True(
            await window.Page.EvaluateAsync<bool>("() => document.querySelector('main').contains(document.activeElement)"));
    }

    [Fact]
    public async Task The_menu_opens_with_enter_and_closes_with_escape()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await window.Menu.FocusAsync();

        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Button("Sign out")).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Tab");
        await Expect(window.Link("Account")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Escape");

        await Expect(window.Button("Sign out")).ToBeHiddenAsync();
        await Expect(window.Menu).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_menu_closes_when_the_focus_or_a_click_goes_elsewhere()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex);
        await window.Menu.ClickAsync();
        await Expect(window.Button("Sign out")).ToBeVisibleAsync();
        await window.Heading.ClickAsync();
        await Expect(window.Button("Sign out")).ToBeHiddenAsync();

        await window.Menu.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Button("Sign out")).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(window.Button("Sign out")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_person_signs_in_reads_and_signs_out_with_the_keyboard_alone()
    {
        var window = await OpenAsync();
        await window.GoToAsync("/");
        await TabToAsync(window, "Sign in with Google", "Enter");
        await Expect(window.Heading).ToHaveTextAsync("Choose an account");
        await TabToAsync(window, Hanako, "Enter");
        await Expect(window.Heading).ToHaveTextAsync("TasksWeb wants access to your account");
        await TabToAsync(window, "Allow", "Enter");
        await Expect(window.Heading).ToHaveTextAsync("All lists");

        await TabToAsync(window, "Completed", "Enter");
        await Expect(window.Page.GetByText("行きたい寺社を書き出す", new() { Exact = true })).ToBeVisibleAsync();

        await window.Page.ReloadAsync();
        await TabToAsync(window, Hanako, "Space");
        await TabToAsync(window, "Sign out", "Enter");
        await Expect(window.Heading).ToHaveTextAsync("All your Google tasks on one calm page");
    }

    /// <summary>Tabs on to the first thing whose words begin so, and presses the key.</summary>
    private static async Task TabToAsync(Window window, string words, string key)
    {
        for (var i = 0; i < 60; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            var focused = await window.Page.EvaluateAsync<JsonElement>(Focused);
            if (focused.GetProperty("name").GetString()!.Contains(words, StringComparison.Ordinal))
            {
                await window.Page.Keyboard.PressAsync(key);
                return;
            }
        }
        Assert.Fail($"Tab does not lead to '{words}' on {window.Page.Url}.");
    }
}
