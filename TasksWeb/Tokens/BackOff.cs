namespace TasksWeb.Tokens;

/// <summary>Exponential back-off with jitter: 1, 2, 4 … seconds, at most five minutes, each ± 25 %.</summary>
internal static class BackOff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="asked">What the provider asked for (<c>Retry-After</c>), if it did; at most an hour is honoured.</param>
    /// <param name="longest">Instead of the five minutes.</param>
    public static TimeSpan After(int failures, TimeSpan? asked = null, TimeSpan? longest = null)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures, 20) - 1), (longest ?? Longest).TotalSeconds));
        var jittered = wait * (0.75 + (Random.Shared.NextDouble() / 2));
        var honoured = asked > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : asked;
        return honoured > jittered ? honoured.Value : jittered;
    }
}
