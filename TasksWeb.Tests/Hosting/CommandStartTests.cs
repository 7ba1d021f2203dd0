using TasksWeb.Foundation;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>A command line of the process, in a place where nothing is configured yet.</summary>
public sealed class CommandStartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help", 0, "TasksWeb backup FILE")]
    [InlineData("Import a.csv --key reports", 2, "TasksWeb has no command 'Import'")]
    [InlineData("import a.csv --connectors:google x", 2, "Connectors:google has no value of its own")]
    public async Task Help_and_refusals_need_no_settings(string line, int expected, string words)
    {
        await using var process = TasksWebProcess.Start(new()
        {
            WorkingDirectory = _folder.Path,
            Command = line,
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        });
        var code = await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var output = string.Join('\n', process.Output);

        Assert.True(code == expected, $"Exit code {code}:\n{output}");
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.DoesNotContain("does not start", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--urls http://127.0.0.1:8080")]
    [InlineData("--Storage:Provider Sqlite --environment Production")]
    [InlineData("/urls http://127.0.0.1:8080 Storage:Provider=Sqlite")]
    public void Settings_alone_start_the_server(string line) => Assert.False(CommandLine.IsCommand(line.Split(' ')), line);
}
