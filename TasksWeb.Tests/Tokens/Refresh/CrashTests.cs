using System.Net;
using Microsoft.Data.Sqlite;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>
/// The real process, killed with SIGKILL at every step of a refresh and started again on the same file. Leases run out in real time:
/// what can wait beside the others is a class of its own.
/// </summary>
public abstract class CrashTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tasksweb-crash-").FullName;
    private SandboxServer _google = null!;

    private protected SandboxServer Google => _google;

    private protected string Folder => _folder;

    public async Task InitializeAsync() =>
        _google = await SandboxServer.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = true });

    public async Task DisposeAsync()
    {
        await _google.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <param name="environment">Further variables of the process.</param>
    private protected async Task<TasksWebProcess> StartAsync(IReadOnlyDictionary<string, string?>? environment = null)
    {
        var settings = new Dictionary<string, string?>(SandboxSettings.For(_google, _folder))
        {
            ["Tokens:ExchangeTimeout"] = "00:00:08",
            ["Tokens:LeaseDuration"] = "00:00:09",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            settings[name] = value;
        var app = TasksWebProcess.Start(new TasksWebProcessOptions { Settings = settings });
        await app.WaitUntilReadyAsync();
        _google.AllowApp(app.Address);
        return app;
    }

    private protected static async Task<Visitor> SignInAsync(TasksWebProcess app, string person = "Hanako Yamada")
    {
        var visitor = new Visitor(app.Address);
        await StoredGrants.UntilAsync(
            async () =>
            {
                var page = await visitor.SignInAsync(person);
                Assert.True(page.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{page.Status}: {page.Heading}");
                return page.Status == HttpStatusCode.OK;
            },
            $"{person} is signed in, however slowly");
        return visitor;
    }

    /// <summary>The cookie still holds and the lists come: the grant has survived.</summary>
    private protected static async Task AssertServesAsync(Visitor visitor, TasksWebProcess app, string path = "/api/tasklists")
    {
        await StoredGrants.UntilAsync(
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

    /// <summary>The file, opened beside the process.</summary>
    private protected SqliteConnection OpenStore()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "tasksweb.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    private protected void AssertIntact()
    {
        using var connection = OpenStore();
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", check.ExecuteScalar());
    }
}
