using TasksWeb.Benchmarks.Load;
using TasksWeb.Benchmarks.Processes;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>The slices of one contender.</summary>
internal sealed class HotPathSeries(string name, Uri target, string[] cookies, Probe probe)
{
    private const int WarmUpSlices = 12;
    private const int WarmUpSeconds = 2;
    private const int FewMethods = 10;

    private readonly List<Slice> _slices = [];

    /// <summary>
    /// The runtime compiles what is hot anew, twice, while it runs. Goes on until that is over, or its patience is.
    /// </summary>
    public async Task WarmUpAsync(LoadClient load, BenchmarkOptions options)
    {
        for (var slice = 0; slice < WarmUpSlices; slice++)
        {
            var before = probe.CompiledMethods;
            await MeasureAsync(load, options with { Seconds = WarmUpSeconds });
            if (slice > 0 && probe.CompiledMethods - before < FewMethods)
                return;
        }
    }

    public async Task RunSliceAsync(LoadClient load, BenchmarkOptions options) => _slices.Add(await MeasureAsync(load, options));

    public string[] Row(HotPathSeries relay) =>
    [
        name,
        Report.Number(Median(slice => slice.Load.PerSecond)),
        Report.Number(
            Report.Median(_slices.Zip(relay._slices, (own, other) => own.Load.PerSecond / other.Load.PerSecond)), "0.00"),
        Report.Number(Median(slice => slice.Load.Medium), "0.0"),
        Report.Number(Median(slice => slice.Load.Slow), "0.0"),
        Report.Number(Median(slice => slice.Processor)),
        Report.Number(Median(slice => slice.Allocated)),
    ];

    private async Task<Slice> MeasureAsync(LoadClient load, BenchmarkOptions options)
    {
        var (processor, allocated) = (probe.ProcessorTime, probe.AllocatedBytes);
        var result = await load.RunAsync(new LoadPlan(target, cookies, options.Connections, options.Seconds));
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
