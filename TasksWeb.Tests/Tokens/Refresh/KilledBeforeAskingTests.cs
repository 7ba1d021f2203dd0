using System.Net;
using System.Net.Sockets;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Sandbox.Traffic;
using TasksWeb.Tests.App;
using TasksWeb.Tokens;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>The first moment of a refresh: lease and journal are saved, and nothing has left for the provider. See <see cref="CrashTests"/>.</summary>
public sealed class KilledBeforeAskingTests
{
    [Fact]
    public async Task A_process_killed_between_journal_and_request_leaves_refreshes_to_the_next_holder()
    {
        await using var home = await TestApp.StartAsync(new SandboxOptions { RotateRefreshTokens = true });
        string[] people = ["Hanako Yamada", "Alex Smith", home.Sandbox.Accounts.Add("Jun Mori").Name, home.Sandbox.Accounts.Add("Maria Rossi").Name];
        var visitors = await Task.WhenAll(people.Select(home.SignInAsync));
        Array.ForEach(people, home.Expire);
        var asked = home.Sandbox.Traffic.CallsOf("/token");

        await KillWithLeasesAsync(home, people, visitors);

        Assert.Equal(asked, home.Sandbox.Traffic.CallsOf("/token"));
        foreach (var person in people)
            Assert.Equal(1, (await home.GrantAsync(person)).Value.Journal?.Attempts);
        home.Clock.Advance(new TokenOptions().LeaseDuration);
        foreach (var visitor in visitors)
        {
            using var answer = await visitor.GetAsync("/api/tasklists");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            visitor.Dispose();
        }
        Assert.Equal(people.Length, home.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Issued));
        Assert.Equal((people.Length, 0), (home.Sandbox.ExchangeCount, home.Sandbox.Traffic.ExchangesEndedAs(RefreshOutcome.Reused)));
    }

    /// <summary>Another instance, which cannot connect to the token endpoint, is killed when it holds everybody's lease.</summary>
    private static async Task KillWithLeasesAsync(TestApp home, string[] people, Visitor[] visitors)
    {
        using var crowd = new Crowd();
        var settings = new Dictionary<string, string?>(SandboxSettings.For(home.Sandbox, home.Folder))
        {
            ["Providers:google:TokenEndpoint"] = $"http://127.0.0.1:{crowd.Port}/token",
        };
        await using var app = TasksWebProcess.Start(new TasksWebProcessOptions { Settings = settings });
        await app.WaitUntilReadyAsync();
        var calls = visitors
            .Select(visitor => visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"))))
            .ToList();
        foreach (var person in people)
            await StoredGrants.UntilAsync(async () => (await home.GrantAsync(person)).Value.Lease is not null, "the lease is taken");
        app.Kill();
        await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A server at whose door so many wait that nobody else gets a connection.</summary>
    private sealed class Crowd : IDisposable
    {
        private readonly Socket _door = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _waiting = [];

        public Crowd()
        {
            _door.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _door.Listen(0);
            for (var place = 0; place < 4; place++)
            {
                _waiting.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
                _ = _waiting[^1].ConnectAsync(_door.LocalEndPoint!);
            }
        }

        public int Port => ((IPEndPoint)_door.LocalEndPoint!).Port;

        public void Dispose()
        {
            _waiting.ForEach(socket => socket.Dispose());
            _door.Dispose();
        }
    }
}
