using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Audit;

/// <summary><c>TasksWeb verify-audit</c> does not approve a store in which there is nothing to check.</summary>
public sealed class AuditStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "there is no such file")]
    [InlineData(true, "has nothing in it")]
    public async Task A_store_that_does_not_exist_or_is_empty_is_not_approved(bool exists, string words)
    {
        if (exists)
            await File.WriteAllBytesAsync(_folder["nowhere.db"], []);
        await using var process = TasksWebProcess.Start(new()
        {
            WorkingDirectory = _folder.Path,
            Command = "verify-audit",
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Storage:ConnectionString"] = $"Data Source={_folder["nowhere.db"]}",
                ["Providers:google:ClientId"] = "client",
                ["Providers:google:ClientSecret"] = "secret",
            },
        });
        var code = await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var output = string.Join('\n', process.Output);

        Assert.Equal(1, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Contains("Storage:ConnectionString", output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was changed", output, StringComparison.Ordinal);
        Assert.Equal(exists, File.Exists(_folder["nowhere.db"]));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_store_without_any_entry_is_not_approved_where_backends_have_keys(bool hasKeys, int expected)
    {
        await using var app = await TestApp.StartAsync(settings: hasKeys ? BrokerFixture.Settings : null);
        using var visitor = await app.SignInAsync();

        var (code, output) = await app.CommandAsync("verify-audit");

        Assert.Equal(expected, code);
        Assert.Contains("No entry, and no record since when entries are written", output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was changed", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Call", false, 0)]
    [InlineData("Call", true, 1)]
    [InlineData("Both", false, 1)]
    [InlineData("Token", false, 1)]
    public async Task An_entry_is_expected_only_where_a_key_writes_one(string release, bool audit, int expected)
    {
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Broker:Keys:0:Name"] = "caller",
            ["Broker:Keys:0:Sha256"] = BrokerFixture.DigestOf(BrokerFixture.Reports),
            ["Broker:Keys:0:Connectors:0"] = "google_drive",
            ["Broker:Keys:0:Release"] = release,
            ["Broker:Calls:Audit"] = audit.ToString(),
        });
        using var visitor = await app.SignInAsync();

        var (code, output) = await app.CommandAsync("verify-audit");

        Assert.True(code == expected, output);
        Assert.Contains("No entry, and no record since when entries are written", output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was changed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_that_are_all_gone_before_their_time_are_missed()
    {
        await using var app = await StartAsync();
        var entries = app.Services.GetRequiredService<TokenAuditRepository>();
        await foreach (var line in entries.AllAsync(default))
            await entries.DeleteAsync(line, default);

        var (code, output) = await app.CommandAsync("verify-audit");

        Assert.Equal(1, code);
        Assert.Contains("entries are written since", output, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(366));
        Assert.Equal(0, (await app.CommandAsync("verify-audit")).Code);
    }

    [Fact]
    public async Task Lines_without_names_are_counted()
    {
        await using var app = await StartAsync();
        await app.Services.GetRequiredService<TokenAuditLog>().DeleteAsync("broker:reports/alice");
        (await app.ObtainAsync(BrokerFixture.Reports, "bob", app.Sandbox.Accounts.Alex)).Dispose();

        var (code, output) = await app.CommandAsync("verify-audit");

        Assert.True(code == 0, output);
        Assert.Contains("2 of the lines name nobody any more", output, StringComparison.Ordinal);
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(settings: BrokerFixture.Settings);
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await app.ObtainAsync(BrokerFixture.Reports, "alice", app.Sandbox.Accounts.Hanako)).Dispose();
        using var answer = await app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return app;
    }
}
