using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Storage;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker.Events;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>
/// An import ends after each of its writes, and is run again. A provider that replaces refresh tokens, and repeats an answer that
/// was lost, sees a token again only if nothing of that answer was kept.
/// </summary>
public sealed class KilledImportTests
{
    private const int MostSteps = 20;

    [Fact]
    public async Task An_import_killed_at_any_write_is_completed_by_the_next_run_and_sends_no_kept_token_again()
    {
        await using var app = await TestApp.StartAsync(settings: BrokerFixture.Settings);
        app.Sandbox.Grants.RotateRefreshTokens = true;
        app.Sandbox.Grants.RepeatGrace = true;
        using var folder = new TestFolder();
        var step = 0;
        for (var isDead = true; isDead && step < MostSteps; step++)
        {
            var identifier = $"customer-{step}";
            var token = app.Sandbox.Grants.Issue(
                app.Sandbox.Accounts.Add(identifier), app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken!;
            await File.WriteAllTextAsync(
                folder["a.csv"], $"connector,identifier,refresh_token\ngoogle_drive,{identifier},{token}\n");
            isDead = await DieAfterAsync(step, app, folder["a.csv"]);
            var wasKept = await FindAsync(app, identifier) is not null;
            var sent = app.Sandbox.Traffic.ExchangeCount;

            // The run that was killed says for a minute that it goes on.
            app.Clock.Advance(TimeSpan.FromMinutes(2));
            var (code, output) = await ImportAsync(app, folder["a.csv"]);

            Assert.True(code == 0, output);
            Assert.Equal(wasKept ? 0 : 1, app.Sandbox.Traffic.ExchangeCount - sent);
            Assert.Equal(GrantStatus.Active, (await FindAsync(app, identifier))!.Status);
            using var answer = await app.TokenAsync(BrokerFixture.Reports, "google_drive", identifier);
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.InRange(step, 4, MostSteps - 1);
        Assert.Equal(0, app.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Reused));
    }

    /// <returns>False: everything was done before the end came.</returns>
    private static async Task<bool> DieAfterAsync(int writes, TestApp beside, string file)
    {
        DyingStore? dying = null;
        await using var app = await TestApp.StartAsync(
            settings: BrokerFixture.Settings, beside: beside,
            wrapStore: inner =>
                dying = new DyingStore(inner, writes, static collection => collection is "grants" or "imports"));
        await ImportAsync(app, file);
        return dying!.IsDead;
    }

    private static async Task<Grant?> FindAsync(TestApp app, string identifier) =>
        (await app.Services.GetRequiredService<GrantRepository>().FindAsync(
            new GrantKey("google_drive", $"broker:reports/{identifier}").Id, default))?.Value;

    private static Task<(int Code, string Output)> ImportAsync(TestApp app, string file) =>
        app.CommandAsync("import", file, "--key", "reports", "--per-second", "1000");
}
