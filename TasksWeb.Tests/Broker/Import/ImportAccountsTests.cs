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
        _app = await TestApp.StartAsync(settings: BrokerFixture.Settings);
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

        var (code, output) = await ImportAsync([Issue(_alex, Scope)], "--replace");

        Assert.True(code == 0, output);
        Assert.Equal([_hanako.Subject, _alex.Subject], await HeldAsync());
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(_hanako));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(_alex));
    }

    [Fact]
    public async Task A_token_that_names_nobody_replaces_no_account_that_works()
    {
        await ConnectAsync();

        var (code, output) = await ImportAsync([Issue(_alex, ConnectSteps.DriveScope)], "--replace");

        Assert.Equal(1, code);
        Assert.Contains("does not say whose account it is", output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(_hanako));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_names_nobody_is_put_under_no_name(bool isUnproved)
    {
        await ConnectAsync();
        (await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", "alice")).Dispose();

        var (code, output) = await ImportAsync([Issue(_alex, ConnectSteps.DriveScope)], $"--no-proof={isUnproved}");

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

        var (_, kept) = await ImportAsync([token]);

        Assert.Contains("there is an active connection", kept, StringComparison.Ordinal);
        Assert.Equal(0, _app.Sandbox.ExchangeCount);
        Assert.Equal(0, (await ImportAsync([token], "--replace")).Code);
        Assert.Equal([_alex.Subject], await HeldAsync());
    }

    [Fact]
    public async Task Rows_of_one_person_go_to_the_accounts_that_the_provider_names()
    {
        string[] tokens = [Issue(_hanako, Scope), Issue(_alex, Scope)];

        var (code, output) = await ImportAsync(tokens);

        Assert.True(code == 0, output);
        Assert.Equal([_hanako.Subject, _alex.Subject], await HeldAsync());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await TokenAsync(_hanako), await TokenAsync(_alex)));
        var sent = _app.Sandbox.ExchangeCount;
        Assert.Contains("2 held already", (await ImportAsync(tokens)).Output, StringComparison.Ordinal);
        Assert.Equal(sent, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_row_that_failed_joins_the_persons_other_account_in_the_next_run()
    {
        var (first, second) = (Issue(_hanako, Scope), Issue(_alex, Scope));
        await ImportAsync([first]);

        var (code, output) = await ImportAsync([first, second]);

        Assert.True(code == 0, output);
        Assert.Contains("1 saved, 1 held already", output, StringComparison.Ordinal);
        Assert.Equal([_hanako.Subject, _alex.Subject], await HeldAsync());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Where_no_account_is_named_a_person_has_one_grant(bool replace, bool isUnproved)
    {
        string[] tokens = [Issue(_hanako, ConnectSteps.DriveScope), Issue(_alex, ConnectSteps.DriveScope)];

        var (code, output) = await ImportAsync(tokens, $"--replace={replace}", $"--no-proof={isUnproved}");

        Assert.Equal(1, code);
        Assert.Contains(
            "row 3: google_drive for alice: not kept: the provider names no account, or was not asked", output,
            StringComparison.Ordinal);
        Assert.Contains("1 saved", output, StringComparison.Ordinal);
        Assert.Equal(isUnproved ? 0 : 1, _app.Sandbox.ExchangeCount);
        Assert.Equal([null], await HeldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_tokens_of_one_account_the_first_is_kept(bool replace)
    {
        string[] tokens = [Issue(_hanako, Scope), Issue(_hanako, Scope), Issue(_hanako, ConnectSteps.DriveScope)];

        for (var run = 1; run <= 2; run++)
        {
            var (code, output) = await ImportAsync(tokens, $"--replace={replace}");

            Assert.Equal(1, code);
            Assert.Contains("row 3: google_drive for alice: not kept: its account has an active", output, StringComparison.Ordinal);
            Assert.Contains("row 4: google_drive for alice: not kept: the provider names no", output, StringComparison.Ordinal);
            Assert.Equal(3, _app.Sandbox.ExchangeCount);
        }
        Assert.Equal([_hanako.Subject], await HeldAsync());
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(_hanako));
    }

    private async Task ConnectAsync() =>
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _hanako, scope: Scope)).Dispose();

    private string Issue(Account account, string scope) =>
        _app.Sandbox.Grants.Issue(account, _app.Sandbox.Client, scope.Split(' ')).RefreshToken!;

    private Task<(int Code, string Output)> ImportAsync(string[] tokens, params string[] options) => _app.ImportAsync(
        _folder["a.csv"],
        "connector,identifier,refresh_token\n" + string.Concat(tokens.Select(token => $"google_drive,alice,{token}\n")), options);

    private async Task<HttpStatusCode> TokenAsync(Account account)
    {
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice", $"?account={IdOf(account)}");
        return answer.StatusCode;
    }

    private async Task<IEnumerable<string?>> HeldAsync() => (await _app.Services.GetRequiredService<GrantAccounts>()
        .ListAsync("google_drive", "broker:reports/alice", default)).Select(grant => grant.Holder?.Subject);

    private static string IdOf(Account account) => ProviderAccount.IdOf(account.Subject);
}
