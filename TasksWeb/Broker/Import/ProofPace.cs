namespace TasksWeb.Broker.Import;

/// <summary>Lets so many proofs begin in a second, one after the other at equal intervals.</summary>
internal sealed class ProofPace(int perSecond, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1) / perSecond;
    private readonly long _begun = clock.GetTimestamp();
    private TimeSpan _next;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = clock.GetElapsedTime(_begun);
            var turn = now > _next ? now : _next;
            _next = turn + _interval;
            return Task.Delay(turn - now, clock, cancellationToken);
        }
    }
}
