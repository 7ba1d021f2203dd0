using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Refresh;

namespace TasksWeb.Tests.App;

/// <summary>What the app has stored, read through its own repositories.</summary>
internal static class StoredGrants
{
    /// <summary>For a repository without an app around it.</summary>
    public static readonly GrantSchedule Schedule =
        new(new ConnectorCatalog(Options.Create(new ConnectorsOptions())), Options.Create(new TokenOptions()), TimeProvider.System);

    /// <summary>The same: nobody is told anything.</summary>
    public static readonly GrantOutbox Outbox =
        new(
            new ConnectorCatalog(Options.Create(new ConnectorsOptions())), [], TimeProvider.System,
            NullLogger<GrantOutbox>.Instance);

    public static GrantKey KeyOf(this TestApp app, string person = "Hanako Yamada") =>
        new("google_tasks", User.IdOf(app.Sandbox.Issuer, app.AccountOf(person).Subject));

    public static Sandbox.Accounts.Account AccountOf(this TestApp app, string person = "Hanako Yamada") =>
        app.Sandbox.Accounts.All.First(account => account.Name == person);

    public static async Task<Stored<Grant>> GrantAsync(this TestApp app, string person = "Hanako Yamada") =>
        await app.Services.GetRequiredService<GrantRepository>().FindAsync(app.KeyOf(person).Id, default)
        ?? throw new InvalidOperationException("There is no grant.");

    /// <summary>One round of the background job.</summary>
    public static Task<int> UpkeepAsync(this TestApp app) => app.Services.GetRequiredService<RefreshJob>().RunOnceAsync(default);

    /// <summary>The provider stops accepting the person's access tokens; nobody is told.</summary>
    public static void Expire(this TestApp app, string person = "Hanako Yamada") =>
        app.Sandbox.Grants.ExpireAccessTokens(app.AccountOf(person));

    /// <summary>Polls until it holds; fails after a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await holds())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"It did not happen: {what}");
            await Task.Delay(20);
        }
    }
}
