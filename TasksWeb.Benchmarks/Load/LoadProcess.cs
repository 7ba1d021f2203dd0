using System.Net;
using System.Text.Json;

namespace TasksWeb.Benchmarks.Load;

/// <summary>The load generator: reads a plan a line, answers a result a line.</summary>
internal static class LoadProcess
{
    public const string Role = "load";

    public static async Task RunAsync(TextReader plans, TextWriter results)
    {
        while (await plans.ReadLineAsync() is { } line)
        {
            var result = await RunAsync(JsonSerializer.Deserialize<LoadPlan>(line)!);
            await results.WriteLineAsync(JsonSerializer.Serialize(result));
            await results.FlushAsync();
        }
    }

    private static async Task<LoadResult> RunAsync(LoadPlan plan)
    {
        if (!plan.Target.IsLoopback)
            throw new BenchmarkException("Load goes to this machine only.");
        var requests = new RequestBytes(plan);
        var connections = new List<LoadConnection>();
        try
        {
            for (var i = 0; i < plan.Connections; i++)
                connections.Add(await LoadConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, plan.Target.Port)));
            var start = TimeProvider.System.GetTimestamp();
            var end = start + (plan.Seconds * TimeProvider.System.TimestampFrequency);
            // Each connection takes every n-th request, so that as many are under way as there are connections.
            await Task.WhenAll(connections.Select((connection, index) =>
                connection.RunAsync(requests, index, plan.Connections, plan.Requests ?? int.MaxValue, end)));
            return Sum(connections, TimeProvider.System.GetElapsedTime(start));
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static LoadResult Sum(List<LoadConnection> connections, TimeSpan elapsed)
    {
        var latencies = connections.SelectMany(connection => connection.Microseconds).Order().ToArray();
        var failures = connections.SelectMany(connection => connection.Failures).CountBy(status => status).ToDictionary();
        return new LoadResult(latencies.Length, elapsed.TotalSeconds, failures, Share(latencies, 0.5), Share(latencies, 0.99));
    }

    private static double Share(int[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] / 1000.0;
}
