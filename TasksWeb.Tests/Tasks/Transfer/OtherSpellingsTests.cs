using System.Globalization;
using System.Text;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Dates, encodings, separators and shapes that programs and people write.</summary>
public sealed class OtherSpellingsTests
{
    static OtherSpellingsTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("2026-01-05")]
    [InlineData("2026/1/5")]
    [InlineData("2026.01.05")]
    [InlineData("20260105")]
    [InlineData("5.1.2026")]
    [InlineData("05.01.26")]
    [InlineData("25/1/2026", 25)]
    [InlineData("1/25/26", 25)]
    [InlineData("5 January 2026")]
    [InlineData("5-Jan-26")]
    [InlineData("5th of January, 2026")]
    [InlineData("Jan 5, 2026")]
    [InlineData("January 5th 2026")]
    [InlineData("January 5, 2026 3:00 PM")]
    [InlineData("Mon, 05 Jan 2026 10:00:00 GMT")]
    [InlineData("Mon Jan 05 2026 00:00:00 GMT+0900 (Japan Standard Time)")]
    [InlineData("2026年1月5日")]
    [InlineData("２０２６年１月５日（月）")]
    [InlineData("令和8年1月5日")]
    [InlineData("2026/01/05(月) 午後3:00")]
    [InlineData("2026-01-05T00:00:00.000Z")]
    [InlineData("2026-01-05T00:00:00+0000")]
    [InlineData("2026-01-05 07:00")]
    [InlineData("2026-01-05T23:00:00-05:00")]
    [InlineData("20260105T090000")]
    [InlineData("2026-01-04T15:00:00Z")]
    public void A_date_is_read_in_every_usual_spelling(string written, int day = 5) => Assert.Equal(
        $": x 2026-01-{day:D2}", FileReading.Describe(FileReading.Read("csv", $"Title\tDue\nx\t{written}\n")));

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("13/13/2026")]
    [InlineData("soon")]
    [InlineData("every day")]
    [InlineData("99999999999999999999")]
    [InlineData("0000-00-00")]
    [InlineData("2026-01-05T25:00:00Z")]
    [InlineData("2026-01-05T::")]
    public void What_is_no_date_is_left_out_and_named(string written)
    {
        var file = FileReading.Read("csv", $"Title;Due\nx;{written}\ny;2026-01-05\n");

        Assert.Equal(": x\n: y 2026-01-05", FileReading.Describe(file));
        Assert.Equal([$"Line 2: “{written}” isn’t a date and is left out."], FileReading.Notices(file));
    }

    [Fact]
    public void One_order_of_day_and_month_holds_for_the_whole_file()
    {
        // The start date, which has no place of its own, decides too.
        var file = FileReading.Read("csv", "Subject,Start Date,Due Date\na,12/13/2026,3/4/2026\nb,,5/6/2026\n");

        Assert.Equal(": a 2026-03-04\n: b 2026-05-06", FileReading.Describe(file));
        Assert.Null(file.Question);
    }

    [Theory]
    [InlineData(null, ": a\n: b 2026-04-04")]
    [InlineData(DayMonthOrder.DayFirst, ": a 2026-04-03\n: b 2026-04-04")]
    [InlineData(DayMonthOrder.MonthFirst, ": a 2026-03-04\n: b 2026-04-04")]
    public void An_order_that_the_file_does_not_show_is_asked_for(DayMonthOrder? order, string tasks)
    {
        var file = FileReading.Read("csv", "Title,Due\na,03/04/2026\nb,04/04/2026\n", new ImportChoices(order));

        Assert.Equal(tasks, FileReading.Describe(file));
        Assert.Equal(
            new DateQuestion("03/04/2026", new DateOnly(2026, 4, 3), new DateOnly(2026, 3, 4)), file.Question);
    }

    [Fact]
    public void Dates_in_both_orders_are_asked_for_too()
    {
        var file = FileReading.Read("csv", "Title,Due\na,13/4/2026\nb,4/13/2026\nc,3/4/2026\n");

        Assert.Equal(": a 2026-04-13\n: b 2026-04-13\n: c", FileReading.Describe(file));
        Assert.NotNull(file.Question);
    }

    public static TheoryData<string> Encodings =>
        ["utf-8", "utf-8-bom", "utf-16", "utf-16-bom", "utf-16BE", "utf-16BE-bom", "shift_jis"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Japanese_is_read_in_every_encoding(string name)
    {
        var encoding = Encoding.GetEncoding(name.Replace("-bom", "", StringComparison.Ordinal));
        byte[] mark = name.EndsWith("-bom", StringComparison.Ordinal) ? encoding.GetPreamble() : [];
        var text = "タイトル,期限,状態,リスト\r\n牛乳を買う,2026/1/5,完了,家\r\nﾊﾟﾝ,,未着手,家\r\n";

        var file = FileReading.Read("tasks.csv", [.. mark, .. encoding.GetBytes(text)]);

        Assert.Equal("家: x 牛乳を買う 2026-01-05\n家: ﾊﾟﾝ", FileReading.Describe(file));
        Assert.Equal(name == "shift_jis", FileReading.Notices(file).Any(notice => notice.Contains("shift_jis", StringComparison.Ordinal)));
    }

    [Fact]
    public void Windows_1252_is_read_where_it_leaves_no_doubt()
    {
        var file = FileReading.Read("tasks.csv", Encoding.GetEncoding(1252).GetBytes("Title;Notes\nKäse für Zoë;“ça va” – 5 €\n"));

        Assert.Equal(": Käse für Zoë (“ça va” – 5 €)", FileReading.Describe(file));
        Assert.Contains("windows-1252", Assert.Single(FileReading.Notices(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Torn_characters_and_null_characters_hide_nothing_else()
    {
        var file = FileReading.Read("tasks.md", [.. "- 牛乳を買う\n- パ"u8, 0xE3, 0x83, .. "\n- a\0b\n"u8]);

        Assert.Equal(": 牛乳を買う\n: パ\uFFFD\n: ab", FileReading.Describe(file));
        Assert.Equal(2, FileReading.Notices(file).Count);
    }

    [Theory]
    [InlineData("Title,Due\rx,2026-01-05\ry,\r", ": x 2026-01-05\n: y")]
    [InlineData("Title|Due\n\n\nx|2026-01-05\n||\n", ": x 2026-01-05")]
    [InlineData("sep=;\nTitle;Due\nx;2026-01-05\n", ": x 2026-01-05")]
    [InlineData("Title, Notes\nx, \"a, b\"\n", ": x (a, b)")]
    [InlineData("Title,Notes\n\"x\ny,b\nz,c\n", ": \"x\n: y (b)\n: z (c)")]
    [InlineData("Title,Notes\n\"x,a\ny,\"b\"\nz,c\n", ": \"x (a)\n: y (b)\n: z (c)")]
    [InlineData("Title,Notes\n5\" pipe,a\n", ": 5\" pipe (a)")]
    [InlineData("Title,Id,Parent\na,1,2\nb,2,1\n", ": a\n: > b")]
    [InlineData("Title,Id,Parent\na,1,\nb,1,\nc,2,1\nd,3,3\ne,4,9\n", ": a\n: > c\n: b\n: d\n: e")]
    [InlineData("Title,Parent task\na,\nb,a\n", ": a\n: > b")]
    [InlineData("Title,Indent\na,1\nb,2\nc,3\nd,1\n", ": a\n: > b\n: > c\n: d")]
    [InlineData("Buy milk,2026-01-05\nBread,2026-01-06\n", ": Buy milk 2026-01-05\n: Bread 2026-01-06")]
    public void A_table_is_read_however_it_is_written(string text, string tasks) =>
        Assert.Equal(tasks, FileReading.Describe(FileReading.Read("csv", text)));

    [Theory]
    [InlineData("Subject,Start Date,Due Date,Date Completed,% Complete,Categories,Notes,Status\nReport,1/5/2026,1/25/2026,,0.5,Work,n,In Progress\nDone,,,,1,,,\n", ": Report 2026-01-25 (n)\n: x Done")]
    [InlineData("Task ID,Created At,Completed At,Name,Section/Column,Due Date,Tags,Notes,Projects,Parent task\n1,2026-01-01,,Plan,Doing,2026-01-05,,n,Home,\n2,2026-01-01,2026-01-02,Step,,,,,Home,Plan\n", "Home: Plan 2026-01-05 (n)\nHome: > x Step")]
    [InlineData("Card ID,Card Name,Card URL,Card Description,Labels,Due Date,List Name,Archived,Due Complete\n1,Ship,https://trello.com/c/1,d,red,2026-01-05T09:00:00.000Z,Doing,false,true\n2,Old,,,,,Doing,true,false\n", "Doing: x Ship 2026-01-05 (d)")]
    [InlineData("Name,Status,Date,Tags\nWrite,Done,\"January 5, 2026\",x\nRead,Not started,,\n", ": x Write 2026-01-05\n: Read")]
    [InlineData("TYPE,CONTENT,DESCRIPTION,INDENT,DATE,DEADLINE\nsection,Later,,,,\ntask,Call,,1,every day,\nnote,a comment,,,,\n", ": Call (a comment)")]
    [InlineData("Folder Name,List Name,Title,Content,Due Date,Timezone,Status,taskId,parentId\n,Home,a,,2026-01-04T15:00:00+0000,Asia/Tokyo,0,1,\n,Home,b,,,,-1,2,\n,Home,c,,,,1,3,1\n", "Home: a 2026-01-05\nHome: > x c")]
    public void Tables_of_known_programs_are_read(string text, string tasks) =>
        Assert.Equal(tasks, FileReading.Describe(FileReading.Read("csv", text)));

    [Theory]
    [InlineData("""{"title":"one"}""", ": one")]
    [InlineData("""["one",{"title":"two"},[{"title":"three"}],4,null]""", ": one\n: two\n: three")]
    [InlineData("""{"items":{"title":"one"}}""", ": one")]
    [InlineData("""{"title":"one"}""" + "\n" + """{"title":"two"}""", ": one\n: two")]
    [InlineData("""[{"title":4,"notes":["x"],"due":true,"status":{"a":1}},{"title":{"a":1},"notes":"n"}]""", ": 4\n:  (n)")]
    [InlineData("""[{"title":"\ud800","notes":"n"},{"title":"a\u0000b","due":1e999}]""", ":  (n)\n: ab")]
    [InlineData("""[{"id":"1","title":"a","parent":"2"},{"id":"2","title":"b","parent":"1"},{"id":"2","title":"c"}]""", ": c\n: a\n: > b")]
    [InlineData("""{"Home":[{"title":"a"}],"Work":[{"title":"b"}]}""", "Home: a\nWork: b")]
    [InlineData("""{"kind":"tasks#taskLists","items":[{"kind":"tasks#tasks","title":"Home","items":[{"kind":"tasks#task","title":"a","task_type":"user","scheduled_time":[{"current":true,"start":"2026-01-05T00:00:00Z"}]}]},{"kind":"tasks#tasks","title":"Empty"}]}""", "Home: a 2026-01-05")]
    [InlineData("""{"value":[{"displayName":"Home","tasks":[{"title":"a","status":"completed","body":{"content":"n","contentType":"text"},"dueDateTime":{"dateTime":"2026-01-04T15:00:00.0000000","timeZone":"UTC"},"checklistItems":[{"displayName":"b","isChecked":true}]}]}]}""", "Home: x a 2026-01-05 (n)\nHome: > x b")]
    [InlineData("""{"name":"Board","lists":[{"id":"l","name":"Doing"}],"cards":[{"id":"c","name":"Ship","desc":"d","idList":"l","due":null,"dueComplete":true},{"id":"x","name":"Old","idList":"l","closed":true}],"checklists":[{"idCard":"c","name":"Steps","checkItems":[{"name":"one","state":"complete"}]}]}""", "Board: x Ship (d)\nBoard: > x one")]
    [InlineData("""{"projects":[{"id":"p","name":"Home"}],"items":[{"id":"1","content":"a","description":"d","project_id":"p","checked":false,"due":{"date":"2026-01-05"}},{"id":"2","content":"b","project_id":"p","parent_id":"1","checked":true},{"id":"3","content":"c","is_deleted":true}]}""", "Home: a 2026-01-05 (d)\nHome: > x b")]
    [InlineData("""{"data":[{"gid":"1","name":"a","due_on":"2026-01-05","completed":true,"notes":"n","projects":[{"gid":"p","name":"Home"}]},{"gid":"2","name":"b","parent":{"gid":"1"}}]}""", "Home: x a 2026-01-05 (n)\nHome: > b")]
    public void Json_is_read_in_the_shapes_of_known_programs(string text, string tasks) =>
        Assert.Equal(tasks, FileReading.Describe(FileReading.Read("json", text)));

    [Theory]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:a\n", ": a")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:a\nBEGIN:VTODO\nSUMMARY:b\nEND:VTODO\nEND:VCALENDAR\n", ": a\n: b")]
    [InlineData("BEGIN:VCALENDAR\nnonsense\n:x\nBEGIN:VTODO\nSUMMARY:a\nDUE\nEND:VTODO\nEND:VCALENDAR\n", ": a")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:a\nEND:VTODO\nX-WR-CALNAME:One\nEND:VCALENDAR\nBEGIN:VCALENDAR\nX-WR-CALNAME:Two\nBEGIN:VTODO\nSUMMARY:b\nEND:VTODO\nEND:VCALENDAR\n", "One: a\nTwo: b")]
    [InlineData("\nBegin:VCalendar\r\rbegin:vtodo\rSummary;X=\"a:a\nend:vtodo\nend:vcalendar", ": a")]
    public void A_calendar_is_read_however_damaged_it_is(string text, string tasks) =>
        Assert.Equal(tasks, FileReading.Describe(FileReading.Read("ics", text)));

    [Theory]
    [InlineData("- a 📅 [[2026-01-05]] b", ": a b 2026-01-05")]
    [InlineData("- a @due(2026-01-05)", ": a 2026-01-05")]
    [InlineData("- a due:2026-01-05 b", ": a b 2026-01-05")]
    [InlineData("- a (deadline:: 2026/1/5)", ": a 2026-01-05")]
    [InlineData("- [x] a [completion:: 2026-01-05]", ": x a")]
    [InlineData("- [1] a\n- [a](https://example.com)", ": [1] a\n: [a](https://example.com)")]
    [InlineData("Shopping\n===\n- a", "Shopping: a")]
    [InlineData("- a\n  ```\n  - code\n- b", ": a (```\n- code)\n: b")]
    [InlineData("one\ntwo", ": one\n: two")]
    public void A_checklist_is_read_however_it_is_written(string text, string tasks) =>
        Assert.Equal(tasks, FileReading.Describe(FileReading.Read("md", text)));

    [Theory]
    [InlineData("tasks.markdown", "- [ ] a", "md")]
    [InlineData("tasks.txt", "- [ ] a", "md")]
    [InlineData("tasks.txt", "[ ] a", "md")]
    [InlineData("tasks.txt", "[[page]] a", "md")]
    [InlineData("tasks.txt", "Title\tDue\na\t2026-01-05", "csv")]
    [InlineData("tasks.tsv", "a", "csv")]
    [InlineData("tasks", "\n begin:vcalendar", "ics")]
    [InlineData("tasks.ICAL", "BEGIN:VTODO", "ics")]
    [InlineData("tasks.txt", """ [ { "title": "a" } ]""", "json")]
    public void A_format_is_known_by_content_and_then_by_name(string name, string text, string format) =>
        Assert.Equal(format, TransferFormat.Detect(name, text).Name);

    [Fact]
    public void A_reader_elsewhere_sees_a_moment_on_another_day()
    {
        var text = File.ReadAllText(OtherProgramsTests.PathOf("i02-due-utc.ics"));
        var file = TaskFile.Read(
            FileReading.Format("ics"), text, new ImportChoices(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), new ImportNotices(), default);

        Assert.Equal(new DateOnly(2026, 1, 14), file.Lists[0].Tasks[0].Due);
    }

    [Fact]
    public void Only_the_first_values_and_names_are_listed_and_the_others_counted()
    {
        var text = new StringBuilder("[");
        for (var number = 0; number < 100; number++)
            text.Append(CultureInfo.InvariantCulture, $$"""{"title":"t","due":"no {{number}}","x{{number}}":1},""");

        var notices = FileReading.Notices(FileReading.Read("json", text + "]"));

        Assert.Equal(22, notices.Count);
        Assert.Equal("and 80 more", notices[^1]);
        Assert.Contains("x29 and more", notices[0], StringComparison.Ordinal);
    }
}
