using System.Net;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker.Import;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Broker;

/// <summary>A provider that names accounts only when it is asked, and does not answer.</summary>
public sealed class UnansweredAccountTests : IAsyncLifetime
{
    private const string Scope = $"openid email profile {ConnectSteps.DriveScope}";

    private readonly TestFolder _folder = new();
    private TestApp _app = null!;
    private Account _first = null!;
    private Account _second = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(
            settings: new(BrokerFixture.Settings)
            {
                ["Connectors:acme_drive:Provider"] = "acme",
                ["Connectors:acme_drive:Scopes:0"] = ConnectSteps.DriveScope,
                ["Broker:Keys:0:Connectors:3"] = "acme_drive",
            },
            more: google => new Dictionary<string, string?>
            {
                ["Providers:acme:ClientId"] = google.Client.ClientId,
                ["Providers:acme:ClientSecret"] = google.Client.ClientSecret,
                ["Providers:acme:AuthorizationEndpoint"] = new Uri(google.Address, "/o/oauth2/v2/auth").AbsoluteUri,
                ["Providers:acme:TokenEndpoint"] = new Uri(google.Address, "/token").AbsoluteUri,
                ["Providers:acme:UserInformationEndpoint"] = new Uri(google.Address, "/v1/userinfo").AbsoluteUri,
                ["Providers:acme:AccountField"] = "sub",
            });
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (_first, _second) = (_app.Sandbox.Accounts.Add("First One"), _app.Sandbox.Accounts.Add("Second Two"));
        (await ConnectAsync(_first)).EnsureSuccessStatusCode().Dispose();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tokens_of_a_code_that_may_be_of_another_account_do_not_replace_those_that_work()
    {
        _app.Sandbox.Faults.Add(Fault.Of("userinfo", FaultKind.Html, times: 0));

        using var answer = await ConnectAsync(_second);

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");
        Assert.Equal("account_unknown", problem.GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.OK, await TokenOfFirstAsync());
    }

    [Fact]
    public async Task Imported_tokens_that_may_be_of_another_account_do_not_replace_those_that_work()
    {
        var token = _app.Sandbox.Grants.Issue(_second, _app.Sandbox.Client, Scope.Split(' ')).RefreshToken;
        _app.Sandbox.Faults.Add(Fault.Of("userinfo", FaultKind.Html, times: 0));

        var (code, output) = await _app.ImportAsync(
            _folder["tokens.csv"], $"connector,identifier,refresh_token\nacme_drive,alice,{token}\n", "--replace");

        Assert.True(code != 0, output);
        Assert.Contains("does not say whose account it is", output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await TokenOfFirstAsync());
    }

    [Fact]
    public async Task A_provider_that_fails_once_is_asked_again()
    {
        _app.Sandbox.Faults.Add(Fault.Of("userinfo", FaultKind.Html));

        (await ConnectAsync(_second)).EnsureSuccessStatusCode().Dispose();

        using var answer = await _app.TokenAsync(
            BrokerFixture.Reports, "acme_drive", "alice", $"?account={ProviderAccount.IdOf(_second.Subject)}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await TokenOfFirstAsync());
    }

    private async Task<HttpResponseMessage> ConnectAsync(Account account) => await _app.CodeAsync(
        BrokerFixture.Reports, "acme_drive", "alice", await _app.ConsentCodeAsync(account, Scope));

    private async Task<HttpStatusCode> TokenOfFirstAsync()
    {
        using var answer = await _app.TokenAsync(
            BrokerFixture.Reports, "acme_drive", "alice", $"?account={ProviderAccount.IdOf(_first.Subject)}");
        return answer.StatusCode;
    }
}
