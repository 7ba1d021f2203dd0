using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Storage.Encryption;

/// <summary>The master key is changed: every ciphertext moves to the new one, and one whose key is gone says so.</summary>
public sealed class RewrapTests : IDisposable
{
    private static readonly string Old = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string New = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_moves_to_the_newest_key_while_the_app_serves()
    {
        await using var before = await TestApp.StartAsync(settings: Keys(Old));
        using var visitor = await before.SignInAsync();
        var form = Protector(before).Protect("form");
        await before.Services.GetRequiredService<IdTokenKeys>().GetAsync(default);
        await using var between = await TestApp.StartAsync(settings: Keys(New, Old), beside: before);

        var (code, output) = await RewrapAsync(between);

        Assert.True(code == 0, output);
        Assert.Contains("grants: 1 moved to it, 0 were there, 0 cannot be opened.", output, StringComparison.Ordinal);
        Assert.Matches("keys of forms and cookies: [1-9]", output);
        Assert.Contains("keys of ID tokens: 2 moved to it", output, StringComparison.Ordinal);
        Assert.DoesNotMatch("[1-9][0-9]* moved", (await RewrapAsync(between)).Output);

        await using var after = await TestApp.StartAsync(settings: Keys(New), beside: before);
        Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(new(HttpMethod.Get, new Uri(after.Address, "/api/tasklists")))).StatusCode);
        Assert.Equal("form", Protector(after).Unprotect(form));
        before.Expire();
        Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(new(HttpMethod.Get, new Uri(after.Address, "/api/tasklists")))).StatusCode);
        Assert.Equal(1, before.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task Nothing_that_is_written_meanwhile_is_lost()
    {
        await using var before = await TestApp.StartAsync(settings: Keys(Old));
        await using var between = await TestApp.StartAsync(settings: Keys(New, Old), beside: before);
        var vault = before.Services.GetRequiredService<TokenVault>();
        Task SaveAsync(int person, int round) => vault.SaveAsync(
            new GrantKey("google_tasks", $"{person}"), new TokenResponse.Granted($"access{round}", $"refresh{round}", null, null, null), default);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(person => SaveAsync(person, 0)));

        var writing = Parallel.ForAsync(0, 900, async (i, _) => await SaveAsync(i % 300, 1 + (i / 300)));
        while (!writing.IsCompleted)
            Assert.Equal(0, (await RewrapAsync(between)).Code);
        await writing;
        Assert.Equal(0, (await RewrapAsync(between)).Code);

        await using var after = await TestApp.StartAsync(settings: Keys(New), beside: before);
        var grants = after.Services.GetRequiredService<GrantRepository>();
        await foreach (var stored in grants.AllAsync(default))
            Assert.Matches("^refresh[1-3]$", grants.OpenRefreshToken(stored.Value)!);
    }

    [Fact]
    public async Task A_retired_key_names_the_grants_it_affects_and_crashes_nothing()
    {
        await using var before = await TestApp.StartAsync(settings: Keys(Old));
        using var visitor = await before.SignInAsync();
        await using var after = await TestApp.StartAsync(settings: Keys(New), beside: before);

        using (var answer = await visitor.SendAsync(new(HttpMethod.Get, new Uri(after.Address, "/api/tasklists"))))
        {
            var problem = await answer.ProblemAsync(HttpStatusCode.Unauthorized, "reauthorization_required");
            Assert.Equal("decryption_failed", problem.GetProperty("reason").GetString());
        }
        before.Clock.Advance(TimeSpan.FromMinutes(55));
        Assert.Equal(1, await after.UpkeepAsync());
        Assert.Equal(0, await after.UpkeepAsync());

        var (code, output) = await RewrapAsync(after);
        Assert.Equal(1, code);
        Assert.Contains(before.KeyOf().Id + ": The accessToken of google_tasks is encrypted with key '", output, StringComparison.Ordinal);
        Assert.Contains("grants: 0 moved to it, 0 were there, 1 cannot be opened.", output, StringComparison.Ordinal);

        Assert.Equal((GrantStatus.Active, 0), ((await before.GrantAsync()).Value.Status, before.Sandbox.ExchangeCount));
        using var again = await after.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task Disconnecting_an_undecryptable_grant_says_where_to_revoke_it_manually()
    {
        await using var before = await TestApp.StartAsync(settings: Keys(Old));
        using var hanako = await before.SignInAsync();
        using var alex = await before.SignInAsync("Alex Smith");
        await alex.ConnectAsync("Alex Smith");
        await alex.ConnectAsync("Alex Smith", "fitbit");
        await using var after = await TestApp.StartAsync(settings: Keys(New), beside: before);
        using var hanakoAfter = In(after, hanako);
        using var alexAfter = In(after, alex);

        Assert.Equal(("ended", "decryption_failed"), await StandingAsync(hanakoAfter, "google_tasks"));
        var profile = await hanakoAfter.PressOnCardAsync("google_tasks", "Disconnect");
        var card = profile.Document.QuerySelector("#connection-google_tasks")!;
        Assert.Contains("Google couldn’t be told", card.TextContent, StringComparison.Ordinal);
        Assert.Equal("https://myaccount.google.com/connections", card.QuerySelector("a")?.GetAttribute("href"));
        Assert.Equal(("not_connected", "disconnected_here"), await StandingAsync(hanakoAfter, "google_tasks"));

        var deleted = await alexAfter.PressAsync(await alexAfter.OpenAsync("/profile/delete"), "Delete account");
        Assert.Equal("/profile/deleted", deleted.Address.AbsolutePath);
        Assert.Equal(
            ["Google", "Fitbit"],
            deleted.Document.QuerySelectorAll(".warning").Select(line => line.TextContent.Contains("Google", StringComparison.Ordinal) ? "Google" : "Fitbit").OrderDescending());
        Assert.Equal("https://myaccount.google.com/connections", Assert.Single(deleted.Document.QuerySelectorAll(".warning a")).GetAttribute("href"));
        Assert.Equal(0, before.Sandbox.Traffic.CallsOf("/revoke"));
        Assert.Equal(HttpStatusCode.OK, (await alexAfter.OpenAsync("/profile/deleted?manual=&manual=%20&manual=nothing&manual")).Status);
        alexAfter.Language = "ja";
        Assert.Contains("Google には伝えられませんでした", (await alexAfter.OpenAsync(deleted.Address.ToString())).Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undecryptable_grant_ends_at_Google_with_another_connection()
    {
        await using var before = await TestApp.StartAsync(settings: Keys(Old));
        using var visitor = await before.SignInAsync();
        await using var after = await TestApp.StartAsync(settings: Keys(New), beside: before);
        using var visitorAfter = In(after, visitor);
        await visitorAfter.ConnectAsync("Hanako Yamada");

        var deleted = await visitorAfter.PressAsync(await visitorAfter.OpenAsync("/profile/delete"), "Delete account");

        Assert.Equal("/profile/deleted", deleted.Address.PathAndQuery);
        await StoredGrants.UntilAsync(async () => await QueuedAsync(after) is null, "Google has been told");
        Assert.Equal(0, before.Sandbox.Grants.Find(before.Sandbox.Accounts.Hanako, before.Sandbox.Client)!.LiveRefreshTokens);
    }

    [Fact]
    public async Task A_revocation_whose_key_is_retired_waits_for_the_key()
    {
        await using var before = await TestApp.StartAsync(settings: Keys(Old));
        using var visitor = await before.SignInAsync();
        before.Sandbox.Faults.Add(Fault.Answering("revoke", 503, times: 0));
        Assert.True(await before.Services.GetRequiredService<TokenVault>().RevokeAsync(before.KeyOf(), default));
        await StoredGrants.UntilAsync(async () => (await QueuedAsync(before))?.Failures == 1, "the first attempt has failed");
        before.Sandbox.Faults.Clear();
        var calls = before.Sandbox.Traffic.CallsOf("/revoke");

        await using var after = await TestApp.StartAsync(settings: Keys(New), beside: before);
        before.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, await after.Services.GetRequiredService<RevocationWorker>().RunOnceAsync(default));

        Assert.Equal(2, (await QueuedAsync(after))?.Failures);
        Assert.Equal(calls, before.Sandbox.Traffic.CallsOf("/revoke"));
        var (code, output) = await RewrapAsync(after);
        Assert.Equal(1, code);
        Assert.Contains("revocations: 0 moved to it, 0 were there, 1 cannot be opened.", output, StringComparison.Ordinal);

        await using var back = await TestApp.StartAsync(settings: Keys(New, Old), beside: before);
        before.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await back.Services.GetRequiredService<RevocationWorker>().RunOnceAsync(default));

        Assert.Null(await QueuedAsync(back));
        Assert.Equal(0, before.Sandbox.Grants.Find(before.Sandbox.Accounts.Hanako, before.Sandbox.Client)!.LiveRefreshTokens);
    }

    [Fact]
    public async Task It_is_a_command_of_the_app_and_one_it_has_not_is_named()
    {
        await using var google = await SandboxServer.StartAsync();
        var settings = new Dictionary<string, string?>(SandboxSettings.For(google, _folder.Path), StringComparer.Ordinal)
        {
            ["Encryption:Keys:0"] = New,
        };

        await using var rewrap = TasksWebProcess.Start(new() { Command = "rewrap", Settings = settings });
        await using var wrong = TasksWebProcess.Start(new() { Command = "rewarp", Settings = settings });

        Assert.Equal(0, await rewrap.WaitForExitAsync());
        Assert.Contains("grants: 0 moved to it, 0 were there, 0 cannot be opened.", rewrap.Output);
        Assert.DoesNotContain(rewrap.Output, line => line.Contains("Now listening", StringComparison.Ordinal));
        Assert.Equal(2, await wrong.WaitForExitAsync());
        Assert.Contains(wrong.Output, line => line.Contains("no command 'rewarp'", StringComparison.Ordinal) && line.Contains("rewrap", StringComparison.Ordinal));
    }

    /// <summary>The same browser at the other instance.</summary>
    private static Visitor In(TestApp app, Visitor visitor)
    {
        var same = app.Visit();
        same.Cookies.Add(visitor.Cookies.GetAllCookies());
        return same;
    }

    private static async Task<(string? Status, string? Reason)> StandingAsync(Visitor visitor, string connector)
    {
        var connection = await visitor.ConnectionAsync(connector);
        return (connection.GetProperty("status").GetString(), connection.GetProperty("reason").GetString());
    }

    private static Task<(int Code, string Output)> RewrapAsync(TestApp app) => app.CommandAsync("rewrap");

    private static async Task<PendingRevocation?> QueuedAsync(TestApp app)
    {
        await foreach (var queued in app.Services.GetRequiredService<RevocationRepository>().AllAsync(default))
            return queued.Value;
        return null;
    }

    private static IDataProtector Protector(TestApp app) =>
        app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static Dictionary<string, string?> Keys(params string[] keys) =>
        keys.Select((key, index) => (key, index)).ToDictionary(entry => $"Encryption:Keys:{entry.index}", entry => (string?)entry.key);
}
