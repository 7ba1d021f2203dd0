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
