using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;
using TasksWeb.Tests.Broker.Events;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.SignIn;

/// <summary>What Google says of an account ends sessions and grants, if it is Google who says it.</summary>
public sealed class CrossAccountEventTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Visitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings) { ["CrossAccountEvents:Enabled"] = "true" });
        _visitor = await _app.SignInAsync();
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    private Account Hanako => _app.Sandbox.Accounts.Hanako;

    [Theory]
    [InlineData("sessions-revoked", true, GrantStatus.Active)]
    [InlineData("tokens-revoked", true, GrantStatus.Dead)]
    [InlineData("account-disabled", true, GrantStatus.Dead)]
    [InlineData("account-enabled", false, GrantStatus.Active)]
    [InlineData("verification", false, GrantStatus.Active)]
    public async Task An_event_ends_what_it_says_and_nothing_of_other_people(string type, bool isSignedOut, GrantStatus status)
    {
        using var other = await _app.SignInAsync("Alex Smith");

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(_app.Sandbox.CreateSecurityEvent(Hanako, type)));

        Assert.Equal(isSignedOut ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, await SessionAsync(_visitor));
        Assert.Equal(status, (await _app.GrantAsync()).Value.Status);
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(other));
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync("Alex Smith")).Value.Status);
        var events = await _app.Services.GetRequiredService<SecurityEvents>().ListAsync(default);
        Assert.Contains(("cross_account_event", _app.KeyOf().User, type), events.Select(one => (one.What, one.Who, one.Outcome)));
    }

    [Fact]
    public async Task A_delayed_event_leaves_what_began_after_it()
    {
        var delayed = _app.Sandbox.CreateSecurityEvent(Hanako, "tokens-revoked");
        _app.Sandbox.Grants.Revoke(Hanako);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _visitor.GetAsync("/api/tasklists")).StatusCode);
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        await _visitor.ConnectAsync(Hanako.Name, "google_tasks", "Reconnect");
        using var again = await _app.SignInAsync();

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(delayed));

        Assert.Equal(HttpStatusCode.Unauthorized, await SessionAsync(_visitor));
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(again));
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync()).Value.Status);
    }

    [Theory]
    [InlineData("{\"alg\":\"RS256\"}", "{\"iss\":null}")]
    [InlineData("{\"alg\":null}", "{}")]
    [InlineData("{}", "{\"iss\":1}")]
    public async Task A_token_without_issuer_or_algorithm_is_refused(string header, string payload)
    {
        var issuer = payload == "{}" ? $"{{\"iss\":\"{_app.Sandbox.Issuer}\"}}" : payload;

        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync($"{Part(header)}.{Part(issuer)}.AA"));

        static string Part(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }

    [Fact]
    public async Task A_further_account_ends_with_all_its_connections_and_the_first_one_goes_on()
    {
        var second = _app.Sandbox.Accounts.Add("Second account");
        await _visitor.ConnectAnotherAsync(second.Name);
        await _visitor.ConnectAsync(Hanako.Name);

        await SendAsync(_app.Sandbox.CreateSecurityEvent(second, "tokens-revoked"));

        var grants = _app.Services.GetRequiredService<GrantRepository>();
        var further = _app.KeyOf() with { Account = ProviderAccount.IdOf(second.Subject) };
        Assert.Equal(GrantStatus.Dead, (await grants.FindAsync(further.Id, default))!.Value.Status);
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync()).Value.Status);
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync(Hanako.Name, "google_drive"))!.Value.Status);
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(_visitor));
    }

    [Fact]
    public async Task A_backends_own_people_end_by_their_account_and_by_no_other()
    {
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        var alex = _app.Sandbox.Accounts.Alex;
        foreach (var (identifier, account, scope) in ((string, Account, string)[])
        [
            ("one", Hanako, $"openid {ConnectSteps.DriveScope}"), ("other", alex, $"openid {ConnectSteps.DriveScope}"),
            ("unknown", Hanako, ConnectSteps.DriveScope),
        ])
            (await _app.ObtainAsync(BrokerFixture.Reports, identifier, account, scope: scope)).Dispose();

        await SendAsync(_app.Sandbox.CreateSecurityEvent(Hanako, "tokens-revoked"));

        Assert.Equal(GrantStatus.Dead, (await OwnAsync("one"))!.Status);
        Assert.Equal(GrantStatus.Active, (await OwnAsync("other"))!.Status);
        Assert.Equal(GrantStatus.Active, (await OwnAsync("unknown"))!.Status);
        var accounts = _app.Services.GetRequiredService<AccountGrantRepository>();
        Assert.Equal(2, await accounts.AllAsync(default).CountAsync());
        (await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", "other")).EnsureSuccessStatusCode().Dispose();
        _app.Clock.Advance(TimeSpan.FromDays(120));
        await _app.UpkeepAsync();
        Assert.Empty(await accounts.AllAsync(default).ToListAsync());
    }

    [Theory]
    [InlineData(true, GrantStatus.Dead)]
    [InlineData(false, GrantStatus.Active)]
    public async Task A_grant_of_an_unknown_account_is_renewed_to_find_out(bool isRevoked, GrantStatus status)
    {
        await _visitor.ConnectAsync(Hanako.Name);
        var grants = _app.Services.GetRequiredService<GrantRepository>();
        var stored = (await _app.GrantAsync(Hanako.Name, "google_drive"))!;
        await grants.SaveAsync(stored.Value with { Holder = null }, stored.Version, default);
        var token = _app.Sandbox.CreateSecurityEvent(Hanako, "tokens-revoked");
        if (isRevoked)
            _app.Sandbox.Grants.Revoke(Hanako);

        await SendAsync(token);

        Assert.Equal(status, (await _app.GrantAsync(Hanako.Name, "google_drive"))!.Value.Status);
        Assert.Equal(GrantStatus.Dead, (await _app.GrantAsync()).Value.Status);
    }

    [Theory]
    [InlineData(IdTokenFlaw.BadSignature)]
    [InlineData(IdTokenFlaw.AlgNone)]
    [InlineData(IdTokenFlaw.Hs256)]
    [InlineData(IdTokenFlaw.UnknownKid)]
    [InlineData(IdTokenFlaw.WrongIssuer)]
    [InlineData(IdTokenFlaw.WrongAudience)]
    [InlineData(IdTokenFlaw.Expired)]
    [InlineData(IdTokenFlaw.Missing)]
    public async Task A_token_that_is_forged_old_nameless_or_for_another_is_refused_and_ends_nothing(IdTokenFlaw flaw)
    {
        Assert.Equal(
            HttpStatusCode.BadRequest, await SendAsync(_app.Sandbox.CreateSecurityEvent(Hanako, "account-disabled", flaw)));

        Assert.Equal(HttpStatusCode.OK, await SessionAsync(_visitor));
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync()).Value.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no token")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AA")]
    public async Task What_is_no_token_is_refused(string text) => Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(text));

    [Fact]
    public async Task An_ID_token_is_no_event_and_a_form_or_a_large_body_is_refused()
    {
        using var http = new HttpClient();
        var token = _app.Sandbox.CreateSecurityEvent(Hanako, "account-disabled");

        using var form = await http.PostAsync(
            Address, new StringContent(token, Encoding.ASCII, "application/x-www-form-urlencoded"));
        using var large = await SandboxServer.SendSecurityEventAsync(Address, token + new string('x', 20_000));

        Assert.Equal(HttpStatusCode.BadRequest, form.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(_visitor));
    }

    [Fact]
    public async Task A_token_that_comes_again_ends_nothing_of_what_has_begun_since()
    {
        var token = _app.Sandbox.CreateSecurityEvent(Hanako, "tokens-revoked");
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(token));
        using var again = await _app.SignInAsync();

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(token));
        _app.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(token));

        Assert.Equal(HttpStatusCode.OK, await SessionAsync(again));
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync()).Value.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_of_somebody_who_is_not_known_is_taken_and_ends_nothing(bool hasSubject)
    {
        var stranger = _app.Sandbox.Accounts.Add("Never here");

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(_app.Sandbox.CreateSecurityEvent(
            stranger, "account-disabled", hasSubject ? null : IdTokenFlaw.MissingSub)));

        Assert.Equal(HttpStatusCode.OK, await SessionAsync(_visitor));
    }

    [Fact]
    public async Task Backends_are_told_of_grants_that_end_so()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await TestApp.StartAsync(settings: new(receiver.Settings())
        {
            ["CrossAccountEvents:Enabled"] = "true",
        });
        using var person = await app.SignInAsync();
        await receiver.UntilAsync(1, "the connection");

        (await SandboxServer.SendSecurityEventAsync(
            new Uri(app.Address, "/cross-account-events"),
            app.Sandbox.CreateSecurityEvent(app.Sandbox.Accounts.Hanako, "account-disabled"))).EnsureSuccessStatusCode().Dispose();
        await receiver.UntilAsync(2, "its end");

        Assert.Equal(GrantEventType.Died, receiver.All[^1].Type);
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_such_address()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await SandboxServer.SendSecurityEventAsync(
            new Uri(app.Address, "/cross-account-events"),
            app.Sandbox.CreateSecurityEvent(app.Sandbox.Accounts.Hanako, "account-disabled"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<Grant?> OwnAsync(string identifier) => (await _app.Services.GetRequiredService<GrantRepository>()
        .FindAsync(new GrantKey("google_drive", $"broker:reports/{identifier}").Id, default))?.Value;

    private Uri Address => new(_app.Address, "/cross-account-events");

    private async Task<HttpStatusCode> SendAsync(string token)
    {
        using var answer = await SandboxServer.SendSecurityEventAsync(Address, token);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> SessionAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync("/api/session");
        return answer.StatusCode;
    }
}
