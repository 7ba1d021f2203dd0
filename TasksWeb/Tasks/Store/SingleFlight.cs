namespace TasksWeb.Tasks.Store;

/// <summary>
/// Something read once for all who want it: whoever comes while it is being read waits for the same reading, and what is a few
/// seconds old is served as it is. A reading belongs to the server: a caller that goes away cancels nothing.
/// </summary>
internal sealed class SingleFlight<T>(TimeProvider clock)
    where T : class
{
    /// <summary>So long it is served without a question to Google.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly List<Func<T, (T Value, bool IsCertain)>> _writesSince = [];
    private T? _value;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private bool _isDue;
    private Task<T>? _flight;
    private int _flights;

    /// <summary>What was read last, however old; null when nothing was.</summary>
    public T? Known
    {
        get
        {
            lock (_gate)
            {
                return _value;
            }
        }
    }

    /// <param name="read">Reads it; is given what is known.</param>
    public Task<T> GetAsync(Func<T?, Task<T>> read, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_flight is { } flight && !_isDue)
                return flight.WaitAsync(cancellationToken);
            if (_flight is null && _value is { } value && !_isDue && clock.GetUtcNow() - _readAt is var age
                && age >= TimeSpan.Zero && age < Fresh)
                return Task.FromResult(value);
            _isDue = false;
            return (_flight = LoadAsync(++_flights, _flight, read)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>A write of our own: known at once, and not undone by a reading that began before it.</summary>
    public void Apply(Func<T, (T Value, bool IsCertain)> write)
    {
        lock (_gate)
        {
            if (_flight is not null)
                _writesSince.Add(write);
            ApplyToValue(write);
        }
    }

    /// <summary>What is known is asked for anew before it is served.</summary>
    public void Outdate()
    {
        lock (_gate)
        {
            _isDue = true;
        }
    }

    private async Task<T> LoadAsync(int number, Task<T>? before, Func<T?, Task<T>> read)
    {
        // The reading begins outside the lock, and after the one that a write of our own has outdated.
        await Task.Yield();
        if (before is not null)
            await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        T? known;
        DateTimeOffset asked;
        lock (_gate)
        {
            (known, asked) = (_value, clock.GetUtcNow());
            _writesSince.Clear();
        }
        T? value = null;
        try
        {
            value = await read(known);
        }
        finally
        {
            Complete(number, value, asked);
        }
        return Known!;
    }

    /// <summary>Null: it failed, and what is known stays as outdated as it was.</summary>
    private void Complete(int number, T? value, DateTimeOffset asked)
    {
        lock (_gate)
        {
            if (number == _flights)
                _flight = null;
            if (value is null)
            {
                _isDue |= _value is not null;
                return;
            }
            (_value, _readAt) = (value, asked);
            foreach (var write in _writesSince)
                ApplyToValue(write);
        }
    }

    private void ApplyToValue(Func<T, (T Value, bool IsCertain)> write)
    {
        if (_value is null)
            return;
        (_value, var isCertain) = write(_value);
        _isDue |= !isCertain;
    }
}
