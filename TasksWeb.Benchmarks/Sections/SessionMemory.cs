using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Load;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// Many people, each with a session and a grant in SQLite, each of whom then makes one live call: how large the app becomes.
/// </summary>
internal static class SessionMemory
{
    private const int People = 100_000;
    private const int MaxConcurrency = 512;
    public const int Connections = 64;

    public static async Task RunAsync(LoadClient load, Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var workplace = new Workplace();
        var cookies = await SeedAsync(sandbox, workplace, People);
        await using var app = await RunningApp.StartAsync(sandbox, workplace);
        var before = app.Probe.ResidentBytes;
        var result = await load.RunAsync(
            new LoadPlan(app.At("api/tasklists"), cookies, Connections, Seconds: 120, Requests: People));
        if (result.FailureCount > 0 || result.Answers != People)
            throw new BenchmarkException($"Sessions: {result.Answers} of {People} answered; {result.FailureText}.");
        var after = app.Probe.ResidentBytes;
        var living = app.Probe.LivingBytes;
        report.Table(
            $"{Report.Number(People)} sessions and grants on SQLite, each used once",
            ["", "resident size", "requests/s"],
            [
                ["started, none used", Report.Megabytes(before), ""],
                ["every session used once", Report.Megabytes(after), Report.Number(result.PerSecond)],
                ["of that alive after a full collection", Report.Megabytes(living), ""],
            ]);
    }

    /// <returns>A session's <c>Cookie</c> header for each of so many people.</returns>
    public static async Task<string[]> SeedAsync(SandboxServer sandbox, Workplace workplace, int people)
    {
        await Console.Error.WriteLineAsync($"Seeding {people} sessions and grants …");
        var token =
            sandbox.Grants.Issue(sandbox.Accounts.Hanako, sandbox.Client, ["https://www.googleapis.com/auth/tasks"]).AccessToken;
        var cookies = new string[people];
        await using var rooms = Rooms.Open(sandbox, workplace);
        await Parallel.ForAsync(0, people, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency },
            async (person, cancellationToken) =>
        {
            await rooms.SaveGrantAsync(person, token, TimeSpan.FromHours(1), cancellationToken);
            cookies[person] = await rooms.StartSessionAsync(person, cancellationToken);
        });
        return cookies;
    }
}
