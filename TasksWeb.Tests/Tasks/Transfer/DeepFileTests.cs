using System.Text;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Nesting in a file costs no stack, and ends at the level that Google has.</summary>
public sealed class DeepFileTests
{
    private const int Levels = 100_000;

    public static TheoryData<string> Formats => [.. TransferFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_list_100000_levels_deep_is_written_and_read_back(string name)
    {
        var list = FileReading.Export(new TaskList { Id = "l", Title = "Deep" },
        [
            .. Enumerable.Range(1, Levels).Select(level => new TaskItem
            {
                Id = $"{level}",
                Parent = level == 1 ? null : $"{level - 1}",
                Title = "t",
            }),
        ]);
        var file = FileReading.Write(FileReading.Format(name), [list], default);

        var read = Assert.Single(FileReading.Read($"tasks.{name}", file).Lists);

        Assert.Equal(list.Tasks.ToBlockingEnumerable().Select(task => task.Level), read.Tasks.Select(task => task.Level));
        Assert.Equal(1, read.Tasks[^1].Level);
    }

    [Theory]
    [InlineData("csv", "Title,Level\n", "t,{0}\n", "")]
    [InlineData("json", "[", "{{\"id\":\"{1}\",\"parent\":\"{0}\",\"title\":\"t\"}},", "]")]
    [InlineData("ics", "BEGIN:VCALENDAR\n", "BEGIN:VTODO\nUID:{1}\nRELATED-TO:{0}\nSUMMARY:t\nEND:VTODO\n", "END:VCALENDAR\n")]
    public void A_foreign_file_100000_levels_deep_is_flattened_with_a_notice(string name, string head, string task, string end)
    {
        var text = new StringBuilder(head);
        var row = CompositeFormat.Parse(task);
        for (var level = 0; level < Levels; level++)
            text.AppendFormat(null, row, level, level + 1);

        var file = FileReading.Read(name, text + end);

        Assert.Equal(Levels, Assert.Single(file.Lists).Tasks.Count);
        Assert.Contains(
            $"Google has one level of subtasks. Deeper tasks that stand beside their parents: {Levels - 2}.", FileReading.Notices(file));
    }

    [Theory]
    [InlineData("json", "[", "]")]
    [InlineData("json", "{\"items\":", "}")]
    [InlineData("json", "[{\"title\":\"t\",\"subtasks\":", "}]")]
    [InlineData("md", "> ", "")]
    [InlineData("ics", "BEGIN:VTODO\n", "END:VTODO\n")]
    public void Brackets_that_are_nested_without_end_cost_no_stack(string name, string open, string close)
    {
        const int Depth = 90_000;
        var inner = name == "json" ? "[]" : "x";
        var text = string.Concat(Enumerable.Repeat(open, Depth)) + inner + string.Concat(Enumerable.Repeat(close, Depth));

        var read = Record.Exception(() => FileReading.Read(name, text));

        Assert.True(read is null or TransferException, $"{read}");
    }

    [Theory]
    [InlineData("csv", "Title\n", "t\n", "TooManyTasks")]
    [InlineData("csv", "Title,List\n", "t,{0}\n", "TooManyLists")]
    [InlineData("csv", "Title", ",{0}", "TooManyColumns")]
    [InlineData("json", "[", "1,", "TooManyValues")]
    [InlineData("md", "", "- t\n", "TooManyTasks")]
    [InlineData("md", "", "# {0}\n- t\n", "TooManyLists")]
    public void More_than_Google_keeps_is_refused_with_the_limit(string name, string head, string row, string reason)
    {
        var text = new StringBuilder(head);
        for (var number = 0; number <= (reason switch
        {
            "TooManyLists" => ImportLimits.Lists,
            "TooManyValues" => 1_000_000,
            _ => ImportLimits.Tasks,
        }); number++)
            text.Append(row.Replace("{0}", $"{number}", StringComparison.Ordinal));

        var e = Assert.Throws<TransferException>(() => FileReading.Read(name, text.ToString()));

        Assert.Equal((reason, true), (e.Reason, e.Found.Length > 0));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Reading_ends_when_the_person_has_gone(string name)
    {
        var file = FileReading.Write(FileReading.Format(name), [new PortableList("L", [new PortableTask("t")])], default);

        Assert.Throws<OperationCanceledException>(
            () => FileReading.Read(name, Encoding.UTF8.GetString(file).TrimStart('\uFEFF'), ended: new CancellationToken(canceled: true)));
    }
}
