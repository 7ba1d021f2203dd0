using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker.Calls;
using TasksWeb.Tests.Broker.Import;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker;

/// <summary>What a backend has begun is not finished against the will of a person who changes it meanwhile.</summary>
public sealed class PersonMeanwhileTests : IAsyncLifetime
{
    private const string Member = "member-key-0123456789abcdef";

    private readonly TestFolder _folder = new();
    private Upstream _upstream = null!;
    private FailingStore _store = null!;
    private TestApp _app = null!;

    private string Person => _app.KeyOf().User;

    public async Task InitializeAsync()
    {
        _upstream = await Upstream.StartAsync();
        _app = await CallFixture.StartAsync(_upstream, inner => _store = new FailingStore(inner), new()
        {
            ["SignIn:Allow:0"] = "*",
            ["Broker:Keys:4:Name"] = "member",
            ["Broker:Keys:4:Sha256"] = BrokerFixture.DigestOf(Member),
            ["Broker:Keys:4:Release"] = "Both",
            ["Broker:Keys:4:Identifiers"] = "Users",
            ["Broker:Keys:4:Connectors:0"] = "echo",
        });
        using (await _app.SignInAsync())
            (await _app.ObtainAsync(Member, Person, _app.Sandbox.Accounts.Alex, "echo")).EnsureSuccessStatusCode().Dispose();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _upstream.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("stop", "connector_forbidden")]
    [InlineData("take off", "sign_in_not_allowed")]
    [InlineData("delete", null)]
    public async Task No_token_is_released_to_a_person_who_changes_their_mind_while_it_is_renewed(string what, string? code)
    {
        _app.Clock.Advance(TimeSpan.FromHours(2));
        Before("grants", () => DoAsync(what));

        using var answer = await _app.TokenAsync(Member, "echo", Person);

        Assert.False(answer.IsSuccessStatusCode);
        if (code is not null)
            await answer.ProblemAsync(HttpStatusCode.Forbidden, code);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("take off")]
    [InlineData("delete")]
    public async Task No_call_is_sent_for_a_person_who_changes_their_mind_while_the_token_is_renewed(string what)
    {
        _app.Clock.Advance(TimeSpan.FromHours(2));
        var sent = _upstream.Seen.Count;
        Before("grants", () => DoAsync(what));

        using var answer = await CallFixture.CallAsync(_app, Uri.EscapeDataString(Person), "files", key: Member);

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Equal(sent, _upstream.Seen.Count);
    }

    [Fact]
    public async Task No_call_is_sent_again_for_a_person_who_stops_the_key_while_the_API_refuses_the_token()
    {
        var sent = _upstream.Seen.Count;
        _upstream.Answer = async context =>
        {
            await DoAsync("stop");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        };

        using var answer = await CallFixture.CallAsync(_app, Uri.EscapeDataString(Person), "files", key: Member);

        await answer.ProblemAsync(HttpStatusCode.Forbidden, "connector_forbidden");
        Assert.Equal(sent + 1, _upstream.Seen.Count);
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("uses")]
    public async Task What_is_recorded_for_an_account_that_is_deleted_meanwhile_does_not_name_it(string collection)
    {
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        Before(collection, () => DoAsync("delete"));

        using var answer = await _app.TokenAsync(Member, "echo", Person);

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Tokens_of_a_code_are_not_kept_for_an_account_that_is_deleted_meanwhile()
    {
        var code = await _app.ConsentCodeAsync(_app.Sandbox.Accounts.Alex, ConnectSteps.DriveScope);
        Before("codes", () => DoAsync("delete"));

        using var answer = await _app.CodeAsync(Member, "echo", Person, code);

        Assert.False(answer.IsSuccessStatusCode);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("take off")]
    [InlineData("delete")]
    public async Task A_row_of_an_import_is_not_sent_for_a_person_who_changes_their_mind_during_the_row_before(string what)
    {
        await _app.Services.GetRequiredService<TokenVault>().RevokeAllAsync(Person, default);
        string[] tokens = [Issue("First One"), Issue("Second Two")];
        var exchanges = _app.Sandbox.ExchangeCount;
        Before("imports", () => DoAsync(what));

        var (code, output) = await _app.ImportAsync(
            _folder["a.csv"],
            $"connector,identifier,refresh_token\necho,{Person},{tokens[0]}\necho,{Person},{tokens[1]}\n", "--key", "member");

        Assert.Equal(1, code);
        Assert.Contains("row 3", output, StringComparison.Ordinal);
        Assert.Equal(exchanges + 1, _app.Sandbox.ExchangeCount);
        if (what == "delete")
            await AssertNothingIsLeftAsync();
    }

    private string Issue(string name) => _app.Sandbox.Grants.Issue(
        _app.Sandbox.Accounts.Add(name), _app.Sandbox.Client, ["openid", "email", ConnectSteps.DriveScope]).RefreshToken!;

    /// <summary>Writes to the collection wait for it, but for those that it makes itself.</summary>
    private void Before(string collection, Func<Task> change)
    {
        var isInside = new AsyncLocal<bool>();
        var done = new Lazy<Task>(async () =>
        {
            isInside.Value = true;
            await change();
        });
        _store.BeforeSave = (written, document) =>
            written != collection || document.Id == "run" || isInside.Value ? Task.CompletedTask : done.Value;
    }

    private async Task DoAsync(string what)
    {
        switch (what)
        {
            case "stop":
                Assert.True(await _app.Services.GetRequiredService<BackendUses>().SetStoppedAsync(
                    Person, "member", "echo", isStopped: true));
                break;
            case "take off":
                var configuration = (IConfigurationRoot)_app.Services.GetRequiredService<IConfiguration>();
                configuration["SignIn:Allow:0"] = "alex.smith@example.com";
                configuration.Reload();
                break;
            default:
                await _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(Person);
                break;
        }
    }

    private async Task AssertNothingIsLeftAsync()
    {
        Assert.Empty(await _app.Services.GetRequiredService<GrantRepository>().ListIdsByOwnerAsync(Person, default));
        Assert.Empty(await _app.Services.GetRequiredService<BackendUseRepository>().ListIdsByOwnerAsync(Person, default));
        Assert.Empty(await _app.Services.GetRequiredService<TokenAuditRepository>().ListIdsByOwnerAsync(Person, default));
        Assert.Null(await _app.Services.GetRequiredService<UserRepository>().FindAsync(Person, default));
    }
}
