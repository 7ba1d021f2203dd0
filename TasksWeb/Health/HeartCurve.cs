using System.Globalization;
using System.Text;

namespace TasksWeb.Health;

/// <summary>A day of heart rate for the chart: in the person's own time, in steps of five minutes.</summary>
public sealed class HeartCurve
{
    /// <summary>Of the drawing, in its user units.</summary>
    public const int Width = 480, Height = 140;

    private const int MinutesOfDay = 24 * 60;
    private const int Step = 5;

    /// <summary>A longer gap between measurements interrupts the line.</summary>
    private const int Gap = 20;

    private readonly List<(int Minute, int Beats)> _points;

    private HeartCurve(IEnumerable<(TimeOnly At, int Beats)> measured, FitbitDayValue? day = null)
    {
        Resting = day?.RestingHeartRate;
        Zones = [.. (day?.HeartRateZones ?? []).Where(zone => zone.Minutes > 0)];
        // Values outside this range are errors of the device.
        var plausible = measured.Where(point => point.Beats is > 0 and <= 300).OrderBy(point => point.At).ToList();
        _points = [.. plausible
            .GroupBy(point => ((point.At.Hour * 60) + point.At.Minute) / Step * Step)
            .Select(step => (step.Key, (int)Math.Round(step.Average(point => point.Beats))))];
        Hours = [.. plausible
            .GroupBy(point => point.At.Hour)
            .Select(hour => new HeartHour(
                hour.Key, hour.Min(point => point.Beats), (int)Math.Round(hour.Average(point => point.Beats)),
                hour.Max(point => point.Beats)))];
        if (plausible.Count == 0)
            return;
        (Lowest, Highest) = (plausible.Min(point => point.Beats), plausible.Max(point => point.Beats));
        Average = (int)Math.Round(plausible.Average(point => point.Beats));
        Latest = plausible[^1];
    }

    /// <summary>From Google Health, whose times are absolute.</summary>
    public static HeartCurve Of(IReadOnlyList<HeartRatePoint> points, TimeZoneInfo zone) => new(points.Select(point => (
        TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(point.HeartRate.SampleTime.PhysicalTime, zone).DateTime),
        (int)Math.Clamp(point.HeartRate.BeatsPerMinute, 0, 1000))));

    /// <summary>From Fitbit, whose times are the person's own.</summary>
    public static HeartCurve Of(FitbitHeartRate series) => new(
        (series.Intraday?.Dataset ?? [])
            .Select(minute => (
                IsTime: TimeOnly.TryParse(minute.Time, CultureInfo.InvariantCulture, out var at), At: at, Beats: minute.Value))
            .Where(minute => minute.IsTime)
            .Select(minute => (minute.At, minute.Beats)),
        series.Days is [.., var today] ? today.Value : null);

    /// <summary>Nothing was measured.</summary>
    public bool IsEmpty => Hours.Count == 0;

    public IReadOnlyList<HeartHour> Hours { get; }

    public int Lowest { get; }

    public int Highest { get; }

    public int Average { get; }

    public (TimeOnly At, int Beats) Latest { get; }

    /// <summary>The resting heart rate; null when the service does not report it.</summary>
    public int? Resting { get; }

    /// <summary>
    /// The time in each zone, where the service reports it; Fitbit reports nothing else to third-party applications.
    /// </summary>
    public IReadOnlyList<FitbitZone> Zones { get; }

    /// <summary>The rates at the horizontal grid lines, the lowest first.</summary>
    public IEnumerable<int> Lines
    {
        get
        {
            var step = Top - Bottom > 80 ? 40 : 20;
            for (var rate = Bottom; rate <= Top; rate += step)
                yield return rate;
        }
    }

    /// <summary>The vertical position of a rate.</summary>
    public string Y(int beats) => Number(Height - ((double)(beats - Bottom) / (Top - Bottom) * Height));

    /// <summary>The horizontal position of an hour.</summary>
    public static string X(int hour) => Number((double)hour / 24 * Width);

    /// <summary>The line, as SVG path data (SVG 2 §9.3).</summary>
    public string Path()
    {
        var path = new StringBuilder();
        var before = int.MinValue / 2;
        foreach (var (minute, beats) in _points)
        {
            path.Append(minute - before > Gap ? 'M' : 'L').Append(Number((double)minute / MinutesOfDay * Width))
                .Append(' ').Append(Y(beats));
            before = minute;
        }
        return path.ToString();
    }

    private int Bottom => Lowest / 20 * 20;

    private int Top => Math.Max(Bottom + 40, (Highest + 19) / 20 * 20);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>An hour of a day: the lowest, the average and the highest rate.</summary>
public sealed record HeartHour(int Hour, int Lowest, int Average, int Highest);
