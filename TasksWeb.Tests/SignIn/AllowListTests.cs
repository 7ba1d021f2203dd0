using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tests.SignIn;

/// <summary><c>SignIn:Allow</c>: who gets in, and what somebody loses who is taken off.</summary>
public sealed class AllowListTests : IDisposable
{
    private const string Hanako = "Hanako Yamada";
    private const string Address = "hanako.yamada@example.com";

    private readonly TestFolder _folder = new();

    private string File => _folder["allow.json"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*", true)]
    [InlineData("Hanako.Yamada@example.com", true)]
    [InlineData("anako.yamada@example.com", false)]
    [InlineData("@example.com", false)]
    [InlineData("@Workspace.example", true)]
    [InlineData("@space.example", false)]
    public async Task An_address_must_match_and_a_domain_comes_from_the_provider(string entry, bool isAllowed)
    {
        await using var app = await StartAsync(entry);
        app.Sandbox.Accounts.Hanako.HostedDomain = "workspace.example";
        using var visitor = app.Visit();

        var page = await visitor.SignInAsync(Hanako);

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, page.Status);
        if (!isAllowed)
            Assert.Equal("This account can’t sign in here", page.Heading);
    }

    [Fact]
    public async Task An_address_that_the_provider_has_not_verified_does_not_count()
    {
        await using var app = await StartAsync(Address);
        app.Sandbox.Accounts.Hanako.IsEmailVerified = false;
        using var visitor = app.Visit();

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.SignInAsync(Hanako)).Status);
    }

    [Fact]
    public async Task Somebody_who_is_refused_does_not_end_what_backends_hold_of_the_same_account()
    {
        await using var app = await StartAsync("alex.smith@example.com", BrokerFixture.Settings);
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await app.ObtainAsync(BrokerFixture.Reports, "customer-7", app.Sandbox.Accounts.Hanako)).Dispose();
        using var visitor = app.Visit();

        await visitor.SignInAsync(Hanako);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(visitor));
        Assert.Empty(await app.Services.GetRequiredService<GrantRepository>().ListIdsByOwnerAsync(app.KeyOf().User, default));
        Assert.Equal(0, await app.Services.GetRequiredService<RevocationRepository>().CountAsync(default));
        app.Clock.Advance(TimeSpan.FromHours(2));
        using var answer = await app.TokenAsync(BrokerFixture.Reports, "google_drive", "customer-7");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Somebody_who_is_refused_leaves_nothing_here_and_no_grant_at_the_provider()
    {
        await using var app = await StartAsync("alex.smith@example.com", new()
        {
            ["Providers:google:RevokesWholeProject"] = "false",
        });
        using var visitor = app.Visit();

        await visitor.SignInAsync(Hanako);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(visitor));
        Assert.Null(await app.Services.GetRequiredService<UserRepository>().FindAsync(app.KeyOf().User, default));
        Assert.Empty(await app.Services.GetRequiredService<GrantRepository>().ListIdsByOwnerAsync(app.KeyOf().User, default));
        await StoredGrants.UntilAsync(() => Task.FromResult(LiveTokens(app) == 0), "the provider is told");
    }

    [Fact]
    public async Task A_changed_file_ends_sessions_and_renewals_within_seconds_and_restores_them()
    {
        await using var app = await StartWithFileAsync(Address);
        using var visitor = await app.SignInAsync();
        using var second = await app.SignInAsync();

        await WriteAsync(app, "alex.smith@example.com");
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(visitor));
        app.Clock.Advance(TimeSpan.FromMinutes(55));
        var exchanges = app.Sandbox.ExchangeCount;
        await app.UpkeepAsync();
        Assert.Equal(exchanges, app.Sandbox.ExchangeCount);
        await StoredGrants.UntilAsync(
            async () => (await app.Services.GetRequiredService<Sessions>().ListAsync(app.KeyOf().User, default)).Count == 0,
            "no session is left");

        await WriteAsync(app, Address);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(second));
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync(Hanako)).Status);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.UpkeepAsync();
        Assert.Equal(exchanges + 1, app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task An_invalid_changed_file_keeps_the_previous_list()
    {
        await using var app = await StartWithFileAsync(Address);
        var list = app.Services.GetRequiredService<AllowList>();
        var configuration = (IConfigurationRoot)app.Services.GetRequiredService<IConfiguration>();
        configuration["SignIn:Allow:0"] = "everybody";
        // The check of the settings as a whole throws too; a file watcher passes that on to nobody.
        _ = Record.Exception(configuration.Reload);

        Assert.True(list.Allows(Address, isEmailVerified: true, hostedDomain: null));
        Assert.False(list.Allows("everybody", isEmailVerified: true, hostedDomain: null));
    }

    [Fact]
    public async Task Grants_end_once_somebody_has_been_off_the_list_for_thirty_days()
    {
        await using var app = await StartWithFileAsync(Address);
        using var visitor = await app.SignInAsync();
        await WriteAsync(app, "@workspace.example");
        await SweepAsync(app);
        Assert.Equal(GrantStatus.Active, (await app.GrantAsync()).Value.Status);

        app.Clock.Advance(TimeSpan.FromDays(29));
        await SweepAsync(app);
        Assert.Equal(GrantStatus.Active, (await app.GrantAsync()).Value.Status);

        app.Clock.Advance(TimeSpan.FromDays(1));
        await SweepAsync(app);
        Assert.Equal(GrantStatus.Dead, (await app.GrantAsync()).Value.Status);
        await StoredGrants.UntilAsync(() => Task.FromResult(LiveTokens(app) == 0), "the provider is told");
    }

    [Fact]
    public async Task Other_backends_get_no_token_of_somebody_who_was_taken_off()
    {
        await using var app = await StartWithFileAsync(Address);
        using var visitor = await app.SignInAsync();
        using (var released = await app.TokenAsync(BrokerFixture.Insight, "google_tasks", app.KeyOf().User))
            Assert.Equal(HttpStatusCode.OK, released.StatusCode);

        await WriteAsync(app, "alex.smith@example.com");

        using var refused = await app.TokenAsync(BrokerFixture.Insight, "google_tasks", app.KeyOf().User);
        await refused.ProblemAsync(HttpStatusCode.Forbidden, "sign_in_not_allowed");
    }

    [Fact]
    public async Task The_operator_ends_the_grants_of_a_person_with_the_sessions()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();

        var (code, output) = await app.CommandAsync("sessions", "end", "--user", Address, "--revoke");

        Assert.Equal((0, "1 sessions ended. 1 grants ended."), (code, output.Trim()));
        Assert.Equal(GrantStatus.Dead, (await app.GrantAsync()).Value.Status);
    }

    private static int LiveTokens(TestApp app) =>
        app.Sandbox.Grants.Find(app.AccountOf(), app.Sandbox.Client)?.LiveRefreshTokens ?? 0;

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync("/api/session");
        return answer.StatusCode;
    }

    private static Task SweepAsync(TestApp app) =>
        app.Services.GetServices<IHostedService>().OfType<AllowListSweep>().Single().RunOnceAsync(default);

    private async Task<TestApp> StartWithFileAsync(params string[] entries)
    {
        var app = await TestApp.StartAsync(settings: BrokerFixture.Settings);
        await System.IO.File.WriteAllTextAsync(File, """{"SignIn":{"Allow":["*"]}}""");
        var configuration = (IConfigurationManager)app.Services.GetRequiredService<IConfiguration>();
        configuration.AddJsonFile(File, optional: false, reloadOnChange: true);
        await WriteAsync(app, entries);
        return app;
    }

    private async Task WriteAsync(TestApp app, params string[] entries)
    {
        var changed = new TaskCompletionSource();
        var list = app.Services.GetRequiredService<AllowList>();
        list.Changed += Note;
        await System.IO.File.WriteAllTextAsync(File, JsonSerializer.Serialize(new { SignIn = new { Allow = entries } }));
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        list.Changed -= Note;

        void Note(object? sender, EventArgs e) => changed.TrySetResult();
    }

    private static Task<TestApp> StartAsync(string entry, Dictionary<string, string?>? settings = null) =>
        TestApp.StartAsync(settings: new(settings ?? []) { ["SignIn:Allow:0"] = entry });
}
