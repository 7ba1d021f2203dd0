using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Revocation;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Broker;

/// <summary>Several accounts for one identifier of a backend.</summary>
public sealed class BrokerAccountsTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private const string Scope = $"openid email profile {ConnectSteps.DriveScope}";

    private static readonly HttpClient Http = new();

    private readonly TestApp _app = fixture.App;
    private readonly string _identifier = $"customer-{Guid.NewGuid():N}";

    /// <summary>In the order in which they are listed, the first connected first.</summary>
    private readonly Account[] _accounts =
    [
        .. Enumerable.Range(0, 3).Select(_ => fixture.App.Sandbox.Accounts.Add($"Account {Guid.NewGuid():N}"))
            .OrderBy(account => ProviderAccount.IdOf(account.Subject), StringComparer.Ordinal),
    ];

    [Fact]
    public async Task One_account_needs_no_choice_and_can_be_named()
    {
        await ConnectAsync(1);

        Assert.Equal(_accounts[0].Subject, await SubjectAsync(""));
        Assert.Equal(_accounts[0].Subject, await SubjectAsync($"?account={IdOf(0)}"));
    }

    [Fact]
    public async Task Several_accounts_without_a_choice_are_account_required_and_all_are_named()
    {
        await ConnectAsync(3);

        var problem = await (await TokenAsync("")).ProblemAsync(HttpStatusCode.Conflict, "account_required");

        Assert.Equal(
            _accounts.Select((account, index) => (IdOf(index), account.Name, account.Email)),
            problem.GetProperty("accounts").EnumerateArray().Select(one => (
                one.GetProperty("account").GetString(), one.GetProperty("name").GetString(),
                one.GetProperty("email").GetString()))!);
        using var revoked = await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", _identifier);
        await revoked.ProblemAsync(HttpStatusCode.Conflict, "account_required");
    }

    [Fact]
    public async Task Each_account_gets_its_own_token()
    {
        await ConnectAsync(3);

        for (var index = 0; index < _accounts.Length; index++)
            Assert.Equal(_accounts[index].Subject, await SubjectAsync($"?account={IdOf(index)}"));
    }

    [Theory]
    [InlineData("?account=", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("?account=a%2Fb", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("?account=..", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("?account=MTIz", HttpStatusCode.NotFound, "no_tokens")]
    public async Task An_account_that_is_not_connected_gets_nothing(string query, HttpStatusCode status, string code)
    {
        await ConnectAsync(2);

        await (await TokenAsync(query)).ProblemAsync(status, code);
    }

    [Fact]
    public async Task A_consent_that_names_nobody_replaces_no_account_that_works()
    {
        await ConnectAsync(1);

        using var refused = await _app.CodeAsync(
            BrokerFixture.Reports, "google_drive", _identifier,
            await _app.ConsentCodeAsync(_accounts[1], ConnectSteps.DriveScope));

        var problem = await refused.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");
        Assert.Equal("account_unknown", problem.GetProperty("reason").GetString());
        Assert.Equal(_accounts[0].Subject, await SubjectAsync(""));
    }

    [Fact]
    public async Task A_consent_that_names_nobody_is_put_under_no_name_once_the_known_account_has_ended()
    {
        await ConnectAsync(1);
        (await _app.BrokerAsync(HttpMethod.Delete, BrokerFixture.Reports, $"google_drive/{_identifier}")).Dispose();

        (await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _accounts[1])).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(HttpStatusCode.OK, (await TokenAsync("")).StatusCode);
        await (await TokenAsync($"?account={IdOf(0)}")).ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
    }

    [Fact]
    public async Task A_consent_for_one_account_that_names_nobody_keeps_nothing()
    {
        await ConnectAsync(1);
        var code = await _app.ConsentCodeAsync(_accounts[1], ConnectSteps.DriveScope);

        using var answer = await _app.BrokerAsync(
            HttpMethod.Post, BrokerFixture.Reports, $"google_drive/{_identifier}/code?account={IdOf(0)}",
            JsonContent.Create(new { code, redirectUri = BrokerFixture.RedirectUri }));

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");
        Assert.Equal("account_unknown", problem.GetProperty("reason").GetString());
        Assert.Equal(_accounts[0].Subject, await SubjectAsync(""));
    }

    [Fact]
    public async Task The_state_lists_every_account_and_names_one_on_request()
    {
        await ConnectAsync(2);

        var state = await StateAsync("");
        var one = await StateAsync($"?account={IdOf(1)}");

        Assert.Equal(
            [(IdOf(0), "connected"), (IdOf(1), "connected")],
            state.GetProperty("accounts").EnumerateArray().Select(each => (
                each.GetProperty("account").GetProperty("id").GetString()!, each.GetProperty("status").GetString()!)));
        Assert.Equal(_accounts[1].Email, one.GetProperty("account").GetProperty("email").GetString());
        Assert.False(one.TryGetProperty("accounts", out _));
    }

    [Fact]
    public async Task The_list_of_connections_holds_further_accounts_of_the_own_people_only()
    {
        await ConnectAsync(3);
        using var others = await _app.BrokerAsync(HttpMethod.Get, BrokerFixture.Planner, "?connector=google_drive");
        Assert.DoesNotContain(_identifier, await others.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var found = new List<string?>();
        for (var after = ""; ;)
        {
            using var answer = await _app.BrokerAsync(
                HttpMethod.Get, BrokerFixture.Reports, "?connector=google_drive" + (after.Length == 0 ? "" : "&after=" + after));
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
            found.AddRange(page.GetProperty("connections").EnumerateArray()
                .Where(one => one.GetProperty("identifier").GetString() == _identifier)
                .Select(one => one.GetProperty("account").GetProperty("id").GetString()));
            if (page.GetProperty("next").GetString() is not { } next)
                break;
            after = next;
        }
        Assert.Equal([IdOf(0), IdOf(1), IdOf(2)], found);
    }

    [Fact]
    public async Task Ending_one_account_leaves_the_others_and_the_last_one_needs_no_choice()
    {
        await ConnectAsync(2);

        using var revoked = await _app.BrokerAsync(
            HttpMethod.Delete, BrokerFixture.Reports, $"google_drive/{_identifier}?account={IdOf(0)}");

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await (await TokenAsync($"?account={IdOf(0)}")).ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        Assert.Equal(_accounts[1].Subject, await SubjectAsync(""));
    }

    [Fact]
    public async Task A_code_of_another_account_than_the_named_one_gives_no_token()
    {
        await ConnectAsync(1);
        var code = await _app.ConsentCodeAsync(_accounts[1], Scope);

        using var answer = await _app.BrokerAsync(
            HttpMethod.Post, BrokerFixture.Reports, $"google_drive/{_identifier}/code?account={IdOf(0)}",
            JsonContent.Create(new { code, redirectUri = BrokerFixture.RedirectUri }));

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");
        Assert.Equal("other_account", problem.GetProperty("reason").GetString());
        Assert.False((await StateAsync("")).TryGetProperty("accounts", out _));
        Assert.Equal(_accounts[0].Subject, await SubjectAsync($"?account={IdOf(0)}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_dead_account_is_sent_to_the_provider_under_its_own_name(int index)
    {
        await ConnectAsync(2);
        _app.Sandbox.Grants.Revoke(_accounts[index]);
        _app.Clock.Advance(TimeSpan.FromHours(2));

        using var refused = await TokenAsync($"?account={IdOf(index)}");
        var problem = await refused.ProblemAsync(HttpStatusCode.Conflict, "reauthorization_required");
        using var again = await TokenAsync($"?account={IdOf(index)}");
        var repeated = await again.ProblemAsync(HttpStatusCode.Conflict, "reauthorization_required");

        Assert.All([problem, repeated], one => Assert.Equal(
            _accounts[index].Subject, new Uri(one.GetProperty("authorizeUrl").GetString()!).Parameter("login_hint")));
    }

    [Fact]
    public async Task A_dead_account_of_somebody_who_signs_in_here_is_sent_to_its_own_page()
    {
        using var person = await _app.SignInAsync(_accounts[0].Name);
        await person.ConnectAnotherAsync(_accounts[1].Name);
        _app.Sandbox.Grants.Revoke(_accounts[1]);
        _app.Clock.Advance(TimeSpan.FromHours(2));

        using var refused = await _app.TokenAsync(
            BrokerFixture.Insight, "google_tasks", _app.GrantOf("google_tasks", _accounts[0]).User, $"?account={IdOf(1)}");

        var problem = await refused.ProblemAsync(HttpStatusCode.Conflict, "reauthorization_required");
        Assert.Equal(IdOf(1), new Uri(problem.GetProperty("authorizeUrl").GetString()!).Parameter("account"));
    }

    [Fact]
    public async Task A_repeated_code_of_a_further_account_gets_the_same_accounts_token()
    {
        await ConnectAsync(1);
        var code = await _app.ConsentCodeAsync(_accounts[1], Scope);
        using var first = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);
        using var second = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);

        Assert.Equal(_accounts[1].Subject, await SubjectAsync(first));
        Assert.Equal(_accounts[1].Subject, await SubjectAsync(second));
    }

    [Fact]
    public async Task An_identifier_has_room_for_fifty_further_accounts()
    {
        await ConnectAsync(1);
        var vault = _app.Services.GetRequiredService<TokenVault>();
        for (var number = 0; number < 50; number++)
        {
            await vault.SaveAsync(
                new GrantKey("google_drive", $"broker:reports/{_identifier}", ProviderAccount.IdOf($"{number}")),
                new TokenResponse.Granted($"access{number}", $"refresh{number}", TimeSpan.FromHours(1), null, null), default);
        }
        var code = await _app.ConsentCodeAsync(_accounts[1], Scope);

        using var answer = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");
        Assert.Equal("too_many_accounts", problem.GetProperty("reason").GetString());
        Assert.Equal(_accounts[0].Subject, await SubjectAsync($"?account={IdOf(0)}"));
    }

    /// <summary>Many callers at once, tokens that expire in between, and accounts that are connected again.</summary>
    [Fact]
    public async Task A_person_who_disconnects_leaves_what_a_backend_holds_of_the_account()
    {
        await ConnectAsync(1);
        using var person = await _app.SignInAsync(_accounts[0].Name);

        await person.PressOnCardAsync("google_tasks", "Disconnect");
        await StoredGrants.UntilAsync(
            async () => await _app.Services.GetRequiredService<RevocationRepository>().CountAsync(default) == 0,
            "the revocation is decided");

        _app.Clock.Advance(TimeSpan.FromHours(2));
        using var answer = await TokenAsync("");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Mixed_calls_for_many_accounts_never_get_anothers_token()
    {
        await ConnectAsync(3);
        var random = new Random(20261129);
        for (var round = 0; round < 12; round++)
        {
            if (round % 3 == 0)
                _app.Clock.Advance(TimeSpan.FromHours(2));
            var renewed = random.Next(3);
            var calls = Enumerable.Range(0, 60).Select(_ => random.Next(3)).ToList();
            var connecting = ObtainAsync(renewed);

            var subjects = await Task.WhenAll(calls.Select(index => SubjectAsync($"?account={IdOf(index)}")));

            await connecting;
            Assert.Equal(calls.Select(index => _accounts[index].Subject), subjects);
        }
        var grants = _app.Services.GetRequiredService<GrantRepository>();
        Assert.Equal(3, (await grants.ListIdsByOwnerAsync($"broker:reports/{_identifier}", default)).Count);
    }

    private string IdOf(int index) => ProviderAccount.IdOf(_accounts[index].Subject);

    private async Task ConnectAsync(int count)
    {
        for (var index = 0; index < count; index++)
            await ObtainAsync(index);
    }

    private async Task ObtainAsync(int index) =>
        (await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _accounts[index], scope: Scope)).Dispose();

    private Task<HttpResponseMessage> TokenAsync(string query) =>
        _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier, query);

    private async Task<JsonElement> StateAsync(string query)
    {
        using var answer = await _app.BrokerAsync(HttpMethod.Get, BrokerFixture.Reports, $"google_drive/{_identifier}{query}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string?> SubjectAsync(string query)
    {
        using var answer = await TokenAsync(query);
        return await SubjectAsync(answer);
    }

    /// <summary>Whose the token in an answer is, by what the provider says.</summary>
    private async Task<string?> SubjectAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        var provider = _app.Services.GetRequiredService<ConnectorCatalog>()["google_drive"].Provider;
        using var request = new HttpRequestMessage(HttpMethod.Get, provider.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var person = await Http.SendAsync(request);
        return (await person.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sub").GetString();
    }
}
