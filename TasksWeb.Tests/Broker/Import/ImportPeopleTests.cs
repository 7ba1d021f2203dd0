using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>Nothing is sent for somebody who may not sign in here, or does not want the backend to have it.</summary>
public sealed class ImportPeopleTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;
    private string _person = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings) { ["SignIn:Allow:0"] = "*" });
        using var visitor = await _app.SignInAsync();
        _person = _app.KeyOf().User;
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_of_somebody_who_is_off_the_list_is_not_sent()
    {
        var configuration = (IConfigurationRoot)_app.Services.GetRequiredService<IConfiguration>();
        configuration["SignIn:Allow:0"] = "alex.smith@example.com";
        configuration.Reload();

        await RefusesAsync("row 2: SignIn:Allow does not let this person sign in.");
    }

    [Fact]
    public async Task A_token_of_somebody_who_has_stopped_the_key_is_not_sent()
    {
        var uses = _app.Services.GetRequiredService<BackendUses>();
        await uses.UseAsync(_person, "insight", "google_drive");
        Assert.True(await uses.SetStoppedAsync(_person, "insight", "google_drive", isStopped: true));

        await RefusesAsync("row 2: this person has stopped the key's use of google_drive.");
    }

    private async Task RefusesAsync(string words)
    {
        var calls = _app.Sandbox.Traffic.CallsOf("/token");
        var token = _app.Sandbox.Grants.Issue(
            _app.Sandbox.Accounts.Alex, _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken;

        var (code, output) = await _app.ImportAsync(
            _folder["a.csv"], $"connector,identifier,refresh_token\ngoogle_drive,{_person},{token}\n", "--key", "insight");

        Assert.Equal(1, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Contains("\n1 not imported.", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(calls, _app.Sandbox.Traffic.CallsOf("/token"));
    }
}
