using System.Collections.Concurrent;
using System.Net;
using Microsoft.Data.Sqlite;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Storage.Sqlite;

public sealed class KilledProcessTests
{
    private const int Enough = 200;

    [Fact]
    public async Task Acknowledged_writes_survive_a_kill()
    {
        using var folder = new TestFolder();
        await using var google = await SandboxServer.StartAsync();
        // Every sign-in saves a user, a grant and a session; the person has consented, so it takes three requests.
        google.Grants.Issue(google.Accounts.Hanako, google.Client, ["openid", "email", "profile", ProviderSteps.TasksScope]);
        var settings = new Dictionary<string, string?>(SandboxSettings.For(google, folder.Path), StringComparer.Ordinal)
        {
            ["SignIn:MaxSessions"] = "1000",
        };
        var options = new TasksWebProcessOptions { Settings = settings, WorkingDirectory = folder.Path };
        var signedIn = new ConcurrentBag<string>();
        await using (var process = TasksWebProcess.Start(options))
        {
            await process.WaitUntilReadyAsync();
            google.AllowApp(process.Address);
            using var killed = new CancellationTokenSource();
            var people = Enumerable.Range(0, 8)
                .Select(_ => Task.Run(() => SignInAgainAndAgainAsync(process, signedIn, killed.Token))).ToList();
            while (signedIn.Count < Enough)
                await Task.WhenAny(Task.Delay(20), Task.WhenAll(people));

            process.Kill();
            await process.WaitForExitAsync();
            await killed.CancelAsync();
            await Task.WhenAll(people);
        }

        using (var connection = new SqliteConnection($"Data Source={folder["tasksweb.db"]};Pooling=False"))
        {
            connection.Open();
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", check.ExecuteScalar());
        }
        await using var again = TasksWebProcess.Start(options);
        await again.WaitUntilReadyAsync();
        Assert.All(await Task.WhenAll(signedIn.Select(secret => CookieJar.StatusAsync(again.Address, $"tasksweb={secret}"))),
            status => Assert.Equal(HttpStatusCode.Redirect, status));
    }

    private static async Task SignInAgainAndAgainAsync(
        TasksWebProcess process, ConcurrentBag<string> signedIn, CancellationToken killed)
    {
        while (!killed.IsCancellationRequested)
        {
            try
            {
                using var visitor = new Visitor(process.Address);
                await visitor.SignInAsync("Hanako Yamada");
                signedIn.Add(visitor.Secret());
            }
            catch (HttpRequestException)
            {
                // It was killed in the middle.
                return;
            }
        }
    }
}
