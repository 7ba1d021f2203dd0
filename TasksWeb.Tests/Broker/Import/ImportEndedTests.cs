using System.Net;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>A token whose grant has ended since it was imported is not held, and is not sent again.</summary>
public sealed class ImportEndedTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: BrokerFixture.Settings);

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("disconnected")]
    [InlineData("invalid_grant")]
    public async Task A_grant_that_has_ended_is_not_held_and_its_token_is_not_sent(string reason)
    {
        var person = _app.Sandbox.Accounts.Hanako;
        var token = _app.Sandbox.Grants.Issue(person, _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken;
        Assert.Equal(0, (await ImportAsync(token)).Code);
        if (reason == "disconnected")
        {
            (await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", "alice")).Dispose();
        }
        else
        {
            _app.Sandbox.Grants.Revoke(person);
            _app.Clock.Advance(TimeSpan.FromHours(2));
            using var refused = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }
        var sent = _app.Sandbox.ExchangeCount;

        var (code, output) = await ImportAsync(token);

        Assert.Equal(1, code);
        Assert.Contains($"row 2: google_drive for alice: its connection has ended since ({reason})", output, StringComparison.Ordinal);
        Assert.DoesNotContain("held already", output, StringComparison.Ordinal);
        Assert.Contains("1 ended since", output, StringComparison.Ordinal);
        Assert.Equal(sent, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_newer_consent_counts_as_imported()
    {
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        var person = _app.Sandbox.Accounts.Hanako;
        var token = _app.Sandbox.Grants.Issue(person, _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken;
        await ImportAsync(token);
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", person)).Dispose();

        var (code, output) = await ImportAsync(token);

        Assert.True(code == 0, output);
        Assert.Contains("1 imported before", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> ImportAsync(string? token) => _app.ImportAsync(
        _folder["a.csv"], $"connector,identifier,refresh_token\ngoogle_drive,alice,{token}\n");
}
