using Microsoft.Data.Sqlite;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>Where everybody's refresh stands when the process is killed.</summary>
public enum Moment
{
    /// <summary>Journal and lease are saved; the provider has the request and has not looked at it.</summary>
    Asked,

    /// <summary>The provider has rotated the token; half of its answer has arrived.</summary>
    HalfAnswered,

    /// <summary>The answer has arrived; the store is locked and has not taken it.</summary>
    Unsaved,
}

/// <summary>Many refreshes at once, all killed at one moment, and the process that finds them killed there again.</summary>
public abstract class KilledAtAStepTests(Moment moment) : CrashTests
{
    [Fact]
    public async Task A_process_killed_twice_at_a_step_of_many_refreshes_loses_no_grant()
    {
        string[] people = ["Hanako Yamada", "Alex Smith", Google.Accounts.Add("Jun Mori").Name, Google.Accounts.Add("Maria Rossi").Name];
        var visitors = new List<Visitor>();
        for (var kill = 0; kill < 2; kill++)
        {
            await using var app = await StartAsync();
            foreach (var person in people.Skip(visitors.Count))
                visitors.Add(await SignInAsync(app, person));
            if (kill == 0)
            {
                foreach (var account in Google.Accounts.All)
                    Google.Grants.ExpireAccessTokens(account);
            }
            await KillAtAsync(app, visitors);
        }

        await using var last = await StartAsync();
        foreach (var visitor in visitors)
        {
            await AssertServesAsync(visitor, last);
            visitor.Dispose();
        }
        Assert.Equal(0, Google.Traffic.ExchangesEndedAs(RefreshOutcome.Reused));
        AssertIntact();
    }

    private async Task KillAtAsync(TasksWebProcess app, List<Visitor> visitors)
    {
        Google.Faults.Add(Fault.Of("token", moment == Moment.HalfAnswered ? FaultKind.StallMidBody : FaultKind.Hang, times: 0));
        var (asked, exchanged) = (Google.Traffic.CallsOf("/token"), Google.ExchangeCount);
        var calls = visitors
            .Select(visitor => visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"))))
            .ToList();
        await StoredGrants.UntilAsync(() => Task.FromResult(Google.Traffic.CallsOf("/token") >= asked + visitors.Count), "all have asked");
        using var store = OpenStore();
        if (moment == Moment.Unsaved)
        {
            await ExecuteAsync(store, "BEGIN IMMEDIATE");
            Google.Faults.Clear();
        }
        if (moment != Moment.Asked)
            await StoredGrants.UntilAsync(() => Task.FromResult(Google.ExchangeCount >= exchanged + visitors.Count), "all are exchanged");
        app.Kill();
        await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (moment == Moment.Unsaved)
            await ExecuteAsync(store, "ROLLBACK");
        Google.Faults.Clear();
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class KilledWhenAskedTests() : KilledAtAStepTests(Moment.Asked);

public sealed class KilledWhenHalfAnsweredTests() : KilledAtAStepTests(Moment.HalfAnswered);

public sealed class KilledWhenUnsavedTests() : KilledAtAStepTests(Moment.Unsaved);
