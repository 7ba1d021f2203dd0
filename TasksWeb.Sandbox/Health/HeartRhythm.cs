using System.Collections.Concurrent;
using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Health;

/// <summary>One measured minute.</summary>
internal sealed record HeartMinute(DateTimeOffset At, int Beats);

/// <summary>A day of measurements, in order.</summary>
/// <param name="Resting">Null while the day is young, or when nothing was worn.</param>
internal sealed record HeartDay(DateOnly Date, IReadOnlyList<HeartMinute> Minutes, int? Resting)
{
    private readonly int[] _minutesAt = Count(Minutes);

    /// <summary>For how many minutes the heart beat at least so fast, and slower than that.</summary>
    public int MinutesBetween(int least, int below) => _minutesAt.AsSpan(least, below - least).ToArray().Sum();

    private static int[] Count(IReadOnlyList<HeartMinute> minutes)
    {
        var counts = new int[256];
        foreach (var minute in minutes)
        {
            counts[Math.Clamp(minute.Beats, 0, 255)]++;
        }

        return counts;
    }
}

/// <summary>
/// Sample heart rates: low at night, higher by day, a run before breakfast on some days, gaps where the watch was
/// taken off. The same query always returns the same data, and none about the future.
/// </summary>
internal sealed class HeartRhythm(TimeProvider clock)
{
    private const int MinutesOfDay = 24 * 60;
    private const int RunStarts = 6 * 60 + 30;
    private const int RunEnds = 7 * 60 + 10;

    private readonly ConcurrentDictionary<(string Subject, DateOnly Day), HeartDay> _past = new();

    /// <summary>The day in UTC. Days that are over do not change any more and are kept.</summary>
    public HeartDay On(Account account, DateOnly day) => day < DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)
        ? _past.GetOrAdd((account.Subject, day), _ => Measure(account, day))
        : Measure(account, day);

    private HeartDay Measure(Account account, DateOnly day)
    {
        var seed = (uint)(account.Subject[^1] * 7919);
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        var known = (int)Math.Clamp((clock.GetUtcNow() - start).TotalMinutes, 0, MinutesOfDay);
        var runs = Noise(seed, (uint)day.DayNumber, 0) % 3 != 0;
        var takenOff = (int)(Noise(seed, (uint)day.DayNumber, 1) % 600) + 700;
        var minutes = new List<HeartMinute>(known);
        for (var minute = 0; minute < known; minute++)
        {
            if (minute < takenOff || minute >= takenOff + 35)
            {
                minutes.Add(new HeartMinute(start.AddMinutes(minute), Beats(seed, day, minute, runs)));
            }
        }

        return new HeartDay(day, minutes, known < RunStarts ? null : 54 + (int)(seed % 9));
    }

    private static int Beats(uint seed, DateOnly day, int minute, bool runs)
    {
        // Two slow waves about the day's level, with beat-to-beat variation.
        var awake = 1 / (1 + Math.Exp(-(minute - 390) / 25.0)) - 1 / (1 + Math.Exp(-(minute - 1370) / 20.0));
        var level = 53 + (seed % 9) + (awake * (19 + (6 * Math.Sin(minute / 61.0 + day.DayNumber))));
        var run = runs && minute is >= RunStarts and < RunEnds
            ? 72 * Math.Sin(Math.PI * (minute - RunStarts) / (RunEnds - RunStarts))
            : 0;
        return (int)Math.Round(level + run + (Noise(seed, (uint)day.DayNumber, (uint)minute + 2) % 7) - 3);
    }

    /// <summary>A deterministic pseudorandom number.</summary>
    private static uint Noise(uint seed, uint day, uint minute)
    {
        var mixed = (seed * 2654435761u) ^ (day * 2246822519u) ^ (minute * 3266489917u);
        mixed = (mixed ^ (mixed >> 15)) * 2246822519u;
        return mixed ^ (mixed >> 13);
    }
}
