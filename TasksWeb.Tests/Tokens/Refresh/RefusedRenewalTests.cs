using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TasksWeb.Tests.App;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>One person's dead grant never hurts another, and nothing is wiped on a guess.</summary>
public sealed class RefusedRenewalTests : IAsyncLifetime
{
    private const string Unknown = """{"error":"invalid_request"}""";

    /// <summary>Dead grants as twelve providers word them.</summary>
    private static readonly (int Status, string Body)[] Words =
    [
        (400, """{"error":"invalid_grant"}"""), (401, """{"error":"INVALID_GRANT"}"""), (403, """{"error":"unauthorized_client"}"""),
        (400, Unknown), (400, """{"error":{"code":"invalid_grant"}}"""), (400, """{"error":{"type":"OAuthException","code":190}}"""),
        (200, """{"error":"bad_refresh_token"}"""), (404, """{"error":"not_found"}"""), (400, "error=invalid_grant"),
        (400, ""), (401, """{"errors":[{"errorType":"invalid_token"}]}"""), (422, """{"message":"no such token"}"""),
    ];

    private readonly TokenAnswers _answers = new();
    private readonly ConcurrentDictionary<string, (int Status, string Body)> _refused = [];
    private TestApp _app = null!;

    private GrantRepository Grants => _app.Services.GetRequiredService<GrantRepository>();

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(services: _answers.Register);
        _answers.Answer = request => Task.FromResult<HttpResponseMessage?>(_refused.TryGetValue($"{request.Form["refresh_token"]}", out var refusal)
            ? TokenAnswers.Of(refusal.Status, refusal.Body)
            : TokenAnswers.Of(200, $$"""{"access_token":"renewed{{_answers.Calls}}","expires_in":3600}"""));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Twelve_grants_refused_in_different_ways_leave_a_thirteenth_untouched()
    {
        var dead = await Task.WhenAll(Words.Select((refusal, i) => AddAsync($"person{i}", refusal)));
        var healthy = await AddAsync("healthy");

        for (var round = 0; round < 3; round++)
        {
            _app.Clock.Advance(TimeSpan.FromHours(1.1));
            var failures = await Task.WhenAll(dead.Select(AskAsync));
            Assert.NotNull((await AskAsync(healthy)).Token);
            Assert.All(failures, failure => Assert.Equal(
                round == 0 && failure.Failure!.Reason is null
                    ? TokenFailureKind.ProviderUnavailable
                    : TokenFailureKind.ReauthorizationRequired,
                failure.Failure!.Kind));
        }
        Assert.Empty(_app.Services.GetRequiredService<ProviderBreaker>().Down);
    }

    [Fact]
    public async Task A_suspect_grant_ends_after_three_refusals_while_others_are_renewed_for_a_day()
    {
        var suspect = await AddAsync("suspect", (400, Unknown));
        GrantKey[] others = [await AddAsync("one"), await AddAsync("two"), await AddAsync("three")];
        for (var hours = 2; hours <= 26; hours += 8)
        {
            _app.Clock.Advance(TimeSpan.FromHours(hours == 2 ? 2 : 8));
            await AskAsync(suspect);
            Assert.Equal(GrantStatus.Active, (await GrantAsync(suspect)).Status);
            await Task.WhenAll(others.Take(2).Select(AskAsync));
        }
        await AskAsync(others[2]);
        var before = await GrantAsync(suspect);
        _app.Clock.Advance(TimeSpan.FromHours(8));

        await AskAsync(suspect);

        var ended = await GrantAsync(suspect);
        Assert.Equal((GrantStatus.Dead, DeathReason.Refused), (ended.Status, ended.Reason));
        Assert.Equal((before.RefreshToken, before.Generation), (ended.RefreshToken, ended.Generation));
        _app.Clock.Advance(TimeSpan.FromDays(29));
        await _app.UpkeepAsync();
        Assert.Equal("refresh of suspect", Grants.OpenRefreshToken(await GrantAsync(suspect)));
        _app.Clock.Advance(TimeSpan.FromDays(2));
        await _app.UpkeepAsync();
        Assert.Null((await GrantAsync(suspect)).RefreshToken);
        Assert.Equal(DeathReason.Refused, (await AskAsync(suspect)).Failure?.Reason);
        _app.Clock.Advance(TimeSpan.FromDays(60));
        await _app.UpkeepAsync();
        Assert.Null(await Grants.FindAsync(suspect.Id, default));
    }

    [Fact]
    public async Task When_all_renewals_are_refused_nothing_is_deleted_and_it_is_logged()
    {
        GrantKey[] keys = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(i => AddAsync($"person{i}", (400, Unknown))))];
        for (var day = 0; day < 10; day++)
        {
            _app.Clock.Advance(TimeSpan.FromDays(1));
            await Task.WhenAll(keys.Select(AskAsync));
        }

        Assert.All(keys, key => Assert.Equal($"refresh of {key.User}", Grants.OpenRefreshToken(GrantAsync(key).Result)));
        var health = await _app.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name == "refresh");
        Assert.Equal(HealthStatus.Degraded, health.Status);
        _refused.Clear();
        _app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull((await AskAsync(keys[0])).Token);
    }

    private async Task<GrantKey> AddAsync(string user, (int Status, string Body)? refusal = null)
    {
        var key = new GrantKey("google_drive", user);
        await _app.Services.GetRequiredService<TokenVault>().SaveAsync(
            key,
            new TokenResponse.Granted($"access of {user}", $"refresh of {user}", TimeSpan.FromHours(1), Scopes: null, IdToken: null),
            default);
        if (refusal is { } words)
            _refused[$"refresh of {user}"] = words;
        return key;
    }

    private Task<TokenResult> AskAsync(GrantKey key) =>
        _app.Services.GetRequiredService<TokenVault>().GetAccessTokenAsync(key, default, default).AsTask();

    private async Task<Grant> GrantAsync(GrantKey key) => (await Grants.FindAsync(key.Id, default))!.Value;
}
