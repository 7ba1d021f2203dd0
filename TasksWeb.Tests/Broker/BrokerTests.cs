using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.Broker.Release;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

using User = TasksWeb.SignIn.User;

namespace TasksWeb.Tests.Broker;

/// <summary>Tokens for other backends, and every answer when there is none.</summary>
public sealed class BrokerTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly Account _person = fixture.App.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");
    private readonly string _identifier = $"customer {Guid.NewGuid():N}/7";

    [Fact]
    public async Task A_code_becomes_a_token_that_is_renewed()
    {
        using var saved = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person);
        var first = await TokenAsync(saved);
        Assert.True(_app.Sandbox.Grants.IsLive(first.AccessToken!));
        Assert.Equal([ConnectSteps.DriveScope], first.Scopes);
        Assert.Equal(TimeSpan.Zero, first.ExpirationTime!.Value.Offset);
        Assert.InRange(first.ExpirationTime!.Value, _app.Clock.GetUtcNow().AddMinutes(59), _app.Clock.GetUtcNow().AddMinutes(61));
        Assert.True(saved.Headers.CacheControl?.NoStore);

        using var held = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier);
        Assert.Equal(first.AccessToken, (await TokenAsync(held)).AccessToken);

        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        using var longer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier, "?minimumLifetime=3540");
        var renewed = await TokenAsync(longer);
        Assert.NotEqual(first.AccessToken, renewed.AccessToken);
        Assert.True(_app.Sandbox.Grants.IsLive(renewed.AccessToken!));
    }

    [Fact]
    public async Task A_hundred_calls_for_one_expired_token_cost_one_exchange()
    {
        using var _ = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person);
        var before = _app.Sandbox.ExchangeCount;
        _app.Clock.Advance(TimeSpan.FromMinutes(2));

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier, "?minimumLifetime=3540")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, _app.Sandbox.ExchangeCount - before);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task People_who_sign_in_here_are_named_by_their_id()
    {
        using var visitor = await _app.SignInAsync(_person.Name);

        using var answer = await _app.TokenAsync(BrokerFixture.Insight, "google_tasks", User.IdOf(_app.Sandbox.Issuer, _person.Subject));

        Assert.True(_app.Sandbox.Grants.IsLive((await TokenAsync(answer)).AccessToken!));
        using var stranger = await _app.TokenAsync(BrokerFixture.Insight, "google_tasks", "nobody@example");
        await stranger.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Code_in_this_process_has_the_same_contract()
    {
        var external = _app.Services.GetRequiredService<ExternalAuth>();

        var saved = await external.SaveAuthCodeAsync(
            "google_drive", "in-process", await _app.ConsentCodeAsync(_person, ConnectSteps.DriveScope), BrokerFixture.RedirectUri);
        var held = await external.GetAccessTokenAsync("google_drive", "in-process");

        Assert.Equal((saved.Value, saved.ExpirationTime?.ToUnixTimeSeconds()), (held.Value, held.ExpirationTime?.ToUnixTimeSeconds()));
        var missing = await Assert.ThrowsAsync<TokenFailureException>(
            () => external.GetAccessTokenAsync("google_drive", "in-process", scopes: ["https://www.googleapis.com/auth/drive"]));
        Assert.Equal(TokenFailureKind.InsufficientScope, missing.Failure.Kind);
        await external.RevokeAsync("google_drive", "in-process");
        var ended = await Assert.ThrowsAsync<TokenFailureException>(() => external.GetAccessTokenAsync("google_drive", "in-process"));
        Assert.Equal(TokenFailureKind.NoTokens, ended.Failure.Kind);
        var unknown = await Assert.ThrowsAsync<TokenFailureException>(() => external.GetAccessTokenAsync("nothing", "in-process"));
        Assert.Equal(TokenFailureKind.ConnectorNotFound, unknown.Failure.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("REPORTS-KEY-0123456789ABCDEF")]
    [InlineData("reports-key-0123456789abcdef ,x")]
    public async Task A_request_without_a_valid_key_is_refused(string? key)
    {
        using var answer = await _app.TokenAsync(key, "google_drive", _identifier);
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
        Assert.Equal("ApiKey", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Two_keys_in_one_request_are_refused()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address, "/external-auth/google_drive/x/token"));
        request.Headers.Add("X-Api-Key", [BrokerFixture.Reports, BrokerFixture.Planner]);
        using var answer = await http.SendAsync(request);
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
    }

    [Fact]
    public async Task A_session_does_not_open_the_broker_and_a_key_opens_nothing_else()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        await (await visitor.GetAsync($"/external-auth/google_tasks/{Uri.EscapeDataString(User.IdOf(_app.Sandbox.Issuer, _person.Subject))}/token"))
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_api_key");

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address, "/api/tasklists"));
        request.Headers.Add("X-Api-Key", BrokerFixture.Insight);
        using var answer = await http.SendAsync(request);
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "signed_out");
    }

    [Fact]
    public async Task Unknown_unsupported_and_unconfigured_connectors_have_codes_of_their_own()
    {
        using var unknown = await _app.TokenAsync(BrokerFixture.Reports, "nothing", _identifier);
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "connector_not_found");
        using var plain = await _app.CodeAsync(BrokerFixture.Reports, "plain", _identifier, "code");
        await plain.ProblemAsync(HttpStatusCode.BadRequest, "connector_not_supported");
        using var bare = await _app.TokenAsync(BrokerFixture.Reports, "fitbit", _identifier);
        await bare.ProblemAsync(HttpStatusCode.InternalServerError, "client_secret_missing");
    }

    [Fact]
    public async Task An_identifier_without_a_grant_gets_an_authorize_url()
    {
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier);
        var problem = await answer.ProblemAsync(HttpStatusCode.NotFound, "no_tokens");

        var authorize = new Uri(problem.GetProperty("authorizeUrl").GetString()!);
        Assert.StartsWith(new Uri(_app.Sandbox.Address, "o/oauth2/v2/auth").AbsoluteUri, authorize.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal($"{ConnectSteps.DriveScope} openid", authorize.Parameter("scope"));
        Assert.Equal("offline", authorize.Parameter("access_type"));
        var callback = await _app.ConsentAsync(authorize.With("redirect_uri", BrokerFixture.RedirectUri).With("state", "s"), _person);
        using var saved = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, callback.Parameter("code"));
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
    }

    [Fact]
    public async Task A_dead_grant_is_a_conflict_with_its_reason()
    {
        using var _ = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person);
        _app.Sandbox.Grants.Revoke(_person);
        _app.Clock.Advance(TimeSpan.FromMinutes(2));

        for (var i = 0; i < 2; i++)
        {
            using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier, "?minimumLifetime=3540");
            var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "reauthorization_required");
            Assert.Equal("invalid_grant", problem.GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task A_code_that_is_made_up_or_for_another_address_is_refused()
    {
        using var madeUp = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, "4/made-up");
        await madeUp.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");

        var code = await _app.ConsentCodeAsync(_person, ConnectSteps.DriveScope);
        using var elsewhere = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code, "https://other.example/");
        var problem = await elsewhere.ProblemAsync(HttpStatusCode.BadRequest, "code_exchange_failed");
        Assert.Equal("redirect_uri_mismatch", problem.GetProperty("reason").GetString());

        using var right = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, code);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task A_scope_that_was_not_granted_is_named()
    {
        using var _ = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person, scope: "https://www.googleapis.com/auth/calendar.events.readonly");

        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier);

        var problem = await answer.ProblemAsync(HttpStatusCode.Forbidden, "insufficient_scope");
        Assert.Equal(ConnectSteps.DriveScope, Assert.Single(problem.GetProperty("missingScopes").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_provider_that_is_down_is_reported_with_Retry_After()
    {
        _app.Sandbox.Faults.Add(Fault.Answering("token", 503, retryAfter: 20));
        using var answer = await _app.CodeAsync(BrokerFixture.Reports, "google_drive", _identifier, "code");
        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "provider_unavailable");
        Assert.Equal(20, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    [Theory]
    [InlineData("?minimumLifetime=-1", "minimumLifetime")]
    [InlineData("?minimumLifetime=soon", "minimumLifetime")]
    [InlineData("?minimumLifetime=99999999999999", "minimumLifetime")]
    [InlineData("?minimumLifetime=7200", "minimumLifetime")]
    public async Task An_invalid_minimum_lifetime_is_an_invalid_request(string query, string field)
    {
        using var _ = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person);
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier, query);
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.StartsWith(field, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"redirectUri":"https://backend.example/callback"}""", "code")]
    [InlineData("""{"code":"","redirectUri":"https://backend.example/callback"}""", "code")]
    [InlineData("""{"code":"a"}""", "redirectUri")]
    [InlineData("""{"code":"a\nb","redirectUri":"https://backend.example/callback"}""", "code")]
    [InlineData("""{"code":"a","redirectUri":"https://backend.example/callback","codeVerifier":""}""", "codeVerifier")]
    [InlineData("""{"code":""", "$.code")]
    [InlineData("[]", "$")]
    [InlineData("""{"code":1}""", "$.code")]
    [InlineData("""{"code":"\ud800","redirectUri":"https://backend.example/callback"}""", "$.code")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public async Task An_invalid_code_body_is_an_invalid_request(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _app.BrokerAsync(HttpMethod.Post, BrokerFixture.Reports, "google_drive/x/code", content);
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Matches($"^{Regex.Escape(field)}: .+", problem.GetProperty("detail").GetString());
        Assert.DoesNotContain("TasksWeb", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_identifier_is_an_invalid_request()
    {
        using var @long = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", new string('x', 257));
        await @long.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        using var control = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "a\u0001b");
        await control.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    /// <summary>Routing has resolved the dots; the identifier is read from the address as it was sent.</summary>
    [Theory]
    [InlineData("alice/./token")]
    [InlineData("alice/%2e/token")]
    [InlineData("alice/bob/../token")]
    [InlineData("alice/bob/%2E%2e/token")]
    [InlineData("alice/token/.")]
    [InlineData("alice/token/bob/..")]
    public async Task Dots_in_an_address_do_not_make_one_identifier_another(string path)
    {
        var answer = await RawRequest.GetAsync(_app.Address, $"/external-auth/google_drive/{path}", $"X-Api-Key: {BrokerFixture.Reports}");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("identifier: ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=nothing")]
    public async Task A_body_of_another_type_names_the_right_one(string type)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await _app.BrokerAsync(HttpMethod.Post, BrokerFixture.Reports, "google_drive/x/code", content);

        var problem = await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "invalid_request");
        Assert.Contains("application/json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identifiers_that_look_alike_stay_apart()
    {
        using var _ = await _app.ObtainAsync(BrokerFixture.Reports, "a/b", _person);
        foreach (var other in (string[])["a%2Fb", "a", "b", "A/b", "a/b/", "a%252Fb"])
        {
            using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", other);
            await answer.ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        }
        using var same = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "a/b");
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
    }

    /// <summary>Each key with each connector, identifier and verb that it may not have.</summary>
    [Fact]
    public async Task A_key_gets_no_token_of_another_key()
    {
        using var visitor = await _app.SignInAsync(_person.Name);
        await visitor.ConnectAsync(_person.Name);
        var personsId = User.IdOf(_app.Sandbox.Issuer, _person.Subject);
        using var reports = await _app.ObtainAsync(BrokerFixture.Reports, "shared name", _person);
        using var planner = await _app.ObtainAsync(
            BrokerFixture.Planner, "shared name", _person, "google_calendar", "https://www.googleapis.com/auth/calendar.events.readonly");
        string[] connectors = ["google_tasks", "google_drive", "google_calendar", "google_health", "fitbit"];
        string[] identifiers = ["shared name", "broker:reports/shared name", "broker:planner/shared name", "reports/shared name", personsId, _person.Subject];
        var mayHave = new HashSet<(string Key, string Connector, string Identifier)>
        {
            (BrokerFixture.Reports, "google_drive", "shared name"), (BrokerFixture.Planner, "google_calendar", "shared name"),
            (BrokerFixture.Insight, "google_tasks", personsId), (BrokerFixture.Insight, "google_drive", personsId),
        };
        var refused = 0;
        foreach (var key in (string[])[BrokerFixture.Reports, BrokerFixture.Planner, BrokerFixture.Insight])
        {
            foreach (var (connector, identifier) in connectors.SelectMany(connector => identifiers.Select(identifier => (connector, identifier))))
            {
                if (mayHave.Contains((key, connector, identifier)) || (key == BrokerFixture.Reports && connector == "fitbit"))
                    continue;
                using var token = await _app.TokenAsync(key, connector, identifier);
                using var revoked = await _app.RevokeAsync(key, connector, identifier);
                Assert.True(
                    token.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{key} {connector} {identifier}: {token.StatusCode}");
                Assert.Equal(token.StatusCode, revoked.StatusCode);
                refused++;
            }
        }
        Assert.Equal((3 * 5 * 6) - mayHave.Count - 6, refused);
        foreach (var (key, connector, identifier) in mayHave)
        {
            using var own = await _app.TokenAsync(key, connector, identifier);
            Assert.True(own.StatusCode == HttpStatusCode.OK, $"{key} {connector} {identifier}: {own.StatusCode}");
        }
    }

    [Fact]
    public async Task A_row_of_one_key_moved_to_another_does_not_decrypt()
    {
        using var _ = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person);
        using var __ = await _app.ObtainAsync(BrokerFixture.Planner, _identifier, _person);
        var grants = _app.Services.GetRequiredService<GrantRepository>();
        var mine = (await grants.FindAsync($"google_drive/broker:reports/{_identifier}", default))!;
        var theirs = (await grants.FindAsync($"google_drive/broker:planner/{_identifier}", default))!;
        await grants.SaveAsync(
            theirs.Value with
            {
                AccessToken = mine.Value.AccessToken,
                RefreshToken = mine.Value.RefreshToken,
                Generation = mine.Value.Generation,
            },
            theirs.Version, default);

        using var answer = await _app.TokenAsync(BrokerFixture.Planner, "google_drive", _identifier);

        var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "reauthorization_required");
        Assert.Equal("decryption_failed", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_revoked_identifier_has_no_tokens_here_and_at_the_provider()
    {
        using var saved = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person);
        var token = (await TokenAsync(saved)).AccessToken;

        using var revoked = await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", _identifier);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await StoredGrants.UntilAsync(() => Task.FromResult(!_app.Sandbox.Grants.IsLive(token!)), "the provider has been told");
        using var after = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier);
        var problem = await after.ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        Assert.Equal("disconnected", problem.GetProperty("reason").GetString());
        using var again = await _app.RevokeAsync(BrokerFixture.Reports, "google_drive", _identifier);
        await again.ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
    }

    [Fact]
    public async Task A_grant_can_be_disconnected_after_the_credentials_were_removed()
    {
        await _app.Services.GetRequiredService<TokenVault>().SaveAsync(
            new GrantKey("fitbit", $"broker:reports/{_identifier}"), new TokenResponse.Granted("access", "refresh", null, null, null), default);

        using var revoked = await _app.RevokeAsync(BrokerFixture.Reports, "fitbit", _identifier);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var again = await _app.RevokeAsync(BrokerFixture.Reports, "fitbit", _identifier);
        await again.ProblemAsync(HttpStatusCode.InternalServerError, "client_secret_missing");
    }

    [Fact]
    public async Task Every_returned_token_has_an_audit_entry_without_the_token()
    {
        using var saved = await _app.ObtainAsync(BrokerFixture.Reports, _identifier, _person);
        using var got = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", _identifier);
        using var none = await _app.TokenAsync(BrokerFixture.Planner, "google_drive", _identifier);

        var releases = _app.Services.GetRequiredService<TokenAuditRepository>();
        var lines = await releases.ListIdsByOwnerAsync($"broker:reports/{_identifier}", default);

        Assert.Equal(2, lines.Count);
        var line = (await releases.FindAsync(lines[0], default))!.Value;
        Assert.Equal(("reports", "google_drive", _identifier), (line.Key, line.Connector, line.Identifier));
        Assert.DoesNotContain((await TokenAsync(got)).AccessToken!, JsonSerializer.Serialize(line), StringComparison.Ordinal);
        Assert.Empty(await releases.ListIdsByOwnerAsync($"broker:planner/{_identifier}", default));
    }

    private static async Task<AccessTokenResponse> TokenAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<AccessTokenResponse>())!;
    }
}

/// <summary>Tokens for other backends, where the app itself is set up in a way of its own.</summary>
public sealed class BrokerSettingsTests
{
    [Fact]
    public async Task A_key_is_replaced_without_downtime_and_the_former_one_ends()
    {
        await using var app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings)
        {
            ["Broker:Keys:0:Sha256"] = BrokerFixture.DigestOf("reports-key-of-next-year"),
            ["Broker:Keys:0:PreviousSha256"] = BrokerFixture.DigestOf(BrokerFixture.Reports),
            ["Broker:Keys:0:PreviousValidUntil"] = "2027-01-01T00:00:00Z",
        }, now: new DateTimeOffset(2026, 12, 31, 23, 0, 0, TimeSpan.Zero));
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await app.ObtainAsync(BrokerFixture.Reports, "customer", app.AccountOf())).Dispose();

        foreach (var key in new[] { "reports-key-of-next-year", BrokerFixture.Reports })
            (await app.TokenAsync(key, "google_drive", "customer")).EnsureSuccessStatusCode().Dispose();
        app.Clock.Advance(TimeSpan.FromHours(1));
        using var former = await app.TokenAsync(BrokerFixture.Reports, "google_drive", "customer");
        using var current = await app.TokenAsync("reports-key-of-next-year", "google_drive", "customer");

        await former.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        var events = await app.Services.GetRequiredService<TasksWeb.SignIn.SecurityEvents>().ListAsync(default);
        Assert.Contains(("broker", "key reports", "invalid_api_key"), events.Select(one => (one.What, one.Who, one.Outcome)));
    }

    [Fact]
    public async Task A_token_whose_audit_entry_cannot_be_saved_is_not_returned()
    {
        FailingStore store = null!;
        await using var app = await TestApp.StartAsync(settings: BrokerFixture.Settings, wrapStore: inner => store = new FailingStore(inner));
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        using var saved = await app.ObtainAsync(BrokerFixture.Reports, "customer", app.AccountOf());
        store.SaveFails = (collection, _) => collection == "audit";

        using var answer = await app.TokenAsync(BrokerFixture.Reports, "google_drive", "customer");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        Assert.DoesNotContain("accessToken", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, store.FailedSaves);
    }

    [Fact]
    public async Task Each_key_has_a_limit_of_its_own()
    {
        await using var app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings)
        {
            ["RateLimits:KeyBurst"] = "3",
            ["RateLimits:KeyPerSecond"] = "1",
        });
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 8; i++)
            answers.Add(await app.TokenAsync(BrokerFixture.Reports, "google_drive", "customer"));

        var limited = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(limited);
        await limited[0].ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.NotNull(limited[0].Headers.RetryAfter);
        using var other = await app.TokenAsync(BrokerFixture.Planner, "google_drive", "customer");
        await other.ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        answers.ForEach(answer => answer.Dispose());
    }
}
