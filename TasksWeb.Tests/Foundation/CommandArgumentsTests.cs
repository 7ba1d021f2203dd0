using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using TasksWeb.Foundation;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Foundation;

/// <summary>A command does nothing unless every word of its command line is understood.</summary>
public sealed partial class CommandArgumentsTests
{
    private static readonly CommandUsage Usage = new(
        "move", new CommandOption("key", "NAME"), new CommandOption("connector", "CONNECTOR"),
        new CommandOption("connector:", "CONNECTOR"), new CommandOption("no-proof"))
    {
        TakesFile = true,
        Purpose = "Moves.",
    };

    [Theory]
    [InlineData("--noproof", "There is no option --noproof.")]
    [InlineData("--noproof true", "There is no option --noproof.")]
    [InlineData("--conector:google google_drive", "There is no option --conector:google.")]
    [InlineData("--connector: google_drive", "There is no option --connector:.")]
    [InlineData("--Strage:ConnectionString x", "There is no option --Strage:ConnectionString.")]
    [InlineData("--file b.csv", "There is no option --file.")]
    [InlineData("-- b.csv", "There is no option --.")]
    [InlineData("--no-proof yes", "--no-proof has no value, or true or false, and not 'yes'.")]
    [InlineData("--no-proof=1", "--no-proof has no value, or true or false, and not '1'.")]
    [InlineData("--no-proof b.csv", "--no-proof has no value, or true or false, and not 'b.csv'.")]
    [InlineData("--key", "--key needs a value.")]
    [InlineData("--key --no-proof", "--key needs a value.")]
    [InlineData("--key a --KEY b", "--KEY is there twice.")]
    [InlineData("b.csv", "'b.csv' is not understood.")]
    [InlineData("no-proof=true", "'no-proof=true' is not understood.")]
    [InlineData("-n", "'-n' is not understood.")]
    public void What_is_not_understood_is_named(string line, string words)
    {
        Assert.Null(Read($"a.csv {line}", out var problem));
        Assert.Equal(words, problem);
    }

    [Theory]
    [InlineData("a.csv --no-proof", true)]
    [InlineData("a.csv --no-proof true", true)]
    [InlineData("--no-proof=True a.csv", true)]
    [InlineData("--no-proof --urls http://127.0.0.1:1 a.csv", true)]
    [InlineData("a.csv --no-proof false", false)]
    [InlineData("a.csv", false)]
    public void A_switch_is_on_without_a_value_or_with_true(string line, bool isOn)
    {
        var read = Read(line, out var problem)!;

        Assert.Null(problem);
        Assert.Equal(("a.csv", isOn), (read.File, read.Has("no-proof")));
    }

    [Fact]
    public void Options_have_their_values()
    {
        var read = Read("a.csv --key reports --connector:Google google_drive --connector=--odd", out _)!;

        Assert.Equal(
            ("reports", "google_drive", "--odd", null),
            (read["key"], read["connector:google"], read["connector"], read["connector:fitbit"]));
    }

    [Fact]
    public void A_problem_is_followed_by_what_there_is() => Assert.Equal(
        "TasksWeb move has FILE, --key NAME, --connector CONNECTOR, --connector:NAME CONNECTOR, --no-proof, and settings such as "
        + "--Storage:ConnectionString.", Usage.Describe());

    [Fact]
    public void Settings_of_a_command_line_are_read_and_options_are_not()
    {
        var settings = new ConfigurationBuilder().AddCommandLine(CommandLine.SettingsOf(
            ["move", "a.csv", "--no-proof", "--key", "reports", "--Storage:Provider", "Sqlite", "--PublicOrigin=https://a.example"]))
            .Build();

        Assert.Equal(
            ["PublicOrigin=https://a.example", "Storage:Provider=Sqlite"],
            settings.AsEnumerable().Where(one => one.Value is not null).Select(one => $"{one.Key}={one.Value}").Order());
        Assert.Equal(["--key", "x"], CommandLine.SettingsOf(["--key", "x"]));
    }

    [Fact]
    public void Every_documented_setting_can_stand_behind_a_command()
    {
        var keys = Keys().Matches(RepositoryFiles.Read("docs/configuration.md")).Select(row => row.Groups["key"].Value).ToList();

        Assert.True(keys.Count > 80);
        Assert.All(keys, key => Assert.True(new CommandLinePart(key, "x").IsSetting, key));
    }

    private static CommandArguments? Read(string line, out string? problem) =>
        CommandArguments.Read(Usage, CommandLine.Divide(line.Split(' ')), out problem);

    [GeneratedRegex(@"^\| `(?<key>[A-Z][^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex Keys();
}
