using TasksWeb.Benchmarks.App;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// The background job with a million grants in one SQLite file, against a token endpoint that answers at once: an idle round, ten
/// thousand due grants worked off, and what people wait for a token meanwhile.
/// </summary>
internal static class BackgroundJob
{
    private const int Dormant = 1_000_000;
    private const int Due = 10_000;
    private const int Active = 1_000;
    private const int IdleRounds = 20;

    public static async Task RunAsync(Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var workplace = new Workplace();
        using var endpoint = new InstantTokens();
        await using var rooms = Rooms.Open(sandbox, workplace, endpoint, new(StringComparer.Ordinal)
        {
            // The store is asked at nearly every call, not every five seconds: the job's writes are in the way of that or of
            // nothing.
            ["Tokens:CheckInterval"] = "00:00:00.1",
            ["Providers:google:RefreshesPerSecond"] = "10000",
        });
        var seeding = TimeProvider.System.GetTimestamp();
        await StoredGrants.SeedAsync(rooms, workplace, 0, Dormant);
        await Console.Error.WriteLineAsync(
            $"{Report.Number(Dormant)} grants seeded in {Report.Number(TimeProvider.System.GetElapsedTime(seeding).TotalSeconds)} s");

        await rooms.Upkeep.RunOnceAsync(CancellationToken.None);
        var idle = new List<double>();
        for (var round = 0; round < IdleRounds; round++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            await rooms.Upkeep.RunOnceAsync(CancellationToken.None);
            idle.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        }

        await SaveAsync(rooms, Dormant, Active, TimeSpan.FromHours(1));
        var before = await WaitsAsync(rooms, Task.Delay(TimeSpan.FromSeconds(5)));
        await SaveAsync(rooms, 0, Due, TimeSpan.FromMilliseconds(1));
        var exchanges = endpoint.Count;
        var start = TimeProvider.System.GetTimestamp();
        var job = Task.Run(() => rooms.Upkeep.RunOnceAsync(CancellationToken.None));
        var during = await WaitsAsync(rooms, job);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        exchanges = endpoint.Count - exchanges;
        if (await job != Due || exchanges != Due)
            throw new BenchmarkException($"{Due} grants were due; {await job} were worked on with {exchanges} exchanges.");

        report.Table(
            $"The background job, {Report.Number(Dormant)} grants on SQLite",
            ["", "", ""],
            [
                ["idle round, median / longest ms", Report.Number(Report.Median(idle), "N2"), Report.Number(idle.Max(), "N2")],
                [$"{Report.Number(Due)} due, exchanges/s", Report.Number(Due / seconds), ""],
                ["a person's token, alone, p50 / p99 ms", Percentile(before, 0.5), Percentile(before, 0.99)],
                ["a person's token, beside the job, p50 / p99 ms", Percentile(during, 0.5), Percentile(during, 0.99)],
            ]);
    }

    /// <summary>
    /// How long people wait for a token that is read from the store, one person after the other, until something has ended.
    /// </summary>
    private static async Task<List<double>> WaitsAsync(Rooms rooms, Task until)
    {
        var waits = new List<double>();
        for (var i = 0; !until.IsCompleted; i++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            var result = await rooms.Vault.GetAccessTokenAsync(
                Rooms.KeyOf(Dormant + (i % Active)), default, CancellationToken.None);
            waits.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
            if (!result.Succeeded(out _, out var failure))
                throw new BenchmarkException($"A person got no token: {failure}.");
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
        await until;
        return waits;
    }

    private static string Percentile(List<double> values, double part) =>
        Report.Number(values.Order().ElementAt((int)((values.Count - 1) * part)), "N2");

    private static async Task SaveAsync(Rooms rooms, int first, int count, TimeSpan lifetime) => await Parallel.ForAsync(
        first, first + count, new ParallelOptions { MaxDegreeOfParallelism = 256 },
        async (person, cancellationToken) => await rooms.SaveGrantAsync(person, "a token", lifetime, cancellationToken));
}
