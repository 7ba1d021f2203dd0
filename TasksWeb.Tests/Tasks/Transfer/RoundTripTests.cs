using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Whatever titles and notes contain, a written file is read back the same.</summary>
public sealed class RoundTripTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Pieces =
    [
        "a", "Ab c", " ", "  ", "\t", "\n", "\n\n", ",", ";", ":", "\"", "'", "\\", "\\n", "=1+1", "+", "-", "@", "＝", "#", "# h",
        "- [ ] x", "* ", "1. ", "[x]", "`", "_", "_a_",
        "**b**", "<script>alert(1)</script>", "<br>", "&amp;", "&#10;", "&", "~", "|", "$", ">", "=====", "📅 2026-01-01",
        "✅ 2026-01-01", "📅", "BEGIN:VTODO", "END:VCALENDAR", "家賃",
        "ｶﾞ", "\u202eRTL\u202c", "\u200b", "\u00a0", "\u2028", "\u0085", "\u3000", "😀", "👩‍👩‍👧",
        "https://example.com/a_b?c=d&e=f", "・", "☐", "–", "~~~", "```", "0", "\r\n",
    ];

    private static readonly Gen<string> Text = Gen.Elements(Pieces).ListOf()
        .Select(pieces => PortableTask.NormalizeLines(string.Concat(pieces.Take(8))));

    private static readonly Gen<DateOnly?> Day = Gen.Choose(-1, 20_000)
        .Select(day => day < 0 ? (DateOnly?)null : new DateOnly(2000, 1, 1).AddDays(day));

    private static readonly Gen<PortableTask> Leaf =
        from title in Text
        from notes in Text
        from due in Day
        from done in Day
        from isDone in Gen.Elements(true, false)
        select new PortableTask(title)
        {
            Notes = PortableTask.NullIfEmpty(notes),
            Due = due,
            IsCompleted = isDone,
            Completed = isDone && done is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
        };

    private static readonly Gen<IReadOnlyList<PortableTask>> Tree =
        from task in Leaf
        from subtasks in Leaf.ListOf()
        select (IReadOnlyList<PortableTask>)[task, .. subtasks.Take(3).Select(subtask => subtask with { Level = 1 })];

    private static readonly Gen<IReadOnlyList<PortableList>> Lists =
        from first in Tree.ListOf()
        from second in Tree.ListOf()
        from title in Text
        select (IReadOnlyList<PortableList>)
        [
            // A table joins lists of one name and has no row for an empty list.
            new PortableList($"1{title}2", [.. first.Take(4).SelectMany(tree => tree), new PortableTask("last")]),
            new PortableList("B", [.. second.Take(4).SelectMany(tree => tree), new PortableTask("")]),
        ];

    public static TheoryData<string> Formats => [.. TransferFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_is_written_is_read_back_the_same(string name)
    {
        var format = TransferFormat.All.Single(format => format.Name == name);
        var property = Prop.ForAll(Lists.ToArbitrary(), lists =>
        {
            var written = Write(format, lists);
            var expected = Describe(lists.Select(list => format is CalendarFormat ? WithoutControls(list) : list));
            var read = Describe(FileReading.Read($"tasks.{name}", written).Lists);
            return (expected == read).Label($"{expected}\n--- read:\n{read}\n--- from:\n{Encoding.UTF8.GetString(written)}");
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261125, 1), property);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Eight_thousand_emoji_and_a_long_list_survive(string name)
    {
        var format = TransferFormat.All.Single(format => format.Name == name);
        IReadOnlyList<PortableList> lists =
        [
            new PortableList("Long",
                [new PortableTask(
                string.Concat(Enumerable.Repeat("👩‍👩‍👧", 128))) { Notes = string.Concat(Enumerable.Repeat("😀", 4096)) },
                .. Enumerable.Range(0, 5000).Select(i => new PortableTask($"Task {i}"))]),
        ];
        Assert.Equal(Describe(lists), Describe(FileReading.Read($"tasks.{name}", Write(format, lists)).Lists));
    }

    [Fact]
    public void Lines_of_a_calendar_are_folded_at_75_octets_between_characters()
    {
        var format = new CalendarFormat();
        var text = Encoding.UTF8.GetString(
            Write(format, [new PortableList("L", [new PortableTask(string.Concat(Enumerable.Repeat("😀é", 200)))])]));

        var lines = text.Split("\r\n");
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\ufffd', text);
        Assert.Contains(lines, line => line.StartsWith(' '));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(1)")]
    [InlineData("\t=1")]
    [InlineData(" =1")]
    [InlineData("＝1")]
    [InlineData("'=1")]
    [InlineData("a;=1")]
    [InlineData("a;'\t-1\t\t+1")]
    [InlineData("a\n@x\n\n- y")]
    public void No_cell_of_a_table_begins_as_a_formula(string title)
    {
        var format = new CsvFormat();
        var written = Write(format, [new PortableList(title, [new PortableTask(title) { Notes = title }])]);

        // A spreadsheet can separate cells by semicolons or tabs, and then ends them at line ends too.
        var row = Encoding.UTF8.GetString(written)[(1 + "List,Level,Title,Notes,Due,Status,Completed\r\n".Length)..];
        foreach (var cell in row.Split([',', ';', '\t', '\n'])[..^1].Select(cell => cell.TrimStart(' ', '"')))
            Assert.False(cell.StartsWith('=') || cell.StartsWith('+') || cell.StartsWith('-') || cell.StartsWith('@') || cell.StartsWith('＝'), row);
        var list = Assert.Single(FileReading.Read("tasks.csv", written).Lists);
        Assert.Equal((title, title, title), (list.Title, list.Tasks[0].Title, list.Tasks[0].Notes));
    }

    [Fact]
    public void Markup_in_a_checklist_is_escaped_and_addresses_are_not()
    {
        var text = Encoding.UTF8.GetString(Write(new MarkdownFormat(),
            [new PortableList("My *list*", [new PortableTask("<b>bold</b> [x](javascript:alert(1))") { Notes = "# no heading\nhttps://example.com/a_b?c=d&e=f" }])]));

        Assert.Equal("""
            # My \*list\*

            - [ ] \<b>bold\</b> \[x\](javascript:alert(1))
              \# no heading
              https://example.com/a_b?c=d&e=f


            """, text, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("http://example.com")]
    public void Only_https_addresses_are_exported(string address)
    {
        var list = FileReading.Export(new TaskList { Id = "l" }, [new TaskItem { Id = "t", Title = "t", WebViewLink = address }]);

        foreach (var format in TransferFormat.All)
            Assert.DoesNotContain(address, Encoding.UTF8.GetString(FileReading.Write(format, [list], Now)), StringComparison.Ordinal);
    }

    private static byte[] Write(TransferFormat format, IReadOnlyList<PortableList> lists) =>
        FileReading.Write(format, lists, Now);

    /// <summary>RFC 5545 has no place for control characters in a text.</summary>
    private static PortableList WithoutControls(PortableList list) =>
        new(Clean(list.Title), [.. list.Tasks.Select(Clean)]);

    private static PortableTask Clean(PortableTask task) =>
        task with { Title = Clean(task.Title), Notes = task.Notes is null ? null : PortableTask.NullIfEmpty(Clean(task.Notes)) };

    private static string Clean(string text) => new([.. text.Where(c => !char.IsControl(c) || c is '\t' or '\n')]);

    private static string Describe(IEnumerable<PortableList> lists) => string.Join(
        '\n', lists.SelectMany(list => list.Tasks.Select(Describe).Prepend($"LIST {Quoted(list.Title)}")));

    private static string Describe(PortableTask task) => string.Join(
        ' ', task.Level, Quoted(task.Title), Quoted(task.Notes), task.Due?.ToString("O", CultureInfo.InvariantCulture),
        task.IsCompleted, task.Completed?.ToString("O", CultureInfo.InvariantCulture));

    private static string Quoted(string? text) => text is null ? "null" : System.Text.Json.JsonSerializer.Serialize(text);
}
