using System.Diagnostics;
using System.Text.RegularExpressions;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker;

/// <summary>The clients of docs/broker.md, taken from it as they stand there.</summary>
public sealed partial class BrokerGuideTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly TestApp _app = fixture.App;

    [Theory]
    [InlineData("curl", "sh", "bash", "-c", "")]
    [InlineData("Node", "js", "node", "-e", "(async () => { await saveAuthCode('customer-7', process.env.CODE); console.log(await getAccessToken('customer-7')); })()")]
    [InlineData(
        "Python", "python", "python3", "-c",
        "save_auth_code('customer-7', os.environ['CODE']); print(get_access_token('customer-7'))")]
    public async Task Each_client_exchanges_a_code_for_a_live_token(
        string heading, string language, string program, string option, string use)
    {
        var person = _app.Sandbox.Accounts.Add($"Customer of {heading}");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(option);
        start.ArgumentList.Add($"{Client(heading, language)}\n{use}");
        start.Environment["TASKSWEB"] = _app.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["KEY"] = BrokerFixture.Reports;
        start.Environment["CODE"] = await _app.ConsentCodeAsync(person, ConnectSteps.DriveScope);

        using var process = Process.Start(start)!;
        var (output, errors) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, errors);
        var token = Token().Matches(output).Last().Value;
        Assert.True(_app.Sandbox.Grants.IsLive(token), output);
    }

    private static string Client(string heading, string language)
    {
        var guide = RepositoryFiles.Read("docs/broker.md");
        var section = guide[guide.IndexOf($"### {heading}", StringComparison.Ordinal)..];
        var begin = section.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return section[begin..section.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"ya29\.[A-Za-z0-9_.-]+")]
    private static partial Regex Token();
}
