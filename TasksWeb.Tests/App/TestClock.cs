namespace TasksWeb.Tests.App;

/// <summary>
/// The system's clock, moved on by hand, for the whole app. Timers and elapsed time run in real time: with <c>FakeTimeProvider</c> the
/// delays of refresh, breaker and store would wait for a test to advance them. A test of one class without a timer uses that one.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private long _offset;
    private long _stoppedAt;

    public override DateTimeOffset GetUtcNow() =>
        (Interlocked.Read(ref _stoppedAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : System.GetUtcNow())
        + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <summary>From here on only <see cref="Advance"/> moves it: nothing is over because the machine was slow.</summary>
    public void Stop() => Interlocked.Exchange(ref _stoppedAt, System.GetUtcNow().Ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
