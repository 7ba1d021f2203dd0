using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Providers;

/// <summary>Fitbit, and a provider that exists in configuration only: the same vault, not a line of code of their own.</summary>
public sealed class OtherProvidersTests : IAsyncLifetime
{
    private static readonly HttpClient Bare = new();

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(more: SandboxSettings.OpenIdConnector);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("fitbit")]
    [InlineData("oidc")]
    public async Task A_code_becomes_a_grant_that_is_renewed(string connector)
    {
        var key = await _app.ConnectAsync(connector, _app.Sandbox.Accounts.Alex);
        var first = await TokenAsync(key);

        _app.Clock.Advance(TimeSpan.FromHours(9));
        var second = await TokenAsync(key);

        Assert.NotEqual(first.Value, second.Value);
        Assert.True(second.Generation > first.Generation);
        Assert.Equal(1, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task Fitbits_tokens_live_for_eight_hours_and_every_renewal_brings_a_new_refresh_token()
    {
        var key = await _app.ConnectAsync("fitbit", _app.Sandbox.Accounts.Hanako);
        var grants = _app.Services.GetRequiredService<GrantRepository>();
        var seen = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            var token = await TokenAsync(key);
            Assert.InRange(token.ExpirationTime!.Value - token.IssuedAt, TimeSpan.FromHours(7.99), TimeSpan.FromHours(8));
            Assert.True(seen.Add(grants.OpenRefreshToken((await grants.FindAsync(key.Id, default))!.Value)!));
            _app.Clock.Advance(TimeSpan.FromHours(8));
        }
        Assert.Equal(4, _app.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Issued));
    }

    [Fact]
    public async Task A_renewal_whose_response_was_lost_is_repeated_with_the_same_tokens()
    {
        var key = await _app.ConnectAsync("fitbit", _app.Sandbox.Accounts.Hanako);
        await TokenAsync(key);
        _app.Clock.Advance(TimeSpan.FromHours(8));
        _app.Sandbox.Faults.Add(Fault.Of("fitbit_token", FaultKind.DropAfter));

        Assert.Equal(TokenFailureKind.ProviderUnavailable, (await AskAsync(key)).Failure?.Kind);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        await TokenAsync(key);

        Assert.Equal(1, _app.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Repeated));
    }

    [Fact]
    public async Task A_reused_refresh_token_ends_the_whole_family()
    {
        var alex = _app.Sandbox.Accounts.Alex;
        var fitbit = _app.Sandbox.Fitbit;
        var issued = fitbit.Grants.Issue(alex, fitbit.Client, ["heartrate"]);
        using var first = await RefreshAsync(issued.RefreshToken!);
        var tokens = JsonDocument.Parse(await first.Content.ReadAsStringAsync()).RootElement;
        var (access, refresh) = (
            tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!);
        Assert.Equal(6, tokens.GetProperty("user_id").GetString()!.Length);
        using (var call = await HeartAsync(access))
            Assert.Equal(HttpStatusCode.OK, call.StatusCode);

        using var stolen = await RefreshAsync(issued.RefreshToken!);
        using var own = await RefreshAsync(refresh);
        using var after = await HeartAsync(access);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (stolen.StatusCode, await ErrorTypeAsync(stolen)));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (own.StatusCode, await ErrorTypeAsync(own)));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (after.StatusCode, await ErrorTypeAsync(after)));
        Assert.Equal(0, fitbit.Grants.Find(alex, fitbit.Client)!.LiveRefreshTokens);
    }

    [Fact]
    public async Task Fitbit_accepts_the_client_in_a_Basic_header_only()
    {
        var (fitbit, alex) = (_app.Sandbox.Fitbit, _app.Sandbox.Accounts.Alex);
        var issued = fitbit.Grants.Issue(alex, fitbit.Client, ["heartrate"]);
        using var form = new FormUrlEncodedContent([
            new("grant_type", "refresh_token"), new("refresh_token", issued.RefreshToken!),
            new("client_id", fitbit.Client.ClientId), new("client_secret", fitbit.Client.ClientSecret),
        ]);

        using var inBody = await Bare.PostAsync(new Uri(_app.Sandbox.Address, "fitbit/oauth2/token"), form);
        // As seed 001 sends it: the pair without base64.
        using var bare = await RefreshAsync(issued.RefreshToken!, $"Basic {fitbit.Client.ClientId}:{fitbit.Client.ClientSecret}");
        using var right = await RefreshAsync(issued.RefreshToken!);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (inBody.StatusCode, await ErrorTypeAsync(inBody)));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (bare.StatusCode, await ErrorTypeAsync(bare)));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task An_invalid_refresh_token_is_recognized_by_the_body_whatever_the_status()
    {
        var key = await _app.ConnectAsync("fitbit", _app.Sandbox.Accounts.Hanako);
        _app.Clock.Advance(TimeSpan.FromHours(8));
        _app.Sandbox.Faults.Add(
            new Fault { Endpoint = "fitbit_token", Kind = FaultKind.OauthError, Error = "invalid_grant", Status = 401 });

        var failure = (await AskAsync(key)).Failure;

        Assert.Equal((TokenFailureKind.ReauthorizationRequired, DeathReason.InvalidGrant), (failure!.Kind, failure.Reason));
    }

    [Theory]
    [InlineData("Body")]
    [InlineData("Basic")]
    public async Task Credentials_with_every_kind_of_letter_arrive_as_they_are(string authentication)
    {
        await using var app = await TestApp.StartAsync(
            more: SandboxSettings.OpenIdConnector, settings: new() { ["Providers:oidc:ClientAuthentication"] = authentication });

        var key = await app.ConnectAsync("oidc", app.Sandbox.Accounts.Alex);

        Assert.StartsWith("oidc/", key.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verifier_that_is_missing_or_a_code_that_is_wrong_is_an_invalid_grant()
    {
        var alex = _app.Sandbox.Accounts.Alex;
        foreach (var connector in new[] { "fitbit", "oidc", "google_drive" })
        {
            Assert.IsType<TokenResponse.InvalidGrant>(await _app.ExchangeAsync(connector, alex, withVerifier: false));
            Assert.IsType<TokenResponse.InvalidGrant>(await _app.ExchangeAsync(connector, alex, spoil: code => code + "x"));
        }
    }

    [Fact]
    public async Task The_discovery_document_names_the_endpoints()
    {
        var address = new Uri(_app.Sandbox.Address, "oidc/.well-known/openid-configuration");
        using var document = JsonDocument.Parse(await Bare.GetStringAsync(address));
        var root = document.RootElement;

        Assert.Equal(new Uri(_app.Sandbox.Address, "oidc").ToString(), root.GetProperty("issuer").GetString());
        using var keys = JsonDocument.Parse(await Bare.GetStringAsync(root.GetProperty("jwks_uri").GetString()));
        Assert.NotEmpty(keys.RootElement.GetProperty("keys").EnumerateArray());

        var (oidc, alex) = (_app.Sandbox.OpenId, _app.Sandbox.Accounts.Alex);
        var issued = oidc.Grants.Issue(alex, oidc.Client, ["openid", "email"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, root.GetProperty("userinfo_endpoint").GetString());
        request.Headers.Authorization = new("Bearer", issued.AccessToken);
        using var person = JsonDocument.Parse(await (await Bare.SendAsync(request)).Content.ReadAsStringAsync());
        Assert.Equal(
            (alex.Subject, alex.Email),
            (person.RootElement.GetProperty("sub").GetString(), person.RootElement.GetProperty("email").GetString()));

        using var revocation = new FormUrlEncodedContent([
            new("token", issued.RefreshToken!), new("client_id", oidc.Client.ClientId),
            new("client_secret", oidc.Client.ClientSecret),
        ]);
        using var revoked = await Bare.PostAsync(root.GetProperty("revocation_endpoint").GetString(), revocation);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.False(oidc.Grants.IsLive(issued.AccessToken));
    }

    [Fact]
    public async Task Too_many_requests_in_an_hour_are_refused_with_the_time_to_wait()
    {
        // At the beginning of an hour, so that it does not end in between.
        _app.Clock.Advance(
            TimeSpan.FromHours(1) - (_app.Clock.GetUtcNow().TimeOfDay - TimeSpan.FromHours(_app.Clock.GetUtcNow().Hour)));
        var (fitbit, alex) = (_app.Sandbox.Fitbit, _app.Sandbox.Accounts.Alex);
        var issued = fitbit.Grants.Issue(alex, fitbit.Client, ["heartrate"]);
        for (var left = 149; left >= 0; left--)
        {
            using var call = await HeartAsync(issued.AccessToken);
            Assert.Equal(HttpStatusCode.OK, call.StatusCode);
            Assert.Equal(
                left.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Assert.Single(call.Headers.GetValues("Fitbit-Rate-Limit-Remaining")));
        }

        using var refused = await HeartAsync(issued.AccessToken);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    }

    private async Task<AccessToken> TokenAsync(GrantKey key) =>
        (await AskAsync(key)) is { Token: { } token }
            ? token
            : throw new InvalidOperationException($"{(await AskAsync(key)).Failure}");

    private async Task<TokenResult> AskAsync(GrantKey key) =>
        await _app.Services.GetRequiredService<TokenVault>().GetAccessTokenAsync(key, default, default);

    private async Task<HttpResponseMessage> HeartAsync(string accessToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(_app.Sandbox.Address, "fitbit/1/user/-/activities/heart/date/2026-01-01/1d.json"));
        request.Headers.Authorization = new("Bearer", accessToken);
        return await Bare.SendAsync(request);
    }

    private async Task<HttpResponseMessage> RefreshAsync(string refreshToken, string? authorization = null)
    {
        var client = _app.Sandbox.Fitbit.Client;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Sandbox.Address, "fitbit/oauth2/token"))
        {
            Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]),
        };
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.ClientId}:{client.ClientSecret}"));
        request.Headers.TryAddWithoutValidation("Authorization", authorization ?? $"Basic {pair}");
        return await Bare.SendAsync(request);
    }

    private static async Task<string?> ErrorTypeAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.False(json.RootElement.GetProperty("success").GetBoolean());
        return json.RootElement.GetProperty("errors")[0].GetProperty("errorType").GetString();
    }
}
