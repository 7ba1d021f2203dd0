using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker.Import;

/// <summary><c>TasksWeb import FILE</c>: each token goes to the account that the provider names.</summary>
public sealed class ImportAccountsTests : IAsyncLifetime
{
    private const string Scope = $"openid email profile {ConnectSteps.DriveScope}";

    private readonly TestFolder _folder = new();
    private TestApp _app = null!;
    private Account _hanako = null!;
    private Account _alex = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(
            settings: new(BrokerFixture.Settings) { ["key"] = "reports", ["per-second"] = "1000" });
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (_hanako, _alex) = (_app.Sandbox.Accounts.Hanako, _app.Sandbox.Accounts.Add("Alex"));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_of_another_account_is_kept_beside_the_first()
    {
        await ConnectAsync();
        _app.Set("replace", "true");

        var (code, output) = await ImportAsync(Issue(_alex, Scope));

        Assert.True(code == 0, output);
        Assert.Equal([_hanako.Subject, _alex.Subject], await HeldAsync());
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(_hanako));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(_alex));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_token_that_names_nobody_is_put_under_no_name(bool isLive, bool isUnproved)
    {
        await ConnectAsync();
        if (!isLive)
            (await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", "alice")).Dispose();
        _app.Set("replace", isLive ? "true" : "false");
        _app.Set("no-proof", isUnproved ? "true" : "false");

        var (code, output) = await ImportAsync(Issue(_alex, ConnectSteps.DriveScope));

        Assert.True(code == 0, output);
        Assert.Equal([null], await HeldAsync());
        Assert.Equal(HttpStatusCode.NotFound, await TokenAsync(_hanako));
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_live_grant_of_a_further_account_is_replaced_only_when_that_is_asked_for()
    {
        await ConnectAsync();
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _alex, scope: Scope)).Dispose();
        using var revoked = await _app.BrokerAsync(
            HttpMethod.Delete, BrokerFixture.Reports, $"google_drive/alice?account={IdOf(_hanako)}");
        var token = Issue(_alex, Scope);

        var (_, kept) = await ImportAsync(token);

        Assert.Contains("another grant lives here", kept, StringComparison.Ordinal);
        Assert.Equal(0, _app.Sandbox.ExchangeCount);
        _app.Set("replace", "true");
        Assert.Equal(0, (await ImportAsync(token)).Code);
        Assert.Equal([_alex.Subject], await HeldAsync());
    }

    private async Task ConnectAsync() =>
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _hanako, scope: Scope)).Dispose();

    private string Issue(Account account, string scope) =>
        _app.Sandbox.Grants.Issue(account, _app.Sandbox.Client, scope.Split(' ')).RefreshToken!;

    private Task<(int Code, string Output)> ImportAsync(params string[] tokens) => _app.ImportAsync(
        _folder["a.csv"],
        "connector,identifier,refresh_token\n" + string.Concat(tokens.Select(token => $"google_drive,alice,{token}\n")));

    private async Task<HttpStatusCode> TokenAsync(Account account)
    {
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice", $"?account={IdOf(account)}");
        return answer.StatusCode;
    }

    private async Task<IEnumerable<string?>> HeldAsync() => (await _app.Services.GetRequiredService<GrantAccounts>()
        .ListAsync("google_drive", "broker:reports/alice", default)).Select(grant => grant.Holder?.Subject);

    private static string IdOf(Account account) => ProviderAccount.IdOf(account.Subject);
}
