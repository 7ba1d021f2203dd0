using TasksWeb.Benchmarks.App;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// Many people's grants, each in need of one exchange, against a token endpoint that answers at once: what the vault and each
/// store can do.
/// </summary>
internal static class RefreshThroughput
{
    private const int Grants = 5000;
    private const int MaxConcurrency = 256;

    public static async Task RunAsync(Report report)
    {
        using var mongo = await Mongo.StartAsync();
        var rows = new List<string[]> { await RunAsync("SQLite, `synchronous=FULL`", null) };
        if (mongo is not null)
            rows.Add(await RunAsync($"{mongo.Name}, `w: majority`", mongo.NewDatabase()));
        report.Table("Refresh throughput", [$"{MaxConcurrency} at once", "grants", "exchanges", "failures", "exchanges/s"], rows);
    }

    private static async Task<string[]> RunAsync(string name, string? mongo)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var workplace = new Workplace(mongo);
        using var endpoint = new InstantTokens();
        await using var rooms = Rooms.Open(sandbox, workplace, endpoint);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency };
        await Parallel.ForAsync(0, Grants, parallel, async (person, cancellationToken) =>
            await rooms.SaveGrantAsync(person, "ended", TimeSpan.FromMilliseconds(1), cancellationToken));

        var failures = 0;
        var start = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(0, Grants, parallel, async (person, cancellationToken) =>
        {
            var result = await rooms.Vault.GetAccessTokenAsync(Rooms.KeyOf(person), default, cancellationToken);
            if (!result.Succeeded(out _, out _))
                Interlocked.Increment(ref failures);
        });
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        return [name, Report.Number(Grants), Report.Number(endpoint.Count), Report.Number(failures), Report.Number(endpoint.Count / seconds)];
    }
}
