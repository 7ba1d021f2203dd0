using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TasksWeb.Tasks.Transfer;

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

    /// <summary>Some cuts, copies and insertions, each at a place in the file.</summary>
    private static readonly Gen<byte[]> Mutated =
        from file in Gen.Elements(Files)
        from edits in Gen.Choose(0, 10_000).Three().Zip(Gen.Elements(Pieces)).ListOf()
        select edits.Take(8).Aggregate(file, (bytes, edit) => Edit(bytes, edit.Item1, edit.Item2));

    [Theory]
    [InlineData("tasks.csv")]
    [InlineData("tasks.json")]
    [InlineData("tasks.ics")]
    [InlineData("tasks.md")]
    [InlineData("tasks")]
    public void A_damaged_file_is_read_or_refused_with_a_reason(string name) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Mutated.ToArbitrary(), file => ReadsOrRefuses(name, file)));

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
            using var again = new MemoryStream();
            format.Write(again, read.Lists, default);
            Assert.Equal(
                read.Lists.Sum(list => list.Tasks.Count),
                FileReading.Read($"tasks.{format.Name}", again.ToArray()).Lists.Sum(list => list.Tasks.Count));
        }
    }

    private static byte[] Edit(byte[] file, (int Kind, int From, int Length) edit, byte[] piece)
    {
        var from = file.Length * edit.From / 10_001;
        var length = Math.Min(file.Length - from, edit.Length % 40);
        var part = file[from..(from + length)];
        return (edit.Kind % 4) switch
        {
            0 => [.. file[..from], .. file[(from + length)..]],
            1 => [.. file[..from], .. part, .. file[from..]],
            2 => [.. file[..from], .. piece, .. file[(from + length)..]],
            _ => [.. file[..from], .. piece, .. file[from..]],
        };
    }
}
