using System.Net;
using Microsoft.Data.Sqlite;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

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

    [Theory]
    [InlineData(FaultKind.Hang, "the exchange is asked for and not yet processed")]
    [InlineData(FaultKind.StallMidBody, "the provider has rotated the token and half of its answer has arrived")]
    public async Task A_process_killed_in_an_exchange_finds_it_again_and_the_grant_lives_on(FaultKind fault, string step)
    {
        Assert.NotEmpty(step);
        Visitor visitor;
        await using (var first = await StartAsync())
        {
            visitor = await SignInAsync(first);
            _google.Grants.ExpireAccessTokens(_google.Accounts.Hanako);
            _google.Faults.Add(Fault.Of("token", fault));
            var call = visitor.GetAsync("/api/tasklists");
            await Stored.UntilAsync(() => Task.FromResult(_google.Traffic.CallsOf("/token") == 2), step);
            first.Kill();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        }
        _google.Faults.Clear();

        await using var second = await StartAsync();
        await AssertServesAsync(visitor, second);
        visitor.Dispose();
    }

    [Fact]
    public async Task A_process_killed_again_and_again_at_any_moment_of_a_refresh_loses_no_grant()
    {
        Visitor? visitor = null;
        for (var round = 0; round < 8; round++)
        {
            await using var app = await StartAsync();
            visitor ??= await SignInAsync(app);
            _google.Grants.ExpireAccessTokens(_google.Accounts.Hanako);
            var calls = _google.Traffic.CallsOf("/token");

            var call = visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists")));
            await Stored.UntilAsync(
                () => Task.FromResult(call.IsCompleted || _google.Traffic.CallsOf("/token") > calls), "the exchange has begun or is over");
            // Between the answer's arrival and the end of its save, a little later each time.
            SpinWait.SpinUntil(() => call.IsCompleted, TimeSpan.FromMilliseconds(round * 2));
            app.Kill();
            await Task.WhenAny(call);
        }

        await using var last = await StartAsync();
        await AssertServesAsync(visitor!, last);
        AssertIntact();
        visitor!.Dispose();
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

    private static async Task<Visitor> SignInAsync(TasksWebProcess app)
    {
        var visitor = new Visitor(app.Address);
        var page = await visitor.SignInAsync("Hanako Yamada");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return visitor;
    }

    /// <summary>The cookie still holds and the lists come: the grant has survived.</summary>
    private static async Task AssertServesAsync(Visitor visitor, TasksWebProcess app)
    {
        await Stored.UntilAsync(
            async () =>
            {
                using var response = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists")));
                Assert.True(
                    response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable,
                    $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                return response.StatusCode == HttpStatusCode.OK;
            },
            "the lists are served again");
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
