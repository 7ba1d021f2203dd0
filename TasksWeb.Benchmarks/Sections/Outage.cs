using System.Net;
using TasksWeb.Benchmarks.App;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Storage.Sqlite;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// The store goes away for half a minute under load, in the middle of exchanges whose refresh tokens the provider rotates and takes
/// once: what callers are told, and what is lost.
/// </summary>
internal static class Outage
{
    private const int People = 300;
    private const int Callers = 32;
    private const int MostTries = 60;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Report report)
    {
        var rows = new List<string[]> { await OnSqliteAsync() };
        using var mongo = await Mongo.StartAsync();
        if (mongo is { CanBeStopped: true })
        {
            rows.Add(await RunAsync(
                $"{mongo.Name}: stopped", mongo.NewDatabase(), _ => mongo.OrderAsync("stop"), () => mongo.OrderAsync("start")));
        }
        report.Table(
            $"The store away for {Length.TotalSeconds:N0} s under load",
            [
                "", "answered meanwhile", "503 with Retry-After", "failed otherwise", "exchanges begun meanwhile", "cookies lost",
                "grants lost", "first write after its return", "last refusal after its return",
            ],
            rows,
            $"{Callers} callers, {People} people. A third of their tokens is refused by the provider just before, so that the store goes away in "
            + "the middle of their exchanges, a third meanwhile; at the end all are, and every person asks once more. A person whose token is "
            + "refused is served after an exchange, which the store must take first.");
    }

    private static async Task<string[]> OnSqliteAsync()
    {
        var other = default(Microsoft.Data.Sqlite.SqliteConnection);
        return await RunAsync(
            "SQLite: another process holds the lock for writing", null,
            workplace =>
            {
                other = SqliteFile.Open($"Data Source={Path.Combine(workplace.Folder, "tasksweb.db")};Pooling=False");
                other.Execute("BEGIN IMMEDIATE");
                return Task.CompletedTask;
            },
            () =>
            {
                other!.Dispose();
                return Task.CompletedTask;
            });
    }

    private static async Task<string[]> RunAsync(string name, string? mongo, Func<Workplace, Task> takeAway, Func<Task> bringBack)
    {
        await Console.Error.WriteLineAsync($"{name} …");
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false });
        using var workplace = new Workplace(mongo);
        var accounts = Enumerable.Range(0, People).Select(person => sandbox.Accounts.Add($"Person {person}")).ToArray();
        var cookies = await SeedAsync(sandbox, workplace, accounts);
        await using var app = await RunningApp.StartAsync(sandbox, workplace);
        using var calls = new OutageCalls(app.At("api/tasklists"), cookies);

        using var over = new CancellationTokenSource();
        var load = Enumerable.Range(0, Callers).Select(caller => calls.GoOnAsync(caller, Callers, over.Token)).ToList();
        await Task.Delay(Around, TimeProvider.System);

        sandbox.Faults.Add(Fault.Of("token", FaultKind.Delay) with { Milliseconds = (int)Moment.TotalMilliseconds });
        Expire(0);
        await Task.Delay(Moment / 2, TimeProvider.System);
        await takeAway(workplace);
        calls.StoreWent();
        await Task.Delay(Moment, TimeProvider.System);
        var exchanges = sandbox.Traffic.CallsOf("/token");
        sandbox.Faults.Clear();
        Expire(1);
        await Task.Delay(Length - Moment, TimeProvider.System);
        exchanges = sandbox.Traffic.CallsOf("/token") - exchanges;
        await bringBack();
        calls.StoreReturned();
        await Task.Delay(Around, TimeProvider.System);
        await over.CancelAsync();
        await Task.WhenAll(load);

        for (var third = 0; third < OutageCalls.Kinds; third++)
            Expire(third);
        var last = await Task.WhenAll(Enumerable.Range(0, People).Select(person => calls.AskAsync(person, MostTries)));
        var cookiesLost = last.Count(status => status == HttpStatusCode.Unauthorized) + calls.CookiesCleared;
        var grantsLost = last.Count(status => status is not (HttpStatusCode.OK or HttpStatusCode.Unauthorized));
        return
        [
            name,
            .. ((long[])[calls.AnsweredMeanwhile, calls.Refused, calls.Failed, exchanges, cookiesLost, grantsLost])
                .Select(count => Report.Number(count)),
            calls.FirstWrite is { } first ? $"{Report.Number(first.TotalSeconds, "N1")} s" : "none",
            $"{Report.Number(calls.LastRefusal.TotalSeconds, "N1")} s",
        ];

        void Expire(int third)
        {
            for (var person = third; person < People; person += OutageCalls.Kinds)
                sandbox.Grants.ExpireAccessTokens(accounts[person]);
        }
    }

    private static async Task<string[]> SeedAsync(SandboxServer sandbox, Workplace workplace, Account[] accounts)
    {
        var cookies = new string[accounts.Length];
        await using var rooms = Rooms.Open(sandbox, workplace);
        for (var person = 0; person < accounts.Length; person++)
        {
            var tokens = sandbox.Grants.Issue(accounts[person], sandbox.Client, ["https://www.googleapis.com/auth/tasks"]);
            await rooms.SaveGrantAsync(person, tokens.AccessToken, TimeSpan.FromHours(1), default, tokens.RefreshToken);
            cookies[person] = await rooms.StartSessionAsync(person, default);
        }
        return cookies;
    }
}
