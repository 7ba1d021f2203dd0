using System.Text.Json;
using TasksWeb.Benchmarks.Load;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>
/// The hot call and the pages against the figures in <c>guard.json</c>: processor time as a multiple of the relay's in the same run,
/// and bytes a request. A call through the vault against its goal, beside Yarp's forwarder.
/// </summary>
internal static class Guard
{
    private const double MoreTime = 1.30;
    private const double MoreBytes = 1.15;
    private const double MostOfForwarder = 1.5;
    private const int Connections = 8;
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "guard.json");

    /// <returns>False: something costs more than it may.</returns>
    public static async Task<bool> RunAsync(BenchmarkOptions options, LoadClient load, Report report)
    {
        var isWithin = await CheckFiguresAsync(options, load, report);
        // Both are measured, whatever the first comes to.
        return options.Guard == "write" ? isWithin : await CheckCallAsync(options, load, report) && isWithin;
    }

    private static async Task<bool> CheckCallAsync(BenchmarkOptions options, LoadClient load, Report report)
    {
        var ratio = await VaultCalls.RatioAsync(options, load);
        var isMore = ratio > MostOfForwarder;
        report.Table(
            "Guard of calls", ["", "processor time of Yarp's forwarder", "at most", ""],
            [[
                "`/call`, `Broker:Calls:Audit` off", Report.Number(ratio, "0.00"), Report.Number(MostOfForwarder, "0.00"),
                isMore ? "more than it may" : "",
            ]]);
        return !isMore;
    }

    private static async Task<bool> CheckFiguresAsync(BenchmarkOptions options, LoadClient load, Report report)
    {
        await using var scene = await Pages.Scene.OpenAsync();
        LoadSeries[] measured = [scene.HotCall, .. scene.Pages];
        await LoadSeries.RunAsync([scene.Relay, .. measured], load, options with { Connections = Connections });
        var now = measured.ToDictionary(
            series => series.Name, series => new Figure(Math.Round(series.ProcessorRatio(scene.Relay), 2), Math.Round(series.Allocated)),
            StringComparer.Ordinal);
        if (options.Guard == "write")
        {
            // Standard output, so that the file can be put where it is kept.
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(now, Json));
            return true;
        }
        var before = JsonSerializer.Deserialize<Dictionary<string, Figure>>(await File.ReadAllTextAsync(FilePath))!;
        report.Table(
            "Guard", ["", "processor time of the relay", "at most", "bytes", "at most", ""],
            before.Select(known =>
            {
                var figure = now[known.Key];
                return (string[])
                [
                    known.Key, Report.Number(figure.Processor, "0.00"), Report.Number(known.Value.Processor * MoreTime, "0.00"),
                    Report.Number(figure.Bytes), Report.Number(known.Value.Bytes * MoreBytes), IsMore(figure, known.Value) ? "more than it may" : "",
                ];
            }));
        return !before.Any(known => IsMore(now[known.Key], known.Value));
    }

    private static bool IsMore(Figure now, Figure before) =>
        now.Processor > before.Processor * MoreTime || now.Bytes > before.Bytes * MoreBytes;

    /// <param name="Processor">Processor time of a request as a multiple of the bare relay's.</param>
    /// <param name="Bytes">What a request allocates.</param>
    private sealed record Figure(double Processor, double Bytes);
}
