using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using TasksWeb.Benchmarks.App;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>Files of 4 MB that are as hard to read as can be, uploaded to the preview of the import one after the other.</summary>
internal static partial class WorstFiles
{
    private const int Bytes = (4 * 1024 * 1024) - 1024;
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    private static readonly (string Name, string Kind, string Head, string Piece)[] Repeated =
    [
        ("tasks.csv", "quotation marks", "Title,Notes\n", "\""),
        ("tasks.csv", "quotation marks in a cell", "Title,Notes\n", "a\"\"\"b"),
        ("tasks.csv", "rows of one letter", "Title\n", "a\n"),
        ("tasks.csv", "cells", "Title", ",a"),
        ("tasks.csv", "empty rows", "Title,Level\n", ",\n"),
        ("tasks.csv", "dates", "Title,Due,Status\n", "a,1/2/2026,done\n"),
        ("tasks.csv", "unknown time zones", "Title,Due,Timezone\n", "t,2026-01-01T01:00Z,q\n"),
        ("tasks.csv", "parents of one name", "Title,Parent\n", "a,a\n"),
        ("tasks.csv", "formulas", "Title,Notes\n", "=;-\t+"),
        ("tasks.csv", "one line without an end", "Title\n", "word "),
        ("tasks.json", "arrays", "", "["),
        ("tasks.json", "objects", "", "{\"a\":"),
        ("tasks.json", "values", "[", "1,"),
        ("tasks.json", "tasks", "[", "{\"title\":\"a\"},"),
        ("tasks.json", "backslashes", "[\"", "\\\\"),
        ("tasks.json", "escapes", "[\"", "\\u0041"),
        ("tasks.json", "names", "{", "\"a\":1,"),
        ("tasks.json", "words", "[", "{\"title\":\"a\",\"due\":NaN},"),
        ("tasks.json", "broken lines", "{\"title\":\"a\"}\n{\n", "{\"title\":\"a\"}\n"),
        ("tasks.ics", "quoted lines", "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY;ENCODING=QUOTED-PRINTABLE:", "=41=\n"),
        ("tasks.ics", "tasks in tasks", "BEGIN:VCALENDAR\n", "BEGIN:VTODO\n"),
        ("tasks.ics", "tasks", "BEGIN:VCALENDAR\n", "BEGIN:VTODO\nSUMMARY:a\nEND:VTODO\n"),
        ("tasks.ics", "folded lines", "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:", "\n a"),
        ("tasks.ics", "a parameter", "BEGIN:VCALENDAR\nBEGIN:VTODO\nDUE", ";A=\"b"),
        ("tasks.ics", "one text", "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:", "\\,"),
        ("tasks.md", "list items", "", "- [ ] a\n"),
        ("tasks.md", "headings", "", "# a\n- b\n"),
        ("tasks.md", "brackets", "- [ ] ", "["),
        ("tasks.md", "dates in a line", "- [ ] ", "📅 2026-01-01 "),
        ("tasks.md", "fields in a line", "- [ ] ", "[due:: 2026-01-01] "),
        ("tasks.md", "emphasis", "- [ ] ", "*_`"),
        ("tasks.md", "references", "- [ ] ", "&#10;"),
        ("tasks.md", "backslashes", "- [ ] ", "\\"),
        ("tasks.md", "quotations", "", "> "),
        ("tasks.md", "code that is never closed", "", "```a\n"),
        ("tasks.md", "words and days of Org", "", "* TODO a\nDEADLINE: <2026-01-05 Mon>\n"),
        ("tasks.md", "notes", "- [ ] a\n", "  b\n"),
        ("tasks.md", "spaces", "- [ ] a", " "),
        ("tasks.md", "empty lines", "- [ ] a\n", "\n"),
        ("tasks.txt", "NUL", "", "\0"),
        ("tasks.txt", "surrogates of emoji", "", "👩‍👩‍👧"),
    ];

    public static async Task<bool> RunAsync(Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var app = await SignedInApp.StartAsync(sandbox);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        var cookie = app.Header.Split(": ", 2);
        http.DefaultRequestHeaders.Add(cookie[0], cookie[1]);
        // The first ones compile what all others use.
        foreach (var (name, text) in new[] { ("a.csv", "Title\na\n"), ("a.json", "[{\"title\":\"a\"}]"), ("a.md", "- [ ] a\n") })
            await UploadAsync(http, app, name, Encoding.UTF8.GetBytes(text));
        var measured = new List<(string Name, string Kind, int Status, TimeSpan Time)>();
        foreach (var (name, kind, bytes) in Files())
        {
            var before = app.Probe.ProcessorTime;
            var status = await UploadAsync(http, app, name, bytes);
            measured.Add((name, kind, status, app.Probe.ProcessorTime - before));
            await Console.Error.WriteLineAsync($"{measured[^1]}");
        }
        report.Table(
            "Files of 4 MB in the preview of an import, the slowest first",
            ["file", "answer", "processor time"],
            measured.OrderByDescending(one => one.Time).Select(one => new[]
            {
                $"`{one.Name}` of {one.Kind}", one.Status.ToString(CultureInfo.InvariantCulture),
                Report.Number(one.Time.TotalSeconds, "N2") + " s",
            }),
            $"Resident size at the end: {Report.Megabytes(app.Probe.ResidentBytes)}.");
        return measured.TrueForAll(one => one.Time < Most && one.Status is 200 or 400);
    }

    private static IEnumerable<(string Name, string Kind, byte[] Bytes)> Files()
    {
        foreach (var (name, kind, head, piece) in Repeated)
            yield return (name, kind, Encoding.UTF8.GetBytes(Text(head, piece)));
        var random = new byte[Bytes];
        new Random(1).NextBytes(random);
        yield return ("tasks.bin", "random bytes", random);
        yield return ("tasks.csv", "rows in UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text("Title\n", "a\n")[..(Bytes / 2)])]);
        yield return ("tasks.ics", "a chain of parents", Encoding.UTF8.GetBytes(Numbered(
            "BEGIN:VCALENDAR\n", static (text, at) => text.Append(
                CultureInfo.InvariantCulture, $"BEGIN:VTODO\nUID:{at + 1}\nRELATED-TO:{at}\nSUMMARY:a\nEND:VTODO\n"))));
        yield return ("tasks.json", "a chain of parents", Encoding.UTF8.GetBytes(Numbered(
            "[", static (text, at) => text.Append(
                CultureInfo.InvariantCulture, $"{{\"id\":\"{at + 1}\",\"parent\":\"{at}\",\"title\":\"a\"}},"))));
        yield return ("tasks.md", "deeper and deeper items", Encoding.UTF8.GetBytes(Numbered(
            "", static (text, at) => text.Append(' ', at % 2000).Append("- a\n"))));
    }

    private static string Text(string head, string piece)
    {
        var size = Encoding.UTF8.GetByteCount(piece);
        return head + string.Concat(Enumerable.Repeat(piece, (Bytes - head.Length) / size));
    }

    private static string Numbered(string head, Action<StringBuilder, int> append)
    {
        var text = new StringBuilder(head);
        for (var at = 0; text.Length < Bytes - 3000; at++)
            append(text, at);
        return text.ToString();
    }

    private static async Task<int> UploadAsync(HttpClient http, SignedInApp app, string name, byte[] bytes)
    {
        using var page = await http.GetAsync(app.At("tasks/transfer"));
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups["token"].Value;
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var content = new MultipartFormDataContent
        {
            { file, "file", name }, { new StringContent(token), "__RequestVerificationToken" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, app.At("tasks/import")) { Content = content };
        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return (int)answer.StatusCode;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
