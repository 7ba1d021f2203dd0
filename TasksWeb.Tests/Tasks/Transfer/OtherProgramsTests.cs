using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Files as other programs write them; most were found in public bug reports.</summary>
public sealed class OtherProgramsTests
{
    private const string Nothing = "";

    /// <summary>File, tasks, and a part of each notice; the reader is in Tokyo.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "c01-us-excel.csv", "Home: A 2026-04-03\nHome: B 2026-11-30", Nothing },
        { "c02-uk-excel.csv", "Home: A", "“03/04/2026” could be two dates" },
        { "c05-todoist.csv", ": Buy milk 2026-01-05 (2 litres)\n: > Semi-skimmed", "PRIORITY, AUTHOR, DATE_LANG" },
        { "c06-ticktick.csv", "Inbox: Buy milk 2026-01-05 (two litres)", "names of the columns that are skipped: 3|Kind, Is Check list" },
        { "c07-ticktick-cut.csv", "Inbox: Buy milk 2026-01-05 (two litres)\nInbox: x Done one", Nothing },
        { "c10-plain2.csv", ": x Buy milk 2026-01-05 (2 litres)", Nothing },
        { "c15-utf16be.csv", ": 牛乳 2026-01-05", Nothing },
        { "c21-gtb.csv", "Home: Buy milk 2026-01-05 (2 l)\nHome: > x Skimmed", "archived tasks that are left out: 1|hidden" },
        { "c22-status-words.csv", ": x A 2026-01-05\n: B\n: C", Nothing },
        { "c23-whph.csv", ": Get up 2026-04-19 (in the morning)", "priority, planned_date, tags" },
        { "i01-nextcloud.ics", "Personal: Plan the trip\nPersonal: > Book the train\nPersonal: > Pack", "CATEGORIES" },
        { "i02-due-utc.ics", ": Call at 8 in Tokyo 2026-01-15", "keep only their day: 1" },
        { "i03-two-related.ics", ": Parent\n: > Child", Nothing },
        { "i04-cancelled.ics", ": In process\n: x All done by percent\n: x Done", "archived tasks that are left out: 1" },
        { "i05-completed-date.ics", ": x Done on a day\n: Other", Nothing },
        { "i06-empty-due.ics", ": Empty due\n: Other", Nothing },
        { "i07-lower.ics", ": Lower case names", Nothing },
        { "i09-outlook-tz.ics", ": Due with Outlook zone 2026-01-03\n: Quoted zone 2026-01-03", "keep only their day: 2" },
        { "i10-fold-utf8.ics", ": 会議の資料を準備する", Nothing },
        { "i17-duedash.ics", ": ISO due 2026-01-05\n: other", Nothing },
        { "i23-opentasks-empty.ics", ": Made on a phone\n: Other", Nothing },
        { "i24-gmt0530.ics", ": Zone with a colon 2026-09-04\n: Other", "keep only their day: 1" },
        { "i29-date-in-wild.ics", ": Date\n: Other", "Line 4: “2026-03-07T::” isn’t a date" },
        { "j02-deleted.json", ": Alive\n: x Hidden done", "archived tasks that are left out: 1" },
        {
            "m01-obsidian.md",
            "Tasks: Water plants ⏫ 🔁 every day 2026-01-04\nTasks: x Pay rent 2026-01-03\nTasks: Call mum #family 2026-01-06\n"
            + "Tasks: Book ⏫ 2026-01-07\nTasks: Block 2026-01-08\nTasks: Other sign 2026-01-09\nTasks: Third sign 2026-01-10\n"
            + "Tasks: Half done\nTasks: Forwarded",
            "no list items and are left out: 5|archived tasks that are left out: 1|➕, 🛫, ⏳, ^abc123"
        },
        {
            "m02-github.md",
            "Release: x build\nRelease: test\nRelease: > unit\nRelease: > tabs\nRelease: numbered\nRelease: > x sub\nRelease: star\n"
            + "Release: x plus",
            "no list items and are left out: 5"
        },
        { "m03-dataview.md", ": Buy milk 2026-01-05\n: paren 2026-01-06", Nothing },
        { "m05-hr.md", "A: a\nB: b", "no list items and are left out: 2" },
        { "m08-baddate.md", ": A\n: B", "Line 1: “2026-02-30” isn’t a date" },
        { "m09-vs16.md", ": A 2026-01-05\n: B 2026-01-06\n: x C 2026-01-07", Nothing },
        {
            "m12-ticktick.md", ": A #tag 2026-12-23\n: Take out before. 2026-03-29\n: B [tt-id:: GHvN64vs] 2026-09-18",
            "%%[ticktick_id:: 658780b5]%%"
        },
        { "m13-front.md", ": checkbox", "no list items and are left out: 3" },
        { "m14-nested.md", ": x Unable\n: Editor\n: > Select all\n: > Cursor\n: Search\n: > Mobile", "no list items and are left out: 1" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_of_another_program_is_read_and_what_is_left_out_is_named(string name, string tasks, string notices)
    {
        var file = FileReading.Read(name, File.ReadAllBytes(PathOf(name)));

        Assert.Equal(tasks, FileReading.Describe(file));
        Assert.Equal(Expected(notices), Expected(notices).Where(part => FileReading.Notices(file).Any(notice => notice.Contains(part, StringComparison.Ordinal))));
        if (notices == Nothing)
            Assert.Empty(FileReading.Notices(file));
    }

    [Fact]
    public void Every_case_of_the_folder_is_tested() => Assert.Equal(
        Directory.GetFiles(PathOf("")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Cases.Select(row => (string)((object[])row)[0]).Order(StringComparer.Ordinal));

    private static string[] Expected(string notices) => notices.Split('|', StringSplitOptions.RemoveEmptyEntries);

    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Tasks", "Transfer", "TestData", name);
}
