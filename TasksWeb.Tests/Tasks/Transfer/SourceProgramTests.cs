using System.Text;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>The preview names the program that has written a file.</summary>
public sealed class SourceProgramTests
{
    [Theory]
    [InlineData("c05-todoist.csv", "Todoist")]
    [InlineData("c06-ticktick.csv", "TickTick")]
    [InlineData("c21-gtb.csv", "Google Tasks Backup")]
    [InlineData("c10-plain2.csv", null)]
    [InlineData("i01-nextcloud.ics", null)]
    [InlineData("m02-github.md", null)]
    public void A_file_of_another_program_is_recognized(string name, string? program)
    {
        var bytes = File.ReadAllBytes(OtherProgramsTests.PathOf(name));
        var text = FileText.Decode(bytes, new ImportNotices());
        Assert.Equal(program, SourceProgram.Of(
            TransferFormat.Detect(name, text).Name, text, FileReading.Read(name, bytes).Columns));
    }

    [Theory]
    [InlineData("json", """{"kind": "tasks#taskLists", "items": []}""", "Google Tasks")]
    [InlineData("json", """{"cards":[{"idList":"a"}]}""", "Trello")]
    [InlineData("ics", "BEGIN:VCALENDAR\r\nPRODID:-//Nextcloud Tasks v0.16\r\n", "Nextcloud")]
    [InlineData("ics", "BEGIN:VCALENDAR\r\nSUMMARY:Nextcloud\r\nPRODID:-//x//y\r\n", null)]
    public void A_text_of_another_program_is_recognized(string format, string text, string? program) =>
        Assert.Equal(program, SourceProgram.Of(format, text, []));

    [Theory]
    [InlineData("json", "TasksWeb")]
    [InlineData("csv", "TasksWeb")]
    [InlineData("ics", "TasksWeb")]
    [InlineData("md", null)]
    public void An_export_of_this_app_is_recognized(string format, string? program)
    {
        var file = FileReading.Write(
            FileReading.Format(format), [new PortableList("Home", [new PortableTask("Milk")])], DateTimeOffset.UnixEpoch);
        var text = Encoding.UTF8.GetString(file).TrimStart('\ufeff');
        Assert.Equal(program, SourceProgram.Of(format, text, FileReading.Read(format, text).Columns));
    }
}
