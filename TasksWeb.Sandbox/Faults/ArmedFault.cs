namespace TasksWeb.Sandbox.Faults;

/// <summary>A fault with its remaining uses.</summary>
internal sealed class ArmedFault(int id, Fault fault)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _toSkip = fault.Skip;
    private int _left = fault.Times;
    private long _hits;

    public int Id => id;

    public Fault Fault => fault;

    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Completes when the fault is cleared.</summary>
    public Task Released => _released.Task;

    public bool Matches(string path) => FaultEndpoints.Matches(fault.Endpoint, path);

    /// <summary>Takes one use. <paramref name="usedUp"/>: it was the last.</summary>
    public bool TryTake(out bool usedUp)
    {
        usedUp = false;
        if (fault.Skip > 0 && Interlocked.Decrement(ref _toSkip) >= 0)
        {
            return false;
        }

        if (fault.Times > 0)
        {
            var left = Interlocked.Decrement(ref _left);
            usedUp = left == 0;
            if (left < 0)
            {
                return false;
            }
        }

        Interlocked.Increment(ref _hits);
        return true;
    }

    public void Release() => _released.TrySetResult();
}
