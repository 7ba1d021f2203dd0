using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Pages;

/// <summary>Twenty lists of a thousand tasks each.</summary>
public sealed partial class BoardSizeTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const int Lists = 20;
    private const int TasksPerList = 1000;
    private const int MostBytes = 70_000;

    [Fact]
    public async Task The_first_page_of_a_very_large_board_is_smaller_than_70_kilobytes()
    {
        using var desk = await OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.App.Address, "/tasks"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var answer = await desk.Visitor.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        var page = await desk.Visitor.OpenAsync("/tasks");
        var rest = 0;
        var modules = new Queue<string>(page.Document.QuerySelectorAll("script[src], link[rel=stylesheet]").Select(element =>
            element.GetAttribute("src") ?? element.GetAttribute("href")!));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (modules.TryDequeue(out var path))
        {
            if (!seen.Add(path.Split('?')[0]))
                continue;
            var (text, length) = await TransferAsync(desk, path);
            rest += length;
            foreach (Match import in Import().Matches(text))
                modules.Enqueue(new Uri(new Uri(fixture.App.Address, path), import.Groups["file"].Value).AbsolutePath);
        }
        Assert.Contains(seen, path => path.EndsWith("/js/components/date-menu.js", StringComparison.Ordinal));
        // All of them are asked for with the page.
        Assert.Superset(seen, page.Document.QuerySelectorAll("link[rel=modulepreload], link[rel=stylesheet]").Select(link => link.GetAttribute("href")!).ToHashSet(StringComparer.Ordinal));
        Assert.True(bytes.Length + rest < MostBytes, $"The page takes {bytes.Length} bytes, styles and scripts {rest}.");

        Assert.Equal(Lists, page.Document.QuerySelectorAll(".list").Length);
        Assert.All(page.Document.QuerySelectorAll(".list"), list => Assert.Equal("1000", list.QuerySelector(".count")!.TextContent));
    }

    [Fact]
    public async Task A_page_with_a_query_from_another_site_is_not_compressed()
    {
        using var desk = await TaskDesk.OpenAsync(fixture.App, ["One"]);
        Assert.Empty(await EncodingAsync("?show=guess", "cross-site"));
        Assert.Equal(["gzip"], await EncodingAsync("?show=guess", "same-origin"));
        Assert.Equal(["gzip"], await EncodingAsync("", "cross-site"));

        async Task<ICollection<string>> EncodingAsync(string query, string site)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.App.Address, desk.ListPath + query));
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
            request.Headers.Add("Sec-Fetch-Site", site);
            using var answer = await desk.Visitor.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return answer.Content.Headers.ContentEncoding;
        }
    }

    private async Task<TaskDesk> OpenAsync()
    {
        var desk = await TaskDesk.OpenAsync(fixture.App, []);
        desk.Elsewhere(book => book.RemoveList(desk.List));
        for (var list = 1; list <= Lists; list++)
            desk.AddList($"List {list} of many", [.. Enumerable.Range(1, TasksPerList).Select(task => $"Task {task} of list {list}: {Words(list * task)}")]);
        // What is not known yet arrives while the first board is on its way.
        while ((await desk.Visitor.OpenAsync("/tasks")).Document.QuerySelectorAll(".list .count").Length < Lists)
        {
        }
        return desk;
    }

    /// <summary>Not the same twice, as people's tasks are not.</summary>
    private static string Words(int number) => string.Join(' ', number.ToString("x", CultureInfo.InvariantCulture).Select(letter => new string(letter, 1 + letter % 5)));

    /// <summary>As it is published: with Brotli. A development build has gzip only.</summary>
    private static async Task<(string Text, int Length)> TransferAsync(TaskDesk desk, string path)
    {
        var text = (await desk.Visitor.OpenAsync(path)).Html;
        using var compressed = new MemoryStream();
        await using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            await brotli.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
        return (text, (int)compressed.Length);
    }

    [GeneratedRegex(@"(?:import|from) '(?<file>\.[a-z./-]+\.js)'")]
    private static partial Regex Import();
}
