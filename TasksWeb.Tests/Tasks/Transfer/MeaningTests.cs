using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Files mean what their programs meant: nothing is guessed, and nothing is lost without a notice.</summary>
public sealed class MeaningTests
{
    private const string Nothing = "";
    private const string Calendar = "BEGIN:VCALENDAR\n";

    /// <summary>Text, tasks, and a part of each notice; without a part, there is none.</summary>
    [Theory]
    [InlineData("Title,Completed\nMilk,N/A\n", ": Milk", "Line 2: The status “N/A” is unknown; the task is open.")]
    [InlineData("Title,Completed\nMilk,0000-00-00\nOat,-\n", ": Milk\n: Oat", "“0000-00-00” is unknown|“-” is unknown")]
    [InlineData("Title,Completed\nMilk,Not completed\n", ": Milk", "“Not completed” is unknown")]
    [InlineData("Title,Status,Completed\nMilk,Done,N/A\n", ": x Milk", "“N/A” isn’t a date")]
    [InlineData("Title,Completed\nMilk,2026-01-05\nOat,1767571200\nRye,1767571200000\n", ": x Milk\n: x Oat\n: x Rye", Nothing)]
    [InlineData("Title,Completed\nMilk,2026010509\n", ": Milk", "“2026010509” is unknown")]
    [InlineData("Title,Percent\nMilk,1\nOat,50\nRye,100\n", ": Milk\n: Oat\n: x Rye", Nothing)]
    [InlineData("Title,Type\nMilk,Task\nIdea,Note\n", ": Milk\n: Idea", "no field for it: Type")]
    [InlineData("Title,Type\nFix,Bug\n", ": Fix", "no field for it: Type")]
    [InlineData("TYPE,CONTENT,INDENT\ntask,Milk,1\nnote,Oat,\nsection,Later,\n", ": Milk (Oat)", "“Later” is a heading")]
    [InlineData("Name,Projects,Parent task\nPlan,A,\nPlan,B,\nStep,B,Plan\n", "A: Plan\nB: Plan\nB: > Step", Nothing)]
    [InlineData("Name,Projects,Parent task\nPlan,A,\nPlan,B,\nStep,,Plan\n", "A: Plan\nA: > Step\nB: Plan", "Line 4: Several tasks are called “Plan”")]
    [InlineData("Name,Projects,Parent task\nPlan,A,\nPlan,A,\nStep,A,Plan\n", "A: Plan\nA: > Step\nA: Plan", "Several tasks are called “Plan”")]
    [InlineData("Name,Projects,Parent task\nPlan,A,\nPlan,B,Plan\n", "A: Plan\nA: > Plan", Nothing)]
    [InlineData("Title,Due,Timezone\na,2026-01-05T00:00:00+0000,America/New_York\n", ": a 2026-01-04", "keep only their day: 1")]
    [InlineData("Title,Due,Timezone,Is All Day\na,2026-01-05T00:00:00+0000,America/New_York,true\n", ": a 2026-01-05", Nothing)]
    [InlineData("Title,Due,Timezone,Is All Day\na,2026-01-05T00:00:00+0000,America/New_York,false\n", ": a 2026-01-04", "keep only their day: 1")]
    [InlineData("Title,Due\na,2026-01-05T00:00:00+0000\n", ": a 2026-01-05", Nothing)]
    [InlineData("Title,Due,Timezone\na,2026-01-04T20:00Z,q\n", ": a 2026-01-05", "keep only their day: 1|The time zone “q” is unknown")]
    [InlineData("タイトル,期限\na,26/01/05\n", ": a", "“26/01/05” could be two dates")]
    [InlineData("Title,Due\na,26/01/05\nb,32/01/28\n", ": a 2026-01-05\n: b 2032-01-28", Nothing)]
    [InlineData("Title,Due\na,25/01/26\nb,3/2/26\n", ": a 2026-01-25\n: b 2026-02-03", Nothing)]
    [InlineData("Title,Due\na,26/01/05\nb,1/5/26\nc,12/31/26\n", ": a\n: b\n: c 2026-12-31", "“26/01/05” could be two dates|“1/5/26” could be two dates")]
    [InlineData("Summary,Due Date\na,05/Jan/26 10:30 AM\nb,05/Jan/26\n", ": a 2026-01-05\n: b 2026-01-05", "keep only their day: 1")]
    public void Tables_are_read(string text, string tasks, string notices) => Check("csv", text, tasks, notices);

    [Theory]
    [InlineData("""{"items":[{"id":"1","content":"Milk"}],"reminders":[{"id":"9","item_id":"1","due":{"date":"2026-01-05"}}]}""", ": Milk", "Task 2: “{id: 9, item_id: 1")]
    [InlineData("""[{"title":"","due":"2026-01-05","subtasks":[{"title":"a"}]}]""", ": a", "isn’t a task")]
    [InlineData("""{"kind":"tasks#tasks","items":[{"kind":"tasks#task","title":"","id":"1"}]}""", ": ", Nothing)]
    [InlineData("""{"kind":"tasks#tasks","items":[{"kind":"tasks#task","title":"a","notes":"n","links":[{"type":"email","description":"Mail","link":"https://mail.google.com/x"}]}]}""", ": a (n\nhttps://mail.google.com/x)", Nothing)]
    [InlineData("""[{"title":"a","links":[{"href":"x"}]}]""", ": a", "no field for it: links")]
    [InlineData("""[{"content":"a","due":{"date":"2026-01-05","string":"every day","is_recurring":true}}]""", ": a 2026-01-05", "Task 1: The repetition “every day” is not kept")]
    [InlineData("""[{"content":"a","due":{"date":"2026-01-05","string":"5 Jan","is_recurring":false}}]""", ": a 2026-01-05", Nothing)]
    [InlineData("""[{"title":"a","percentComplete":1}]""", ": a", Nothing)]
    [InlineData("""[{"title":"a","due":NaN},{"title":"b\"NaN","done":True}]""", ": a\n: x b\"NaN", "Task 1: “NaN” isn’t a date")]
    [InlineData("{\"title\":\"a\"}\n{\"title\":\n{\"title\":\"b\"}\n", ": a\n: b", "Line 2: “{\"title\":” isn’t JSON")]
    [InlineData("{\"title\":\"a\"}\n{\"title\":\"b\"}\n{\"tit", ": a\n: b", "Line 3: “{\"tit” isn’t JSON")]
    public void Json_is_read(string text, string tasks, string notices) => Check("json", text, tasks, notices);

    [Theory]
    [InlineData("BEGIN:VTODO\nSUMMARY:a\nPERCENT-COMPLETE:1\nEND:VTODO\n", ": a", Nothing)]
    [InlineData("BEGIN:VTODO\nSUMMARY:a\nPERCENT-COMPLETE:100\nEND:VTODO\n", ": x a", Nothing)]
    [InlineData("BEGIN:VTODO\nSUMMARY:a\nDUE;TZID=Etc/UTC:20260114T230000\nEND:VTODO\n", ": a 2026-01-15", "keep only their day: 1")]
    [InlineData("BEGIN:VTODO\nSUMMARY:a\nDUE;TZID=America/New_York:20260114T230000\nEND:VTODO\n", ": a 2026-01-14", "keep only their day: 1")]
    [InlineData("BEGIN:VTODO\nUID:1\nSUMMARY:gone\nSTATUS:CANCELLED\nEND:VTODO\nBEGIN:VTODO\nUID:2\nSUMMARY:a\nEND:VTODO\nBEGIN:VTODO\nSUMMARY:b\nRELATED-TO:1\nRELATED-TO:2\nEND:VTODO\n", ": a\n: > b", "archived tasks that are left out: 1")]
    [InlineData("BEGIN:VTODO\nUID:1\nSUMMARY:a\nRELATED-TO;RELTYPE=CHILD:2\nEND:VTODO\nBEGIN:VTODO\nUID:2\nSUMMARY:b\nEND:VTODO\n", ": a\n: > b", Nothing)]
    [InlineData("BEGIN:VTODO\nUID:1\nSUMMARY:a\nRELATED-TO;RELTYPE=CHILD:9\nEND:VTODO\n", ": a", "The subtask “9” isn’t in the file")]
    [InlineData("BEGIN:VTODO\nSUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=BD=A0=\n=E5=A5=BD\nEND:VTODO\n", ": 你好", Nothing)]
    [InlineData("BEGIN:VTODO\nSUMMARY;QUOTED-PRINTABLE;CHARSET=Shift_JIS:=8B=8D=93=FB=ZZ=\nEND:VTODO\n", ": 牛乳=ZZ", Nothing)]
    [InlineData("BEGIN:VTODO\nSUMMARY:a\nDESCRIPTION;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo \\n\nEND:VTODO\n", ": a (one\ntwo \\n)", Nothing)]
    [InlineData("BEGIN:VTODO\nSUMMARY;ENCODING=QUOTED-PRINTABLE:a=FF\nEND:VTODO\n", ": a\uFFFD", "show as �: 1")]
    public void Calendars_are_read(string text, string tasks, string notices) =>
        Check("ics", $"{Calendar}{text}END:VCALENDAR\n", tasks, notices);

    [Theory]
    [InlineData("```npm i``` installs\n- [ ] a\n- [ ] b\n", ": a\n: b", "no list items and are left out: 1")]
    [InlineData("- [ ] a\n```\n- [ ] b\n", ": a\n: b", "Line 2: “```” is never closed|are left out: 1")]
    [InlineData("- [ ] a\n~~~~ md\n~~~\n- [ ] b\n", ": a\n: b", "Line 2: “~~~~ md” is never closed|Line 3: “~~~” is never closed|are left out: 2")]
    [InlineData("- [ ] a\n<!-- x\n- [ ] b\n", ": a\n: b", "Line 2: “<!-- x” is never closed|are left out: 1")]
    [InlineData("- [ ] a\n%% x\n- [ ] b\n", ": a\n: b", "Line 2: “%% x” is never closed|are left out: 1")]
    [InlineData("- [ ] a\n```\n- [ ] b\n```\n- [ ] c\n", ": a\n: c", "no list items and are left out: 3")]
    [InlineData("- [ ] A\n  - [-] B\n    - [ ] C\n", ": A\n: > C", "archived tasks that are left out: 1|tasks below them move up: 1")]
    [InlineData("- [-] A\n  - [-] B\n    - [ ] C\n", ": C", "archived tasks that are left out: 2|tasks below them move up: 1")]
    [InlineData("- [ ] a @{2026-01-05}\n- [ ] b @{2026-01-05} @@{14:30} c\n", ": a 2026-01-05\n: b c 2026-01-05", "keep only their day: 1")]
    [InlineData("- [ ] a (@2026-01-05)\n- [ ] b (@2026-01-05 09:00)\n- [ ] c @[[2026-01-05]]\n", ": a 2026-01-05\n: b 2026-01-05\n: c 2026-01-05", "keep only their day: 1")]
    public void Checklists_are_read(string text, string tasks, string notices) => Check("md", text, tasks, notices);

    [Theory]
    [InlineData("x 2026-01-05 Pay rent\n", ": x Pay rent", Nothing)]
    [InlineData("(A) 2026-01-01 Call mum due:2026-01-06\nx 2026-01-05 2026-01-01 Pay rent\nx Sleep\nxylophone\n", ": (A) Call mum 2026-01-06\n: x Pay rent\n: x Sleep\n: xylophone", "no field for it: created")]
    [InlineData("x marks the spot\n", ": x marks the spot", Nothing)]
    [InlineData("* DONE Pay rent\n* TODO Sleep\n", ": x Pay rent\n: Sleep", Nothing)]
    [InlineData("* TODO a\nDEADLINE: <2026-01-05 Mon>\nnote\n** DONE b\nCLOSED: [2026-01-04 Sun 10:00]\n* CANCELLED c\n", ": a 2026-01-05 (note)\n: > x b", "archived tasks that are left out: 1")]
    [InlineData("#+TITLE: x\n* Work\n** TODO a\nSCHEDULED: <2026-01-05 Mon +1w>\n*** TODO b\n- [ ] c\n* Empty\n", "Work: a 2026-01-05\nWork: > b\nWork: > c", "no list items and are left out: 2|The repetition “+1w” is not kept|stand beside their parents: 1")]
    [InlineData("* TODO a\nSCHEDULED: <2026-01-04> DEADLINE: <2026-01-05>\n", ": a 2026-01-05", "no field for it: SCHEDULED")]
    [InlineData("- DONE x\n- TODO y\n  SCHEDULED: <2026-01-05 Mon>\n- LATER z\n- [ ] TODO w\n", ": x x\n: y 2026-01-05\n: z\n: TODO w", Nothing)]
    [InlineData("- NEXT steps\n- todo list\n- [ ] DONE\n", ": NEXT steps\n: todo list\n: DONE", Nothing)]
    public void Plain_text_of_other_programs_is_read(string text, string tasks, string notices) => Check("md", text, tasks, notices);

    [Theory]
    [InlineData("DONE it\nDEADLINE: <2026-01-05>\n* TODO x\n** TODO y")]
    [InlineData("x 2026-01-05 a\n(A) b")]
    [InlineData("a @{2026-01-05} (@2026-01-05) @[[2026-01-05]]\n```\n<!--\n%%")]
    public void What_looks_like_a_sign_stays_what_it_is_in_an_export(string text)
    {
        var task = new PortableTask(text.Split('\n')[0]) { Notes = text };
        foreach (var format in TransferFormat.All)
        {
            var file = FileReading.Write(format, [new PortableList("L", [task])], default);
            var read = Assert.Single(Assert.Single(FileReading.Read($"tasks.{format.Name}", file).Lists).Tasks);
            Assert.Equal((task.Title, task.Notes, task.Due), (read.Title, read.Notes, read.Due));
        }
    }

    public static TheoryData<byte[], string, string> Wide => new()
    {
        { [0xFF, 0xFE, .. Wide16("- a\n- b"), 0x00, 0xD8, .. Wide16("c\n")], ": a\n: b\uFFFDc", "show as �: 1" },
        { [0xFE, 0xFF, 0x00, (byte)'-', 0x00, (byte)' ', 0x00, (byte)'a', 0xDC, 0x00], ": a\uFFFD", "show as �: 1" },
        { [0xFF, 0xFE, .. Wide16("- a\n- b"), (byte)'c'], ": a\n: b\uFFFD", "show as �: 1" },
        { [0xFF, 0xFE, .. Wide16("- a\n- b\n"), (byte)'\n'], ": a\n: b", "show as �: 1" },
        { [.. Wide16("- a\n- b\n- c\n"), (byte)'\n'], ": a\n: b\n: c", "show as �: 1" },
    };

    [Theory]
    [MemberData(nameof(Wide))]
    public void Torn_UTF_16_hides_nothing_else(byte[] file, string tasks, string notice)
    {
        var read = FileReading.Read("tasks.md", file);

        Assert.Equal(tasks, FileReading.Describe(read));
        Assert.Contains(notice, Assert.Single(FileReading.Notices(read)), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_zones_are_looked_up_once_each()
    {
        var text = "Title,Due,Timezone\n" + string.Concat(Enumerable.Repeat("t,2026-01-01T01:00Z,q\n", 1000));
        FileReading.Read("csv", text);
        var (thread, thrown) = (Environment.CurrentManagedThreadId, 0);
        AppDomain.CurrentDomain.FirstChanceException += Count;
        FileReading.Read("csv", text);
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        Assert.InRange(thrown, 0, 5);

        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) =>
            thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
    }

    [Theory]
    [InlineData(DayMonthOrder.YearFirst, ": a 2026-01-05")]
    [InlineData(DayMonthOrder.DayFirst, ": a 2005-01-26")]
    [InlineData(null, ": a")]
    public void A_year_of_two_digits_can_come_first(DayMonthOrder? order, string tasks)
    {
        var file = FileReading.Read("csv", "タイトル,期限\na,26/01/05\n", new ImportChoices(order));

        Assert.Equal(tasks, FileReading.Describe(file));
        Assert.Equal(new DateQuestion("26/01/05", new DateOnly(2005, 1, 26), MonthFirst: null, new DateOnly(2026, 1, 5)), file.Question);
    }

    [Theory]
    [InlineData("25/01/26", ": a 2026-01-25")]
    [InlineData("01/25/26", ": a 2026-01-25")]
    [InlineData("04/04/26", ": a 2026-04-04")]
    [InlineData("2026-04-05", ": a 2026-04-05")]
    public void A_year_of_two_digits_comes_last_where_no_language_says_otherwise(string date, string tasks)
    {
        var file = FileReading.Read("csv", $"Title,Due\na,{date}\n");

        Assert.Equal(tasks, FileReading.Describe(file));
        Assert.Null(file.Question);
    }

    private static byte[] Wide16(string text) => System.Text.Encoding.Unicode.GetBytes(text);

    private static void Check(string format, string text, string tasks, string notices)
    {
        var file = FileReading.Read(format, text);

        Assert.Equal(tasks, FileReading.Describe(file));
        string[] parts = notices.Split('|', StringSplitOptions.RemoveEmptyEntries);
        var found = FileReading.Notices(file);
        Assert.True(parts.Length == found.Count, string.Join('\n', found));
        Assert.All(parts, part => Assert.Contains(found, notice => notice.Contains(part, StringComparison.Ordinal)));
    }
}
