using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>Why an accepted token is not saved is said as it was.</summary>
public sealed class ImportNotKeptTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: BrokerFixture.Settings);

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_consent_while_the_token_is_sent_is_named_and_stays_so_in_the_next_run()
    {
        var token = _app.Sandbox.Grants.Issue(
            _app.Sandbox.Accounts.Add("Somebody"), _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken!;
        var run = await _app.Sandbox.HangInExchangeAsync(() => ImportAsync(token));
        await _app.Services.GetRequiredService<TokenVault>().SaveAsync(
            new GrantKey("google_drive", "broker:reports/alice"),
            new TokenResponse.Granted("a", "r", TimeSpan.FromHours(1), null, null), default);
        _app.Sandbox.Faults.Clear();

        var (code, output) = await run;
        var (again, second) = await ImportAsync(token);

        Assert.Equal((1, 1), (code, again));
        foreach (var said in new[] { output, second })
        {
            Assert.Contains("not kept: the provider names no account, and the person's active connection stays", said, StringComparison.Ordinal);
            Assert.DoesNotContain("row of the file", said, StringComparison.Ordinal);
        }
    }

    private Task<(int Code, string Output)> ImportAsync(string token) => _app.ImportAsync(
        _folder["a.csv"], $"connector,identifier,refresh_token\ngoogle_drive,alice,{token}\n");
}
