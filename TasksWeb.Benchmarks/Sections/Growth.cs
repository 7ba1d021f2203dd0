using TasksWeb.Benchmarks.App;
using TasksWeb.Benchmarks.Load;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>What things cost as there are more of them: grants stored, sessions in use, tasks of one person, instances.</summary>
internal static class Growth
{
    private const int IdleRounds = 20;
    private const int Reads = 500;
    private const int PageConnections = 2;
    private const int PageSeconds = 3;
    private const int MostTasksOfAList = 20_000;
    private static readonly int[] GrantCounts = [1_000, 10_000, 100_000, 1_000_000];
    private static readonly int[] SessionCounts = [100, 1_000, 10_000, 100_000];
    private static readonly int[] TaskCounts = [1, 10, 100, 1_000, 10_000, 100_000];

    public static async Task RunAsync(LoadClient load, Report report)
    {
        await GrantsAsync(report);
        await SessionsAsync(load, report);
        await TasksAsync(load, report);
        await InstancesAsync(report);
    }

    private static async Task GrantsAsync(Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var workplace = new Workplace();
        using var endpoint = new InstantTokens();
        await using var rooms = Rooms.Open(sandbox, workplace, endpoint);
        var rows = new List<(double Count, double Idle, double Read)>();
        foreach (var count in GrantCounts)
        {
            await StoredGrants.SeedAsync(rooms, workplace, rows.Count == 0 ? 0 : GrantCounts[rows.Count - 1], count);
            await rooms.Upkeep.RunOnceAsync(CancellationToken.None);
            var idle = await MedianAsync(IdleRounds, () => rooms.Upkeep.RunOnceAsync(CancellationToken.None));
            var read = await MedianAsync(
                Reads, () => rooms.Vault.FindAsync(Rooms.KeyOf(Random.Shared.Next(count)), CancellationToken.None));
            rows.Add((count, idle, read));
            await Console.Error.WriteLineAsync($"{count} grants: idle round {idle:N2} ms, read {read:N2} ms");
        }
        report.Table(
            "Grants stored, on SQLite", ["grants", "idle round of the job ms", "one grant read ms"],
            rows.Select(row => (string[])
                [Report.Number(row.Count), Report.Number(row.Idle, "0.00"), Report.Number(row.Read, "0.00")]));
        report.Chart("growth-grants-idle", "Idle round of the job by grants stored", "ms", [.. rows.Select(row => (row.Count, row.Idle))]);
        report.Chart("growth-grants-read", "One grant read by grants stored", "ms", [.. rows.Select(row => (row.Count, row.Read))]);
    }

    private static async Task SessionsAsync(LoadClient load, Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var workplace = new Workplace();
        var cookies = await SessionMemory.SeedAsync(sandbox, workplace, SessionCounts[^1]);
        await using var app = await RunningApp.StartAsync(sandbox, workplace);
        var rows = new List<(double Count, double Megabytes, double Milliseconds)>();
        foreach (var count in SessionCounts)
        {
            var result = await load.RunAsync(new LoadPlan(
                app.At("api/tasklists"), cookies[..count], SessionMemory.Connections, Seconds: 120,
                Requests: Math.Max(count, 5_000)));
            if (result.FailureCount > 0)
                throw new BenchmarkException($"Sessions: {result.FailureText}.");
            rows.Add((count, app.Probe.ResidentBytes / 1_000_000.0, result.Medium));
        }
        report.Table(
            "Sessions in use, on SQLite", ["sessions", "resident MB", "p50 ms"],
            rows.Select(row => (string[])
                [Report.Number(row.Count), Report.Number(row.Megabytes), Report.Number(row.Milliseconds, "0.0")]));
        report.Chart("growth-sessions", "Memory by sessions in use", "MB", [.. rows.Select(row => (row.Count, row.Megabytes))]);
    }

    private static async Task TasksAsync(LoadClient load, Report report)
    {
        var rows = new List<(double Count, double Milliseconds, double Megabytes)>();
        foreach (var count in TaskCounts)
        {
            var lists = Math.Max(1, count / MostTasksOfAList);
            await using var scene = await Pages.Scene.OpenAsync(lists, count / lists);
            var board = scene.Pages[0];
            await ReadWholeAsync(board);
            var plan = new LoadPlan(board.Target, board.Headers, PageConnections, PageSeconds);
            await load.RunAsync(plan);
            var before = scene.App.ProcessorTime;
            var result = await load.RunAsync(plan);
            if (result.FailureCount > 0)
                throw new BenchmarkException($"Tasks: {result.FailureText}.");
            rows.Add((
                count, (scene.App.ProcessorTime - before).TotalMilliseconds / result.Answers,
                scene.App.ResidentBytes / 1_000_000.0));
        }
        report.Table(
            "Tasks of one person, `GET /tasks`, read before", ["tasks", "processor ms a request", "resident MB"],
            rows.Select(row => (string[])
                [Report.Number(row.Count), Report.Number(row.Milliseconds, "0.0"), Report.Number(row.Megabytes)]));
        report.Chart("growth-tasks", "GET /tasks by tasks of a person", "ms", [.. rows.Select(row => (row.Count, row.Milliseconds))]);
    }

    /// <summary>Long lists are read in the background, page by page: what that costs is not what the board costs.</summary>
    private static async Task ReadWholeAsync(LoadSeries board)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        http.DefaultRequestHeaders.Add("Cookie", board.Headers[0]["Cookie: ".Length..]);
        while ((await http.GetStringAsync(board.Target)).Contains(FatAccount.Arriving, StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static async Task InstancesAsync(Report report)
    {
        using var mongo = await Mongo.StartAsync();
        if (mongo is null)
            return;
        var rows = new List<string[]>();
        foreach (var count in (int[])[1, 2, 3])
            rows.Add(await InstancesAsync(mongo, count));
        report.Table(
            $"{ConcurrentCallers.Callers} concurrent callers with a refused token, on {mongo.Name}",
            ["instances", "exchanges", "failures", "all answered in"], rows);
    }

    private static async Task<string[]> InstancesAsync(Mongo mongo, int count)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { RotateRefreshTokens = true });
        await using var first = await SignedInApp.StartAsync(sandbox, mongo: mongo.NewDatabase());
        var instances = new List<RunningApp>();
        try
        {
            for (var i = 1; i < count; i++)
                instances.Add(await RunningApp.StartAsync(sandbox, first.Workplace));
            Uri[] targets = [first.Target, .. instances.Select(instance => instance.At("api/tasklists"))];
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
            http.DefaultRequestHeaders.Add("Cookie", first.Header["Cookie: ".Length..]);
            foreach (var target in targets)
                (await http.GetAsync(target)).Dispose();
            sandbox.Grants.ExpireAccessTokens(sandbox.Accounts.Hanako);
            var before = sandbox.ExchangeCount;
            var start = TimeProvider.System.GetTimestamp();
            var answers = await Task.WhenAll(Enumerable.Range(0, ConcurrentCallers.Callers).Select(async i =>
            {
                using var answer = await http.GetAsync(targets[i % targets.Length]);
                return answer.IsSuccessStatusCode;
            }));
            var time = TimeProvider.System.GetElapsedTime(start);
            return
            [
                Report.Number(count), Report.Number(sandbox.ExchangeCount - before),
                Report.Number(answers.Count(succeeded => !succeeded)), $"{Report.Number(time.TotalMilliseconds)} ms",
            ];
        }
        finally
        {
            foreach (var instance in instances)
                await instance.DisposeAsync();
        }
    }

    private static async Task<double> MedianAsync<T>(int times, Func<Task<T>> run)
    {
        var milliseconds = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await run();
            milliseconds.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }
        return Report.Median(milliseconds);
    }
}
