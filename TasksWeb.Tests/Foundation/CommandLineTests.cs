using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;

namespace TasksWeb.Tests.Foundation;

/// <summary>What is neither a command nor a setting starts nothing, and says what there is.</summary>
public sealed class CommandLineTests(CommandLineTests.AppFixture fixture) : IClassFixture<CommandLineTests.AppFixture>
{
    private const string Commands = "It has: backup, import, migrate, rewrap, sessions end, sessions list, verify-audit.";

    [Theory]
    [InlineData("Import a.csv")]
    [InlineData("BACKUP a.db")]
    [InlineData("verify_audit")]
    [InlineData("sessions")]
    [InlineData("./a.csv")]
    [InlineData("-v")]
    [InlineData("--urls http://127.0.0.1:1 rewarp")]
    public async Task A_word_that_is_no_command_is_refused_with_the_commands(string line)
    {
        var (code, output) = await fixture.App.CommandAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(Commands, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Storage:Provider=Sqlite sessions list --user nobody")]
    [InlineData("--Storage:Provider Sqlite --urls http://127.0.0.1:1 sessions list --user nobody")]
    [InlineData("--user=nobody sessions list")]
    public async Task Options_may_stand_before_the_command(string line)
    {
        var (_, output) = await fixture.App.CommandAsync(line.Split(' '));

        Assert.Contains("nobody here has the id or e-mail address nobody", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--replace import a.csv --key reports")]
    [InlineData("--replace import")]
    public async Task A_command_that_an_option_takes_for_its_value_is_refused(string line)
    {
        var (code, output) = await fixture.App.CommandAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains("Write the command first: TasksWeb import", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--help import")]
    [InlineData("--urls http://127.0.0.1:1 --help")]
    public async Task Help_lists_the_commands_with_their_options(string line)
    {
        var (code, output) = await fixture.App.CommandAsync(line.Split(' '));

        Assert.Equal(0, code);
        Assert.Contains("TasksWeb backup FILE", output, StringComparison.Ordinal);
        Assert.Contains("TasksWeb import FILE --key NAME [--connector CONNECTOR]", output, StringComparison.Ordinal);
        Assert.Contains("TasksWeb sessions end --user PERSON [--session ID] [--revoke]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_behind_a_command_describes_that_one()
    {
        var (code, output) = await fixture.App.CommandAsync("verify-audit", "--help");

        Assert.Equal(0, code);
        Assert.Contains("TasksWeb verify-audit [--retired-key ID,…]", output, StringComparison.Ordinal);
        Assert.DoesNotContain("TasksWeb import", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--connectors:google google_drive", "connectors:google has no value of its own")]
    [InlineData("--providers:google x", "providers:google has no value of its own")]
    [InlineData("--broker:key reports", "Broker:key is not a setting. Did you mean Keys?")]
    [InlineData("--Storage:ConectionString x", "Storage:ConectionString is not a setting. Did you mean ConnectionString?")]
    [InlineData("--Storage x", "There is no option --Storage.")]
    [InlineData("--Strage:ConnectionString x", "There is no option --Strage:ConnectionString.")]
    public async Task An_option_that_is_neither_the_commands_nor_a_setting_is_refused(string options, string words)
    {
        var (code, output) = await fixture.App.CommandAsync(["backup", "a.db", .. options.Split(' ')]);

        Assert.Equal(2, code);
        Assert.Contains(words, output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Nothing was done.", output, StringComparison.Ordinal);
    }

    public sealed class AppFixture : IAsyncLifetime
    {
        internal TestApp App { get; private set; } = null!;

        public async Task InitializeAsync() => App = await TestApp.StartAsync(settings: BrokerFixture.Settings);

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
