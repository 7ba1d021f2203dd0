using System.Text;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tests.Tasks.Transfer;

/// <summary>Nesting in a file costs no stack.</summary>
public sealed class DeepFileTests
{
    private const int Levels = 200_000;

    public static TheoryData<string> Formats => [.. TransferFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_list_200000_levels_deep_is_written_and_read_back(string name)
    {
        var format = TransferFormat.All.Single(format => format.Name == name);
        var list = PortableList.From(new TaskList { Id = "l", Title = "Deep" },
        [
            .. Enumerable.Range(1, Levels).Select(level => new TaskItem
            {
                Id = $"{level}",
                Parent = level == 1 ? null : $"{level - 1}",
                Title = "t",
            }),
        ]);
        using var file = new MemoryStream();
        format.Write(file, [list], default);

        var read = Assert.Single(format.Read(TransferFormat.Decode(file.ToArray())));

        Assert.Equal(Levels, read.Tasks.Count);
        Assert.Equal(list.Tasks.Select(task => task.Level), read.Tasks.Select(task => task.Level));
        Assert.Equal(PortableTask.MaxLevel, read.Tasks[^1].Level);
    }

    [Theory]
    [InlineData("csv", "Title,Level\n", "t,{0}\n", "")]
    [InlineData("json", "[", "{{\"id\":\"{1}\",\"parent\":\"{0}\",\"title\":\"t\"}},", "]")]
    [InlineData("ics", "BEGIN:VCALENDAR\n", "BEGIN:VTODO\nUID:{1}\nRELATED-TO:{0}\nSUMMARY:t\nEND:VTODO\n", "END:VCALENDAR\n")]
    public void A_foreign_file_200000_levels_deep_is_read(string name, string head, string task, string end)
    {
        var text = new StringBuilder(head);
        var row = CompositeFormat.Parse(task);
        for (var level = 0; level < Levels; level++)
            text.AppendFormat(null, row, level, level + 1);

        var list = Assert.Single(TransferFormat.All.Single(format => format.Name == name).Read(text + end));

        Assert.Equal(Levels, list.Tasks.Count);
    }

    [Fact]
    public void Json_nested_200000_arrays_deep_is_refused()
    {
        var format = TransferFormat.All.Single(format => format.Name == "json");
        var e = Assert.Throws<TransferException>(
            () => format.Read($"\n{new string('[', Levels)}{new string(']', Levels)}"));
        Assert.Equal(("JsonDepth", 2), (e.Reason, e.Line));
    }
}
