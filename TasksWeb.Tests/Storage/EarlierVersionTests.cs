using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Mongo;

namespace TasksWeb.Tests.Storage;

/// <summary>The app opens what an earlier version wrote (<c>Data/v1</c>), seen through its front door.</summary>
public abstract class EarlierVersionTests(MongoServer mongo) : EarlierVersion(mongo)
{
    [Fact]
    public async Task Sessions_go_on_and_stored_tokens_are_used_without_an_exchange()
    {
        await StartAsync();

        foreach (var (person, name) in new[] { (Data.Cookies.Hanako, "Hanako Yamada"), (Data.Cookies.Alex, "Alex Smith") })
        {
            Assert.Equal(name, (await JsonAsync(person, "/api/session")).GetProperty("name").GetString());
            Assert.True((await JsonAsync(person, "/api/tasklists")).GetArrayLength() > 1);
        }
        await JsonAsync(Data.Cookies.Hanako, "/api/drive/files");
        await JsonAsync(Data.Cookies.Hanako, "/api/fitbit/heart-rate");
        Assert.Equal(0, App.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task Expired_tokens_are_renewed_with_the_stored_refresh_tokens()
    {
        await StartAsync();
        App.Clock.Advance(TimeSpan.FromHours(9));

        foreach (var path in new[] { "/api/tasklists", "/api/drive/files", "/api/fitbit/heart-rate" })
            await JsonAsync(Data.Cookies.Hanako, path);

        Assert.Equal(3, App.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Issued));
        Assert.Equal(3, App.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task A_refresh_in_the_journal_is_found_and_repeated()
    {
        await StartAsync();
        var fitbit = App.Sandbox.Fitbit;
        fitbit.Grants.ExpireAccessTokens(App.Sandbox.Accounts.Alex);
        // The process that wrote the journal got so far: its request arrived, and its answer reached nobody.
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(App.Sandbox.Address, "/fitbit/oauth2/token"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{fitbit.Client.ClientId}:{fitbit.Client.ClientSecret}")));
        request.Content = new FormUrlEncodedContent(
            [new("grant_type", "refresh_token"), new("refresh_token", "alex-fitbit-refresh")]);
        using (var lost = await Http.SendAsync(request))
            Assert.Equal(HttpStatusCode.OK, lost.StatusCode);

        await JsonAsync(Data.Cookies.Alex, "/api/fitbit/heart-rate");

        Assert.Equal(1, App.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Repeated));
        Assert.Equal(2, App.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task An_ended_grant_says_reconnect_and_why()
    {
        await StartAsync();

        using var answer = await SendAsync(HttpMethod.Get, "/api/calendar/events", Data.Cookies.Alex);
        var problem = await answer.ProblemAsync(HttpStatusCode.Unauthorized, "reauthorization_required");

        Assert.Equal("invalid_grant", problem.GetProperty("reason").GetString());
        var connections = await JsonAsync(Data.Cookies.Alex, "/api/connections");
        var calendar = connections.EnumerateArray()
            .Single(one => one.GetProperty("connector").GetString() == "google_calendar");
        Assert.Equal("invalid_grant", calendar.GetProperty("reason").GetString());
        Assert.Equal(0, App.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task The_broker_releases_the_stored_token_and_continues_its_audit()
    {
        await StartAsync();
        Assert.Equal(4, await CountAsync("audit"));

        using var answer = await SendAsync(HttpMethod.Get, "/external-auth/google_drive/daily/token", apiKey: Data.BrokerKey);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("maria-drive-access", token.RootElement.GetProperty("accessToken").GetString());
        // The line, and since when lines are sealed.
        Assert.Equal(6, await CountAsync("audit"));
    }

    [Fact]
    public async Task A_queued_revocation_reaches_the_provider()
    {
        await StartAsync();
        var grant = App.Sandbox.Grants.Find(App.Sandbox.Accounts.All.Single(one => one.Name == "Jun Mori"), App.Sandbox.Client)!;
        Assert.Equal(1, grant.LiveRefreshTokens);

        // The end of another grant wakes the worker, which takes everything that is due.
        using var answer = await SendAsync(HttpMethod.Delete, "/external-auth/google_drive/daily", apiKey: Data.BrokerKey);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (grant.LiveRefreshTokens > 0 || await CountAsync("revocations") > 0)
            await Task.Delay(20, patience.Token);
    }

    [Fact]
    public async Task ID_tokens_of_the_stored_key_are_verified_and_accepted()
    {
        await StartAsync();

        using var published = await SendAsync(HttpMethod.Get, "/.well-known/jwks.json");
        var verified = await new JsonWebTokenHandler().ValidateTokenAsync(Data.IdToken, new TokenValidationParameters
        {
            ValidIssuer = Data.Origin,
            ValidAudience = "tasksweb",
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidateLifetime = false,
            IssuerSigningKeys = new JsonWebKeySet(await published.Content.ReadAsStringAsync()).GetSigningKeys(),
        });
        Assert.True(verified.IsValid, verified.Exception?.Message);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(App.Address, "/api/session"));
        request.Headers.Host = new Uri(Data.Origin).Authority;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Data.IdToken);
        using var session = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
    }

    [Fact]
    public async Task A_form_that_was_open_during_the_update_is_accepted()
    {
        await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(App.Address, "/auth/logout"));
        request.Headers.Add("Cookie", $"tasksweb={Data.Cookies.Hanako}; tasksweb-csrf={Data.Form.Cookie}");
        request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", Data.Form.Field)]);

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        using var after = await SendAsync(HttpMethod.Get, "/api/session", Data.Cookies.Hanako);
        await after.ProblemAsync(HttpStatusCode.Unauthorized, "signed_out");
    }

    [Fact]
    public async Task Rewrap_moves_everything_to_a_new_key()
    {
        var newKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var settings = StorageAt(Source);
        (settings["Encryption:Keys:0"], settings["Encryption:Keys:1"]) = (newKey, Data.EncryptionKey);

        await RunAsync("rewrap", [], settings);

        await StartAsync(encryptionKey: newKey);
        await JsonAsync(Data.Cookies.Hanako, "/api/tasklists");
        App.Clock.Advance(TimeSpan.FromHours(9));
        await JsonAsync(Data.Cookies.Hanako, "/api/fitbit/heart-rate");
        Assert.Equal(1, App.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task Migrate_copies_everything_to_the_other_store()
    {
        await RunAsync("migrate", ["--from", Source, "--to", Target], StorageAt(Source));

        await StartAsync(at: Target);
        await JsonAsync(Data.Cookies.Alex, "/api/tasklists");
        App.Clock.Advance(TimeSpan.FromHours(9));
        await JsonAsync(Data.Cookies.Alex, "/api/tasklists");
        Assert.Equal(1, App.Sandbox.ExchangeCount);
    }
}
