using System.Text;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tests.Fuzzing;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Files of other programs with something changed: whatever it is, the answer is tasks or a reason.</summary>
public sealed class MutatedFileTests
{
    private static readonly byte[][] Files = [.. Directory.GetFiles(OtherProgramsTests.PathOf("")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"", "\"\"", ",", ";", "\t", "|", "\r", "\n", "\r\n ", "\n\n", "\\", ":", "=", "'", "[", "]", "{", "}", "[[", "- [ ] ", "# ",
            "> ", "```", "---\n", "<!--", "-->", "%%", "📅 2026-02-30", "📅", "[due:: 1/2/3]", "&#0;", "&#1114112;", "BEGIN:VTODO\n",
            "END:VTODO\n", "BEGIN:VCALENDAR\n", "END:VCALENDAR\n", "RELATED-TO:a\n", "DUE;TZID=:\n", "null", "\"items\":", "\"\\ud800\"", "1e999",
            "99999999999999999999", "-1", "31/12/9999", "0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59Z", "12/12/12", "令和0年0月0日", "\0", "\u202e",
        }.Select(Encoding.UTF8.GetBytes), [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0xE3, 0x81], [0x80], [0xF0, 0x9F],
    ];

    [Theory]
    [InlineData("tasks.csv")]
    [InlineData("tasks.json")]
    [InlineData("tasks.ics")]
    [InlineData("tasks.md")]
    [InlineData("tasks")]
    public void A_damaged_file_is_read_or_refused_with_a_reason(string name) =>
        Mutation.Check(1000, Mutation.Of(Files, Pieces), file => ReadsOrRefuses(name, file));

    /// <summary>A beginning, and what is repeated after it.</summary>
    [Theory]
    [InlineData("csv", "Title,Notes\n", "\"")]
    [InlineData("csv", "Title", ",a")]
    [InlineData("csv", "Title,Level\n", "a,1\n")]
    [InlineData("csv", "Title,Due,Timezone\n", "t,2026-01-01T01:00Z,q\n")]
    [InlineData("csv", "Title,Parent\n", "a,a\n")]
    [InlineData("csv", "Title,Completed\n", "a,N/A\n")]
    [InlineData("json", "", "[")]
    [InlineData("json", "[", "{\"title\":\"a\",\"due\":NaN},")]
    [InlineData("json", "{\"title\":\"a\"}\n{\n", "{\"title\":\"a\"}\n")]
    [InlineData("json", "[\"", "\\\\")]
    [InlineData("ics", "BEGIN:VCALENDAR\n", "BEGIN:VTODO\n")]
    [InlineData("ics", "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:", "\n a")]
    [InlineData("ics", "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY;ENCODING=QUOTED-PRINTABLE:", "=41=\n")]
    [InlineData("ics", "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\n", "RELATED-TO;RELTYPE=CHILD:1\n")]
    [InlineData("md", "", "- [ ] a\n")]
    [InlineData("md", "", "```\n- a\n")]
    [InlineData("md", "", "```a\n")]
    [InlineData("md", "- [ ] ", "@{2026-01-05} ")]
    [InlineData("md", "", "* TODO a\nDEADLINE: <2026-01-05>\n")]
    [InlineData("md", "* TODO a\n", "DEADLINE: <")]
    [InlineData("md", "", "x 2026-01-05 a\n")]
    public void A_file_costs_what_its_size_allows(string format, string head, string piece) => Mutation.CostsWhatItsSizeAllows(
        length => head + string.Concat(Enumerable.Repeat(piece, length / piece.Length)),
        text =>
        {
            try
            {
                FileReading.Read(format, text);
            }
            catch (TransferException)
            {
                // Refused with a reason.
            }
        });

    /// <summary>What is read can be written in every format, and read again.</summary>
    private static void ReadsOrRefuses(string name, byte[] file)
    {
        TaskFile read;
        try
        {
            read = FileReading.Read(name, file);
        }
        catch (TransferException)
        {
            return;
        }
        Assert.All(FileReading.Notices(read), notice => Assert.DoesNotContain("Transfer.", notice, StringComparison.Ordinal));
        Assert.All(read.Lists.SelectMany(list => list.Tasks), task => Assert.InRange(task.Level, 0, PortableTask.MaxLevel));
        foreach (var format in TransferFormat.All)
        {
            var again = FileReading.Write(format, read.Lists, default);
            Assert.Equal(
                read.Lists.Sum(list => list.Tasks.Count),
                FileReading.Read($"tasks.{format.Name}", again).Lists.Sum(list => list.Tasks.Count));
        }
    }
}
