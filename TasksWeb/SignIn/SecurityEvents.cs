namespace TasksWeb.SignIn;

/// <summary>The latest security events of this instance, for administrators; the log has all of them.</summary>
public sealed class SecurityEvents(TimeProvider clock)
{
    private const int Capacity = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<SecurityEvent> _events = new(Capacity);

    internal void Add(string what, string who, string address, string outcome)
    {
        lock (_lock)
        {
            if (_events.Count == Capacity)
                _events.Dequeue();
            _events.Enqueue(new SecurityEvent(clock.GetUtcNow(), what, who, address, outcome));
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<SecurityEvent> List()
    {
        lock (_lock)
            return [.. _events.Reverse()];
    }
}

/// <inheritdoc cref="SecurityLog.Write"/>
/// <param name="Address">Where the request came from.</param>
public sealed record SecurityEvent(DateTimeOffset At, string What, string Who, string Address, string Outcome);
