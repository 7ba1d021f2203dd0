using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Files written by other programs and by hand.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void A_checklist_written_by_hand_is_read()
    {
        var lists = Read("md", """
            * [ ] before any heading

            ## Home
            - [x] done \*star\* &#10;
            + plain bullet
            	1. tabbed number 📅 2026-12-24
                   deeper notes

                   and more after a gap
            plain line
            # Work #
            - [X] also done ✅ 2026-11-01
            """);

        Assert.Equal(["", "Home", "Work #"], lists.Select(list => list.Title));
        var home = lists[1].Tasks;
        Assert.Equal(["0 done *star* \n", "0 plain bullet", "1 tabbed number"], home.Select(Outlined));
        Assert.True(home[0].IsCompleted);
        var numbered = home[2];
        Assert.Equal(
            ("tabbed number", new DateOnly(2026, 12, 24), "deeper notes\n\nand more after a gap"),
            (numbered.Title, numbered.Due, numbered.Notes));
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), lists[2].Tasks[0].Completed);
    }

    [Fact]
    public void A_table_from_a_spreadsheet_is_read()
    {
        var lists = Read("csv", "title;Due;LIST;level\r\nRent;2026/12/1;Home;\r\n\"two\nlines\";;Home;1\r\nOther;;;0\r\n;;;\r\nAgain;2026-12-02;Home;0\r\n");

        Assert.Equal(["", "Home"], lists.Select(list => list.Title).Order());
        var home = lists.Single(list => list.Title == "Home").Tasks;
        Assert.Equal(["0 Rent", "1 two\nlines", "0 Again"], home.Select(Outlined));
        Assert.Equal(new DateOnly(2026, 12, 1), home[0].Due);
    }

    [Fact]
    public void A_calendar_of_another_program_is_read()
    {
        var lists = Read("ics", """
            BEGIN:VCALENDAR
            VERSION:2.0
            X-WR-CALNAME:Errands
            BEGIN:VEVENT
            SUMMARY:not a task
            END:VEVENT
            BEGIN:VTODO
            UID:1
            SUMMARY;LANGUAGE=en:Buy\, not
              sell
            DUE;TZID="Europe/Berlin:x":20261224T100000
            BEGIN:VALARM
            DESCRIPTION:not the notes
            END:VALARM
            END:VTODO
            BEGIN:VTODO
            UID:2
            RELATED-TO;RELTYPE=PARENT:1
            SUMMARY:below
            COMPLETED:20261101T100000Z
            END:VTODO
            BEGIN:VTODO
            UID:3
            RELATED-TO;RELTYPE=SIBLING:1
            SUMMARY:beside
            CATEGORIES:Work,Play
            END:VTODO
            END:VCALENDAR
            """);

        Assert.Equal(["Errands"], lists.Select(list => list.Title));
        var task = lists[0].Tasks[0];
        Assert.Equal(["0 Buy, not sell", "1 below", "0 beside"], lists[0].Tasks.Select(Outlined));
        Assert.Equal((new DateOnly(2026, 12, 24), null), (task.Due, task.Notes));
        Assert.True(lists[0].Tasks[1].IsCompleted);
    }

    [Theory]
    [InlineData("""{"kind":"tasks#taskLists","items":[{"kind":"tasks#tasks","title":"A","items":[{"id":"2","parent":"1","title":"sub"},{"id":"1","title":"top","due":"2026-12-24T00:00:00.000Z"}]}]}""")]
    [InlineData("""{"items":[{"title":"A","items":[{"id":"1","title":"top","due":"2026-12-24"},{"id":"2","parent":"1","title":"sub"}]}]}""")]
    [InlineData("""{"kind":"tasks#tasks","title":"A","items":[{"id":"1","title":"top","due":"2026-12-24"},{"id":"2","parent":"1","title":"sub"},]}""")]
    [InlineData("""[{"id":"1","title":"top","due":"2026-12-24T00:00:00.000Z"},{"id":"2","parent":"1","title":"sub"}]""")]
    public void Answers_of_the_API_are_read(string json)
    {
        var tasks = Assert.Single(Read("json", json)).Tasks;
        Assert.Equal(["0 top", "1 sub"], tasks.Select(Outlined));
        Assert.Equal(new DateOnly(2026, 12, 24), tasks[0].Due);
    }

    [Theory]
    [InlineData("json", "{\n\"items\": [\n}", "Json", 3)]
    [InlineData("json", "{\"title\":", "Json", 1)]
    [InlineData("ics", "hello", "CalendarBegin", 1)]
    [InlineData("ics", "BEGIN:VCARD\nEND:VCARD", "CalendarBegin", 1)]
    public void What_is_not_of_the_format_is_refused(string format, string text, string reason, int? line)
    {
        var e = Assert.Throws<TransferException>(() => Read(format, text));
        Assert.Equal((reason, line), (e.Reason, e.Line));
    }

    [Fact]
    public void A_file_that_is_not_Unicode_is_refused()
    {
        var notices = new ImportNotices();
        Assert.Equal(2, Assert.Throws<TransferException>(() => FileText.Decode([(byte)'a', (byte)'\n', 0x81, 0xFF], notices)).Line);
        Assert.Equal("Workbook", Assert.Throws<TransferException>(() => FileText.Decode("PK\x03\x04…"u8, notices)).Reason);
    }

    [Fact]
    public void Tasks_in_a_circle_or_without_their_parent_are_at_the_top()
    {
        var tasks = FileReading.Export(new TaskList { Id = "l" },
        [
            new TaskItem { Id = "1", Parent = "2", Title = "one" }, new TaskItem { Id = "2", Parent = "1", Title = "two" },
            new TaskItem { Id = "3", Parent = "gone", Title = "three" },
            new TaskItem { Id = "4", Title = "deleted", Deleted = true },
        ]).Tasks;
        Assert.Equal(["0 three", "0 one", "1 two"], tasks.ToBlockingEnumerable().Select(Outlined));
    }

    [Theory]
    [InlineData("milk\nbread\n\n  rye", "0 milk|0 bread|1 rye")]
    [InlineData("- milk\n- bread\n  - rye\n    - dark\n- [x] eggs", "0 milk|0 bread|1 rye|2 dark|0 eggs")]
    [InlineData("・牛乳\n　・低脂肪\n☑ パン", "0 牛乳|1 低脂肪|0 パン")]
    [InlineData("  a\n b\n   c\nd", "0 a|0 b|1 c|0 d")]
    [InlineData("1. one\r\n2) two\r3.5 is a number", "0 one|0 two|0 3.5 is a number")]
    [InlineData("-1 degree\n*bold*\n#home x", "0 -1 degree|0 *bold*|0 #home x")]
    public void Lines_become_tasks_by_their_markers_and_indentation(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Outline.Read(text).Select(item => $"{item.Level} {item.Text}")));

    private static string Outlined(PortableTask task) => $"{task.Level} {task.Title}";

    private static IReadOnlyList<PortableList> Read(string format, string text) =>
        FileReading.Read(format, text).Lists;
}
