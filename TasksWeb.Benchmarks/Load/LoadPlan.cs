namespace TasksWeb.Benchmarks.Load;

/// <summary>
/// What the load process is to do: one request after the other on each of some keep-alive connections, all opened before the
/// first.
/// </summary>
/// <param name="Target">The address to get; loopback.</param>
/// <param name="Headers">A header line, such as <c>Cookie: a=b</c>, for each request in turn, beginning anew at the end; empty:
/// none.</param>
/// <param name="Seconds">When to stop.</param>
/// <param name="Requests">Stop after as many; null: go on until the time is over.</param>
internal sealed record LoadPlan(Uri Target, string[] Headers, int Connections, int Seconds, int? Requests = null);

/// <summary>What came of a plan.</summary>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="Failures">Statuses from 400 on, and connections that broke (status 0), with their counts.</param>
/// <param name="Medium">Half of the answers came within this, in milliseconds.</param>
/// <param name="Slow">99 of 100 did.</param>
internal sealed record LoadResult(long Answers, double Seconds, Dictionary<int, int> Failures, double Medium, double Slow)
{
    public double PerSecond => Answers / Seconds;

    public int FailureCount => Failures.Values.Sum();

    public string FailureText => string.Join(", ", Failures.Select(failure => $"{failure.Value} × status {failure.Key}"));
}
