using System.Collections.Concurrent;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting.Logging;

/// <summary>The app as a process whose output a program collects.</summary>
public sealed class LogOutputTests : IDisposable
{
    private static readonly string[] Parameters = ["code", "state", "login_hint", "token", "access_token", "id_token"];

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/crash", 137)]
    [InlineData("/exit", 3)]
    public async Task What_is_logged_right_before_a_crash_is_written(string path, int exitCode)
    {
        await using var process = Start(new() { ["DOTNET_STARTUP_HOOKS"] = typeof(LogOutputTests).Assembly.Location });
        await process.WaitUntilReadyAsync();
        using var client = new HttpClient();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.GetAsync(new Uri(process.Address, $"/before-{i}"))));
        await Record.ExceptionAsync(() => client.GetAsync(new Uri(process.Address, path)));

        Assert.Equal(exitCode, await process.WaitForExitAsync());
        Assert.Equal(100, _lines.Count(line => line.Contains("GET /before-", StringComparison.Ordinal)));
        Assert.Contains(_lines, line => line.Contains($"\"GET {path} 404 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Times_are_ISO_8601_in_UTC_whatever_the_time_zone()
    {
        var before = TimeProvider.System.GetUtcNow();
        await using (var process = Start(new() { ["TZ"] = "Asia/Tokyo" }))
        {
            await process.WaitUntilReadyAsync();
            Assert.Equal(0, await process.StopAsync());
        }

        Assert.NotEmpty(_lines);
        Assert.All(_lines, line =>
        {
            Assert.Matches(@"^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]{3}\] ", line);
            var time = DateTimeOffset.Parse(line[1..25], System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(time, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
        });
    }

    [Fact]
    public async Task No_setting_makes_the_log_hold_a_code_a_state_or_a_token()
    {
        await using (var process = Start(new()
        {
            ["Serilog:MinimumLevel:Default"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft"] = "Verbose",
            ["Serilog:MinimumLevel:Override:System"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Verbose",
            ["Serilog:MinimumLevel:Override:microsoft.aspnetcore.hosting.diagnostics"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Server.Kestrel.Connections"] = "Verbose",
            ["Serilog:MinimumLevel:Override:TasksWeb.Hosting.Logging.RequestLog"] = "Verbose",
        }))
        {
            await process.WaitUntilReadyAsync();
            foreach (var path in (string[])["/auth/login", "/auth/google/callback", "/tasks", "/connections/google_drive/callback"])
            {
                var query = string.Join('&', Parameters.Select(name => $"{name}=canary-{name}"));
                await RawRequest.GetAsync(process.Address, $"{path}?{query}", "Referer: https://a.example/?code=canary-referrer");
            }
            Assert.Equal(0, await process.StopAsync());
        }

        Assert.Contains(_lines, line => line.Contains(" VRB] ", StringComparison.Ordinal) || line.Contains(" DBG] ", StringComparison.Ordinal));
        Assert.Equal(4, _lines.Count(line => line.Contains(" INF] \"GET /", StringComparison.Ordinal)));
        Assert.Contains(_lines, line => line.Contains("GET /auth/google/callback ", StringComparison.Ordinal));
        Assert.DoesNotContain(_lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    private TasksWebProcess Start(Dictionary<string, string?> settings)
    {
        settings["Storage:ConnectionString"] = $"Data Source={_folder["tasksweb.db"]}";
        (settings["Providers:google:ClientId"], settings["Providers:google:ClientSecret"]) = ("client", "secret");
        return TasksWebProcess.Start(new() { Settings = settings, OnLine = _lines.Enqueue, WorkingDirectory = _folder.Path });
    }
}
