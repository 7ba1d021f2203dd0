using TasksWeb.Benchmarks.Load;
using TasksWeb.Benchmarks.Processes;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>The slices of one contender.</summary>
internal sealed class LoadSeries(string name, Uri target, string[] headers, Probe probe)
{
    private const int WarmUpSlices = 20;
    private const int WarmUpSeconds = 2;
    private const int FewMethods = 10;

    private readonly List<Slice> _slices = [];

    /// <summary>
    /// The runtime compiles what is hot anew, twice, while it runs. Goes on until that is over, or its patience is.
    /// </summary>
    private async Task WarmUpAsync(LoadClient load, BenchmarkOptions options)
    {
        for (var slice = 0; slice < WarmUpSlices; slice++)
        {
            var before = probe.CompiledMethods;
            await MeasureAsync(load, options with { Seconds = WarmUpSeconds });
            if (slice > 0 && probe.CompiledMethods - before < FewMethods)
                return;
        }
    }

    private async Task RunSliceAsync(LoadClient load, BenchmarkOptions options) => _slices.Add(await MeasureAsync(load, options));

    /// <summary>Processor time of a request as a multiple of the relay's in the same round.</summary>
    public double ProcessorRatio(LoadSeries relay) =>
        Report.Median(_slices.Zip(relay._slices, (own, other) => own.Processor / other.Processor));

    /// <summary>Bytes a request allocates.</summary>
    public double Allocated => Median(slice => slice.Allocated);

    public string Name => name;

    public Uri Target => target;

    public string[] Headers => headers;

    public long ResidentBytes => probe.ResidentBytes;

    public static async Task RunAsync(IReadOnlyList<LoadSeries> all, LoadClient load, BenchmarkOptions options)
    {
        foreach (var series in all)
            await series.WarmUpAsync(load, options);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var series in all)
                await series.RunSliceAsync(load, options);
        }
    }

    /// <summary>What the cells of <see cref="Row"/> are.</summary>
    public static readonly string[] Columns =
    [
        "", "requests/s", "of the relay", "p50 ms", "p99 ms", "processor µs a request", "of the relay", "allocated bytes a request",
    ];

    public string[] Row(LoadSeries relay) =>
    [
        name,
        Report.Number(Median(slice => slice.Load.PerSecond)),
        Report.Number(
            Report.Median(_slices.Zip(relay._slices, (own, other) => own.Load.PerSecond / other.Load.PerSecond)), "0.00"),
        Report.Number(Median(slice => slice.Load.Medium), "0.0"),
        Report.Number(Median(slice => slice.Load.Slow), "0.0"),
        Report.Number(Median(slice => slice.Processor)),
        Report.Number(ProcessorRatio(relay), "0.00"),
        probe.KnowsHeap ? Report.Number(Allocated) : "",
    ];

    private async Task<Slice> MeasureAsync(LoadClient load, BenchmarkOptions options)
    {
        var (processor, allocated) = (probe.ProcessorTime, probe.AllocatedBytes);
        var result = await load.RunAsync(new LoadPlan(target, headers, options.Connections, options.Seconds));
        if (result.FailureCount > 0)
            throw new BenchmarkException($"{name}: {result.FailureText} in {result.Answers} answers.");
        var slice = new Slice(
            result,
            (probe.ProcessorTime - processor).TotalMicroseconds / result.Answers,
            (double)(probe.AllocatedBytes - allocated) / result.Answers);
        await Console.Error.WriteLineAsync($"{name}: {Report.Number(result.PerSecond)}/s, {Report.Number(slice.Processor)} µs");
        return slice;
    }

    private double Median(Func<Slice, double> what) => Report.Median(_slices.Select(what));

    /// <param name="Processor">Microseconds a request.</param>
    /// <param name="Allocated">Bytes a request.</param>
    private sealed record Slice(LoadResult Load, double Processor, double Allocated);
}
