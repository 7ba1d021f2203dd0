using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker.Events;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.SignIn;

/// <summary>What Google says of one refresh token ends the grant that holds it, and no other.</summary>
public sealed class RevokedTokenEventTests : IAsyncLifetime
{
    private const string Hash = "hash_base64_sha512_sha512";
    private const string Person = "Hanako Yamada";

    private TestApp _app = null!;
    private Visitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: new() { ["CrossAccountEvents:Enabled"] = "true" });
        _visitor = await _app.SignInAsync();
        await _visitor.ConnectAsync(Person);
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    private GrantRepository Grants => _app.Services.GetRequiredService<GrantRepository>();

    [Theory]
    [InlineData(Hash)]
    [InlineData("hash_SHA512_double")]
    [InlineData("prefix")]
    public async Task The_grant_of_a_revoked_token_ends_and_no_other(string algorithm)
    {
        using var other = await _app.SignInAsync("Alex Smith");
        var token = Grants.OpenRefreshToken((await DriveAsync()).Value)!;

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(algorithm, algorithm == "prefix" ? token[..16] : DigestOf(token)));

        var ended = (await DriveAsync()).Value;
        Assert.Equal((GrantStatus.Dead, DeathReason.InvalidGrant), (ended.Status, ended.Reason));
        Assert.Null(ended.RefreshToken);
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync()).Value.Status);
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync("Alex Smith")).Value.Status);
        foreach (var visitor in new[] { _visitor, other })
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/session")).StatusCode);
        Assert.Equal("reauthorization_required", await DriveProblemAsync());
        var events = await _app.Services.GetRequiredService<SecurityEvents>().ListAsync(default);
        Assert.Contains(
            ("cross_account_event", _app.KeyOf().User, "token-revoked"), events.Select(one => (one.What, one.Who, one.Outcome)));
    }

    [Theory]
    [InlineData(Hash, "one")]
    [InlineData(Hash, "no base64")]
    [InlineData(Hash, "")]
    [InlineData("prefix", "1//0")]
    [InlineData("prefix", "1//0aaaaaaaaaaaa")]
    [InlineData("prefix", "")]
    [InlineData("plain", "own")]
    [InlineData("", "own")]
    public async Task A_token_that_nobody_holds_ends_nothing(string algorithm, string identifier)
    {
        var token = Grants.OpenRefreshToken((await DriveAsync()).Value)!;
        var sent = identifier switch { "one" => DigestOf(token + "x"), "own" => DigestOf(token), _ => identifier };

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(algorithm, sent));

        Assert.Equal(GrantStatus.Active, (await DriveAsync()).Value.Status);
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync()).Value.Status);
    }

    [Theory]
    [InlineData(IdTokenFlaw.BadSignature)]
    [InlineData(IdTokenFlaw.AlgNone)]
    [InlineData(IdTokenFlaw.WrongAudience)]
    public async Task A_forged_event_of_a_token_is_refused(IdTokenFlaw flaw)
    {
        var token = Grants.OpenRefreshToken((await DriveAsync()).Value)!;

        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(Hash, DigestOf(token), flaw));

        Assert.Equal(GrantStatus.Active, (await DriveAsync()).Value.Status);
    }

    [Fact]
    public async Task Of_two_tokens_that_begin_alike_the_provider_says_which_is_revoked()
    {
        const string Beginning = "1//0the-same-beg";
        using var other = await _app.SignInAsync("Alex Smith");
        var alex = _app.AccountOf("Alex Smith");
        _app.Sandbox.Grants.Issue(alex, _app.Sandbox.Client, [ProviderSteps.TasksScope, "openid"], refreshToken: Beginning + "inning-two");
        foreach (var (person, token) in ((string, string)[])[(Person, Beginning + "inning-one"), ("Alex Smith", Beginning + "inning-two")])
        {
            var stored = await _app.GrantAsync(person);
            await Grants.SaveAsync(Grants.Encrypt(stored.Value, "access", token), stored.Version, default);
        }

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync("prefix", Beginning));

        Assert.Equal(GrantStatus.Dead, (await _app.GrantAsync()).Value.Status);
        Assert.Equal(GrantStatus.Active, (await _app.GrantAsync("Alex Smith")).Value.Status);
    }

    [Fact]
    public async Task It_is_found_among_many()
    {
        var pattern = (await DriveAsync()).Value;
        for (var i = 0; i < 210; i++)
        {
            var grant = pattern with { User = $"broker:reports/{i:D3}", Holder = null };
            await Grants.SaveAsync(Grants.Encrypt(grant, "access", $"refresh-{i:D3}"), 0, default);
        }

        await SendAsync(Hash, DigestOf("refresh-209"));

        Assert.Equal(1, await Grants.CountAsync("google_drive", GrantStatus.Dead, default));
        Assert.Equal(
            GrantStatus.Dead, (await Grants.FindAsync(new GrantKey("google_drive", "broker:reports/209").Id, default))!.Value.Status);
    }

    [Fact]
    public async Task Backends_are_told_of_a_grant_that_ends_so()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await TestApp.StartAsync(settings: new(receiver.Settings())
        {
            ["CrossAccountEvents:Enabled"] = "true",
        });
        using var person = await app.SignInAsync();
        await receiver.UntilAsync(1, "the connection");
        var token = app.Services.GetRequiredService<GrantRepository>().OpenRefreshToken((await app.GrantAsync()).Value)!;

        (await SandboxServer.SendSecurityEventAsync(
            new Uri(app.Address, "/cross-account-events"),
            app.Sandbox.CreateTokenRevokedEvent(Hash, DigestOf(token)))).EnsureSuccessStatusCode().Dispose();
        await receiver.UntilAsync(2, "its end");

        Assert.Equal(GrantEventType.Died, receiver.All[^1].Type);
    }

    private static string DigestOf(string token) =>
        Convert.ToBase64String(SHA512.HashData(SHA512.HashData(Encoding.UTF8.GetBytes(token))));

    private async Task<TasksWeb.Storage.Stored<Grant>> DriveAsync() => (await _app.GrantAsync(Person, "google_drive"))!;

    private async Task<string?> DriveProblemAsync()
    {
        using var answer = await _visitor.GetAsync("/api/drive/files");
        using var problem = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("code").GetString();
    }

    private async Task<HttpStatusCode> SendAsync(string algorithm, string identifier, IdTokenFlaw? flaw = null)
    {
        using var answer = await SandboxServer.SendSecurityEventAsync(
            new Uri(_app.Address, "/cross-account-events"), _app.Sandbox.CreateTokenRevokedEvent(algorithm, identifier, flaw));
        return answer.StatusCode;
    }
}
