using System.Text.Json;
using Microsoft.Playwright;
using TasksWeb.Tasks.Search;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class FindingTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Search_answers_while_one_types_and_finds_what_the_server_finds()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.Link("Search").ClickAsync();
        await ReadyAsync(window);
        var field = window.Page.GetByRole(AriaRole.Searchbox);
        await Expect(field).ToBeFocusedAsync();

        var plain = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = false });
        using var visitor = await App.SignInAsync(Hanako);
        await plain.TakeOverAsync(visitor);
        foreach (var (query, withCompleted) in new[] { ("report", false), ("ＲＥＰＯＲＴ Q4", false), ("box 01", true), ("割れ物", false), ("<script>", false), ("👩🏽‍🚀", false), ("nowhere to be found", true) })
        {
            await window.Page.GetByRole(AriaRole.Checkbox).SetCheckedAsync(withCompleted);
            await field.FillAsync(query);
            var typed = await ShownAsync(window);
            Assert.Equal(query.StartsWith("nowhere", StringComparison.Ordinal), typed.Length == 0);
            var status = await window.Page.Locator("#found").TextContentAsync();

            // The address is this view; without scripts the server answers it alike.
            await plain.GoToAsync(new Uri(window.Page.Url).PathAndQuery);
            Assert.Equal(typed, await ShownAsync(plain));
            Assert.Equal(status, await plain.Page.Locator("#found").TextContentAsync());
        }
    }

    [Fact]
    public async Task A_task_is_found_opened_and_completed_with_the_keyboard()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.GoToAsync("/tasks/search");
        await ReadyAsync(window);

        await window.Page.Keyboard.TypeAsync("ほうれん");
        var hit = window.Page.Locator("#hits .task");
        await Expect(hit).ToHaveCountAsync(1);
        await Expect(hit.Locator("mark")).ToHaveTextAsync("ほうれん");
        await Expect(hit.Locator(".in")).ToHaveTextAsync("買い物リスト");
        await Expect(window.Page.Locator("#found")).ToHaveTextAsync("1 task");
        await window.Page.ReloadAsync();
        await Expect(hit).ToHaveCountAsync(1);
    }

    /// <summary>
    /// One normalisation, written twice: every character of the scripts people write tasks in must come out alike.
    /// </summary>
    [Fact]
    public async Task The_browser_folds_text_as_the_server_does()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex, "/tasks/search");
        int[][] ranges = [[0x20, 0x24F], [0x370, 0x3FF], [0x400, 0x52F], [0x5D0, 0x5EA], [0x620, 0x64A], [0x3041, 0x30FF], [0x3300, 0x33FF], [0x4E00, 0x9FA0], [0xAC00, 0xD7A3], [0xFB00, 0xFB06], [0xFF01, 0xFF9F]];
        var texts = ranges.SelectMany(range => Enumerable.Range(range[0], range[1] - range[0] + 1)).Select(char.ConvertFromUtf32)
            .Concat(["ΟΔΟΣ", "İI", "ﾊﾟﾝ", "é", "👨‍👩‍👧 Ａ", "ǅ", "ß ẞ", "①㍻"]).ToArray();

        var folded = await window.Page.EvaluateAsync<string[]>(
            "async texts => { const { fold } = await import('/search-text.js'); return texts.map(fold); }", texts);

        Assert.Equal(texts.Select(SearchText.Fold), folded);
    }

    [Fact]
    public async Task Marks_in_the_browser_are_those_of_the_server()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Alex, "/tasks/search");
        (string Query, string Text)[] cases =
        [
            ("milk buy", "Buy MILK, milk"), ("パン", "ﾊﾟﾝを買う"), ("トン", "㌧ tt"), ("aa", "aaaa b"),
            ("needle", new string('x', 500) + "needle" + new string('y', 500)),
            ("x", string.Concat(Enumerable.Repeat("😀", 100)) + "x" + string.Concat(Enumerable.Repeat("😀", 200))), ("i", "İ i"),
            ("👨‍👩‍👧", "a👨‍👩‍👧b"),
        ];
        foreach (var (query, text) in cases)
        {
            var (marked, around) = (new SearchTerms(query).Mark(text), new SearchTerms(query).Around(text));
            var pieces = await window.Page.EvaluateAsync<JsonElement>(
                "async ([query, text]) => { const { terms, mark, around } = await import('/search-text.js'); return [mark(text, terms(query)), around(text, terms(query))]; }",
                new[] { query, text });
            Assert.Equal(JsonSerializer.Serialize(new[] { marked, around }.Select(list => list.Select(piece => new object[] { piece.Text, piece.IsHit }))), JsonSerializer.Serialize(pieces));
        }
    }

    [Fact]
    public async Task Up_next_gathers_all_lists_and_its_view_is_a_link()
    {
        var window = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = false });
        await window.SignInAsync(Hanako);
        await window.Link("Up next").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Up next");
        Assert.Equal(
            ["Overdue", "Today"],
            (await window.Page.Locator(".when-group h2").AllTextContentsAsync()).Select(text => text.Split(' ')[0]).Take(2));
        await Expect(window.Page.Locator(".when-group.today .task", new() { HasText = "母に電話する" }).Locator(".in"))
            .ToHaveTextAsync("マイタスク");

        await window.Page.Locator(".view-bar select[name=list]").SelectOptionAsync("Work");
        await window.Page.Locator(".view-bar select[name=filter]").SelectOptionAsync("Overdue");
        await window.Page.Locator(".view-bar select[name=sort]").SelectOptionAsync("By title");
        await window.Button("Apply").ClickAsync();
        Assert.Equal(
            ["Book meeting room B", "Collect the numbers"],
            (await window.Page.Locator(".title .name").AllTextContentsAsync()).Select(text => text.Trim()));

        var again = await OpenAsync();
        using var visitor = await App.SignInAsync(Hanako);
        await again.TakeOverAsync(visitor);
        await again.GoToAsync(new Uri(window.Page.Url).PathAndQuery);
        await Expect(again.Page.Locator(".title .name")).ToHaveCountAsync(2);
        await again.Link("Reset").ClickAsync();
        await again.ArriveAsync("/tasks/next");

        // Far more than fits are shown in stretches.
        await again.Link("Show more").ClickAsync();
        await Expect(again.Page.Locator(".when-group")).ToHaveCountAsync(1);
        await again.Link("Back to the beginning").ClickAsync();
        await Expect(again.Page.Locator(".when-group")).Not.ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_board_and_a_list_are_ordered_and_filtered_by_their_address()
    {
        var book = AccountOf(Hanako).Tasks;
        var (boxes, work) = (
            book.Lists.Single(list => list.Title.StartsWith("引っ越し", StringComparison.Ordinal)).Id,
            book.Lists.Single(list => list.Title == "Work").Id);
        var plain = await OpenAsync(new() { Locale = "en-US", JavaScriptEnabled = false });
        await plain.SignInAsync(Hanako, $"/tasks/{work}");
        await plain.Page.GetByText("Order and filter").First.ClickAsync();
        await plain.Page.Locator(".view-bar select[name=filter]").SelectOptionAsync("Overdue");
        await plain.Page.Locator(".view-bar select[name=sort]").SelectOptionAsync("By title");
        await plain.Button("Apply").ClickAsync();
        Assert.Equal(["Book meeting room B", "Collect the numbers"], await TitlesAsync(plain, work));
        await plain.GoToAsync("/tasks?filter=completed");
        Assert.Equal(["Renew the parking permit", "Hand in expenses for October"], await TitlesAsync(plain, work));

        // What is scrolled to and what is brought anew is of the same view.
        var window = await OpenAsync();
        using var visitor = await App.SignInAsync(Hanako);
        await window.TakeOverAsync(visitor);
        await window.GoToAsync($"/tasks/{boxes}?filter=undated&sort=title");
        await window.Page.Locator(".next").ScrollIntoViewIfNeededAsync();
        await Expect(window.Page.Locator(".next")).ToHaveCountAsync(0);
        var titles = await TitlesAsync(window, boxes);
        Assert.True(titles.Length > 100);
        Assert.Equal(titles.Order(StringComparer.Ordinal), titles);
        Assert.DoesNotContain("箱 013 / Box 013", titles);
    }

    private static async Task<string[]> TitlesAsync(Window window, string list) =>
        [.. (await window.Page.Locator($"#l-{list} .title .name").AllTextContentsAsync()).Select(text => text.Trim())];

    private static Task<IJSHandle> ReadyAsync(Window window) =>
        window.Page.WaitForFunctionAsync("() => document.documentElement.dataset.search === 'ready'");

    /// <summary>Every hit as it can be read, marks included.</summary>
    private static async Task<string[]> ShownAsync(Window window) => await window.Page.Locator("#hits").EvaluateAsync<string[]>("""
        list => [...list.children].map(row => [
          [...row.classList].sort(), row.dataset.task, row.dataset.list, row.querySelector('.name').id, row.querySelector('.name').getAttribute('href'), row.querySelector('.name').innerHTML.trim(),
          row.querySelector('.notes').hidden, row.querySelector('.notes').innerHTML.trim(), row.querySelector('time').dateTime, row.querySelector('time').textContent,
          row.querySelector('.when').className.trim(), row.querySelector('.in').getAttribute('href'), row.querySelector('.in').textContent, row.querySelector('.state').getAttribute('formaction'),
        ].join('\n'))
        """);
}
