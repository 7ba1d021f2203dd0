using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Import;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>What cannot be undone happens only where the command line asks for it in words that are understood.</summary>
public sealed class ImportOptionsTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: BrokerFixture.Settings);
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("--noproof", "true")]
    [InlineData("--no-proof", "yes")]
    [InlineData("--replce", "true")]
    [InlineData("--replace", "1")]
    [InlineData("--conector:google", "google_drive")]
    [InlineData("--connectors:google", "google_drive")]
    [InlineData("second.csv")]
    public async Task An_option_that_is_not_understood_stops_the_import_before_anything_is_sent(params string[] options)
    {
        var (code, output) = await ImportAsync(options);

        Assert.Equal(2, code);
        Assert.Contains("Nothing was done. TasksWeb import has FILE, --key NAME", output, StringComparison.Ordinal);
        Assert.Contains("--replace, --no-proof", output, StringComparison.Ordinal);
        Assert.Equal(0, _app.Sandbox.ExchangeCount);
        Assert.Empty(await _app.Services.GetRequiredService<ImportRecordRepository>().AllAsync(default).ToListAsync());
    }

    [Fact]
    public async Task A_token_that_is_not_proved_replaces_nothing()
    {
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _app.Sandbox.Accounts.Hanako)).Dispose();
        var sent = _app.Sandbox.ExchangeCount;

        var (code, output) = await ImportAsync("--no-proof", "--replace");

        Assert.Equal(2, code);
        Assert.Contains("--no-proof and --replace exclude each other", output, StringComparison.Ordinal);
        Assert.Equal(sent, _app.Sandbox.ExchangeCount);
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await _app.Services.GetRequiredService<ImportRecordRepository>().AllAsync(default).ToListAsync());
    }

    [Fact]
    public async Task The_environment_gives_no_option()
    {
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _app.Sandbox.Accounts.Hanako)).Dispose();
        var configuration = _app.Services.GetRequiredService<IConfiguration>();
        (configuration["replace"], configuration["no-proof"], configuration["connector"]) = ("true", "true", "fitbit");

        var (code, output) = await ImportAsync();

        Assert.Equal(1, code);
        Assert.Contains("there is an active connection", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessions list", "--usr", "hanako@example.com")]
    [InlineData("sessions end", "--user", "hanako@example.com", "--revok")]
    [InlineData("sessions end", "--user", "hanako@example.com", "--revoke", "no")]
    [InlineData("verify-audit", "--retired-keys", "abc")]
    [InlineData("backup", "copy.db", "--to", "there")]
    [InlineData("rewrap", "now")]
    [InlineData("migrate", "--form", "a", "--to", "b")]
    public async Task No_command_runs_with_an_option_that_it_does_not_know(string name, params string[] options)
    {
        var (code, output) = await _app.CommandAsync([.. name.Split(' '), .. options]);

        Assert.Equal(2, code);
        Assert.Contains($"Nothing was done. TasksWeb {name} has ", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> ImportAsync(params string[] options)
    {
        var token = _app.Sandbox.Grants.Issue(
            _app.Sandbox.Accounts.Add("Somebody"), _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken;
        return _app.ImportAsync(
            _folder["a.csv"], $"connector,identifier,refresh_token\ngoogle_drive,alice,{token}\n", options);
    }
}
