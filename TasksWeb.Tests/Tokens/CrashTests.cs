using System.Net;
using Microsoft.Data.Sqlite;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Tokens;

/// <summary>The real process, killed with SIGKILL at every step of a refresh and started again on the same file.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tasksweb-crash-").FullName;
    private SandboxServer _google = null!;

    public async Task InitializeAsync() =>
        _google = await SandboxServer.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = true });

    public async Task DisposeAsync()
    {
        await _google.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

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

    [Theory]
    [InlineData(Moment.Asked)]
    [InlineData(Moment.HalfAnswered)]
    [InlineData(Moment.Unsaved)]
    public async Task A_process_killed_twice_at_a_step_of_many_refreshes_finds_them_again_and_every_grant_lives_on(Moment moment)
    {
        string[] people = ["Hanako Yamada", "Alex Smith", _google.Accounts.Add("Jun Mori").Name, _google.Accounts.Add("Maria Rossi").Name];
        var visitors = new List<Visitor>();
        for (var kill = 0; kill < 2; kill++)
        {
            await using var app = await StartAsync();
            foreach (var person in people.Skip(visitors.Count))
                visitors.Add(await SignInAsync(app, person));
            if (kill == 0)
            {
                foreach (var account in _google.Accounts.All)
                    _google.Grants.ExpireAccessTokens(account);
            }
            await KillAtAsync(moment, app, visitors);
        }

        await using var last = await StartAsync();
        foreach (var visitor in visitors)
        {
            await AssertServesAsync(visitor, last);
            visitor.Dispose();
        }
        Assert.Equal(0, _google.Traffic.ExchangesEndedAs(RefreshOutcome.Reused));
        AssertIntact();
    }

    [Fact]
    public async Task A_holder_that_is_stopped_past_its_lease_and_resumed_loses_neither_the_grant_nor_its_caller()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        using var visitor = await SignInAsync(one);
        _google.Grants.ExpireAccessTokens(_google.Accounts.Hanako);
        var call = await _google.HangInExchangeAsync(() => visitor.GetAsync("/api/tasklists"));
        one.Pause();
        _google.Faults.Clear();
        await Stored.UntilAsync(() => Task.FromResult(_google.ExchangeCount == 1), "the provider has rotated the token, and nobody reads its answer");

        await AssertServesAsync(visitor, other);
        one.Resume();

        using var answer = await call;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        for (var round = 0; round < 2; round++)
        {
            await AssertServesAsync(visitor, one);
            await AssertServesAsync(visitor, other);
            _google.Grants.ExpireAccessTokens(_google.Accounts.Hanako);
        }
        Assert.Equal(0, _google.Traffic.ExchangesEndedAs(RefreshOutcome.Reused));
    }

    [Fact]
    public async Task A_process_killed_again_and_again_at_any_moment_of_a_refresh_loses_no_grant()
    {
        Visitor? visitor = null;
        for (var round = 0; round < 5; round++)
        {
            await using var app = await StartAsync();
            visitor ??= await SignInAsync(app);
            _google.Grants.ExpireAccessTokens(_google.Accounts.Hanako);
            var calls = _google.Traffic.CallsOf("/token");

            var call = visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists")));
            await Stored.UntilAsync(
                () => Task.FromResult(call.IsCompleted || _google.Traffic.CallsOf("/token") > calls), "the exchange has begun or is over");
            // Between the answer's arrival and the end of its save, a little later each time.
            SpinWait.SpinUntil(() => call.IsCompleted, TimeSpan.FromMilliseconds(round * 3));
            app.Kill();
            await Task.WhenAny(call);
        }

        await using var last = await StartAsync();
        await AssertServesAsync(visitor!, last);
        AssertIntact();
        visitor!.Dispose();
    }

    /// <summary>Another provider, which rotates by its own rules.</summary>
    [Fact]
    public async Task A_process_killed_with_half_of_Fitbits_answer_repeats_the_exchange_when_it_is_back()
    {
        using var visitor = await ConnectFitbitAndDieAsync();

        await using var last = await StartAsync();
        await AssertServesAsync(visitor, last, "/api/fitbit/heart-rate");

        Assert.Equal((1, 1), (_google.Traffic.ExchangesEndedAs(RefreshOutcome.Issued), _google.Traffic.ExchangesEndedAs(RefreshOutcome.Repeated)));
        Assert.Equal(0, _google.Traffic.ExchangesEndedAs(RefreshOutcome.Reused));
    }

    private async Task<Visitor> ConnectFitbitAndDieAsync()
    {
        await using var app = await StartAsync();
        var visitor = await SignInAsync(app);
        await visitor.ConnectAsync("Hanako Yamada", "fitbit");
        _google.Fitbit.Grants.ExpireAccessTokens(_google.Accounts.Hanako);
        _google.Faults.Add(Fault.Of("fitbit_token", FaultKind.StallMidBody, times: 0));
        var call = visitor.GetAsync("/api/fitbit/heart-rate");
        await Stored.UntilAsync(
            () => Task.FromResult(_google.Traffic.ExchangesEndedAs(RefreshOutcome.Issued) == 1), "Fitbit has rotated the token");
        app.Kill();
        await Task.WhenAny(call);
        _google.Faults.Clear();
        return visitor;
    }

    private async Task KillAtAsync(Moment moment, TasksWebProcess app, List<Visitor> visitors)
    {
        _google.Faults.Add(Fault.Of("token", moment == Moment.HalfAnswered ? FaultKind.StallMidBody : FaultKind.Hang, times: 0));
        var (asked, exchanged) = (_google.Traffic.CallsOf("/token"), _google.ExchangeCount);
        var calls = visitors
            .Select(visitor => visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"))))
            .ToList();
        await Stored.UntilAsync(() => Task.FromResult(_google.Traffic.CallsOf("/token") >= asked + visitors.Count), "all have asked");
        using var store = new SqliteConnection($"Data Source={Path.Combine(_folder, "tasksweb.db")};Pooling=false");
        if (moment == Moment.Unsaved)
        {
            await store.OpenAsync();
            await ExecuteAsync(store, "BEGIN IMMEDIATE");
            _google.Faults.Clear();
        }
        if (moment != Moment.Asked)
            await Stored.UntilAsync(() => Task.FromResult(_google.ExchangeCount >= exchanged + visitors.Count), "all are exchanged");
        app.Kill();
        await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (moment == Moment.Unsaved)
            await ExecuteAsync(store, "ROLLBACK");
        _google.Faults.Clear();
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<TasksWebProcess> StartAsync()
    {
        var settings = new Dictionary<string, string?>(SandboxSettings.For(_google, _folder))
        {
            ["Tokens:ExchangeTimeout"] = "00:00:08",
            ["Tokens:LeaseDuration"] = "00:00:09",
        };
        var app = TasksWebProcess.Start(new TasksWebProcessOptions { Settings = settings });
        await app.WaitUntilReadyAsync();
        _google.AllowApp(app.Address);
        return app;
    }

    private static async Task<Visitor> SignInAsync(TasksWebProcess app, string person = "Hanako Yamada")
    {
        var visitor = new Visitor(app.Address);
        var page = await visitor.SignInAsync(person);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return visitor;
    }

    /// <summary>The cookie still holds and the lists come: the grant has survived.</summary>
    private static async Task AssertServesAsync(Visitor visitor, TasksWebProcess app, string path = "/api/tasklists")
    {
        await Stored.UntilAsync(
            async () =>
            {
                using var response = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, path)));
                Assert.True(
                    response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable,
                    $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                return response.StatusCode == HttpStatusCode.OK;
            },
            "it is served again");
    }

    private void AssertIntact()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "tasksweb.db")};Pooling=false");
        connection.Open();
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", check.ExecuteScalar());
    }
}
