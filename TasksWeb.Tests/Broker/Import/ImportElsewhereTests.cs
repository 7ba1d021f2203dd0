using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Import;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>A token that was imported for another key or identifier is not sent again, and nobody is told that it is here.</summary>
public sealed class ImportElsewhereTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;
    private string _token = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: BrokerFixture.Settings);
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        _token = _app.Sandbox.Grants.Issue(
            _app.Sandbox.Accounts.Hanako, _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken!;
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("planner", "alice", false)]
    [InlineData("reports", "carol", false)]
    [InlineData("planner", "alice", true)]
    public async Task A_token_that_is_held_under_another_name_is_not_imported_and_the_name_is_said(
        string key, string identifier, bool isRotated)
    {
        _app.Sandbox.Grants.RotateRefreshTokens = isRotated;
        Assert.Equal(0, (await ImportAsync("reports", "alice")).Code);
        await ForgetRecordAsync(isForgotten: identifier == "carol");
        var sent = _app.Sandbox.ExchangeCount;

        var (code, output) = await ImportAsync(key, identifier);

        Assert.Equal(1, code);
        Assert.Contains(
            $"row 2: google_drive for {identifier}: not imported: the google_drive connection of alice (key reports) holds it", output,
            StringComparison.Ordinal);
        Assert.Contains("\n1 held under another name.", output, StringComparison.Ordinal);
        Assert.DoesNotContain(_token, output, StringComparison.Ordinal);
        Assert.Equal(sent, _app.Sandbox.ExchangeCount);
        using var answer = await _app.TokenAsync(
            key == "planner" ? BrokerFixture.Planner : BrokerFixture.Reports, "google_drive", identifier);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_whose_grant_elsewhere_has_ended_is_not_sent_and_the_place_is_said()
    {
        await ImportAsync("reports", "alice");
        (await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", "alice")).Dispose();

        var (code, output) = await ImportAsync("planner", "alice");

        Assert.Equal(1, code);
        Assert.Contains(
            "the google_drive connection of alice (key reports) has ended since (disconnected)", output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_came_to_a_newer_grant_elsewhere_is_not_counted_as_imported_here()
    {
        await ImportAsync("reports", "alice");
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _app.Sandbox.Accounts.Hanako)).Dispose();
        (await _app.ObtainAsync(BrokerFixture.Planner, "alice", _app.Sandbox.Accounts.Alex)).Dispose();

        var (code, output) = await ImportAsync("planner", "alice");

        Assert.Equal(1, code);
        Assert.DoesNotContain("imported before", output, StringComparison.Ordinal);
        Assert.Contains("an earlier run has imported it under another name", output, StringComparison.Ordinal);
        Assert.Equal(0, (await ImportAsync("reports", "alice")).Code);
    }

    [Fact]
    public async Task A_token_of_a_person_who_signs_in_here_is_said_to_be_theirs()
    {
        using var visitor = await _app.SignInAsync();
        var person = _app.KeyOf().User;
        Assert.Equal(0, (await ImportAsync("insight", person)).Code);

        var (code, output) = await ImportAsync("reports", "alice");

        Assert.Equal(1, code);
        Assert.Contains($"the google_drive connection of {person}, who signs in here, holds it", output, StringComparison.Ordinal);
    }

    private async Task ForgetRecordAsync(bool isForgotten)
    {
        if (isForgotten)
            await _app.Services.GetRequiredService<ImportRecordRepository>().DeleteAsync(
                GrantRepository.DigestOf(_token), default);
    }

    private Task<(int Code, string Output)> ImportAsync(string key, string identifier) => _app.ImportAsync(
        _folder["a.csv"], $"connector,identifier,refresh_token\ngoogle_drive,{identifier},{_token}\n", "--key", key);
}
