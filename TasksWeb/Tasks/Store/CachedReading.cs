namespace TasksWeb.Tasks.Store;

/// <summary>
/// A value that concurrent callers load together and that stays fresh for a few seconds. Local mutations are applied at once, and
/// again to the result of a load that began before them. A load belongs to the server: a caller that goes away cancels nothing.
/// </summary>
internal sealed class CachedReading<T>(TimeProvider clock)
    where T : class
{
    /// <summary>How long a value is served without asking Google.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly List<Func<T, (T Value, bool IsCertain)>> _mutationsSinceLoadStarted = [];
    private volatile T? _value;
    private volatile T? _part;
    private TaskCompletionSource? _partShown;
    private DateTimeOffset _loadedAt = DateTimeOffset.MinValue;
    private bool _isStale;
    private Task<T>? _load;
    private int _loads;

    /// <summary>The last value, however old; null if there is none.</summary>
    public T? Value => _value;

    /// <summary>What a load has read so far; null if there is no load, or it has shown nothing yet.</summary>
    public T? Part => _part;

    /// <summary>Completes when <see cref="Part"/> is there, or no load is left that could show one.</summary>
    public Task WaitForPartAsync()
    {
        lock (_gate)
        {
            return _load is null || _part is not null
                ? Task.CompletedTask
                : (_partShown ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>For a load: whether something was changed since it began.</summary>
    public bool HasMutations
    {
        get
        {
            lock (_gate)
            {
                return _mutationsSinceLoadStarted.Count > 0;
            }
        }
    }

    /// <summary>For a load: what it has read so far. It never becomes the value.</summary>
    public void ShowPart(T part)
    {
        lock (_gate)
        {
            foreach (var mutation in _mutationsSinceLoadStarted)
                part = mutation(part).Value;
            _part = part;
            _partShown?.TrySetResult();
            _partShown = null;
        }
    }

    /// <param name="load">Loads the value; its argument is the last one.</param>
    public Task<T> GetAsync(Func<T?, Task<T>> load, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_load is { } current && !_isStale)
                return current.WaitAsync(cancellationToken);
            var age = clock.GetUtcNow() - _loadedAt;
            if (_load is null && _value is { } value && !_isStale && age >= TimeSpan.Zero && age < FreshFor)
                return Task.FromResult(value);
            _isStale = false;
            return (_load = LoadAsync(++_loads, _load, load)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Applies a local mutation; one whose result is not certain makes the next caller load again.</summary>
    public void Apply(Func<T, (T Value, bool IsCertain)> mutation)
    {
        lock (_gate)
        {
            if (_load is not null)
                _mutationsSinceLoadStarted.Add(mutation);
            ApplyToValue(mutation);
            if (_part is { } part)
                _part = mutation(part).Value;
        }
    }

    /// <summary>Makes the next caller load again.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            _isStale = true;
        }
    }

    private async Task<T> LoadAsync(int number, Task<T>? previous, Func<T?, Task<T>> load)
    {
        // Starts outside the lock, and after the load that a mutation has made stale.
        await Task.Yield();
        if (previous is not null)
            await ((Task)previous).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        T? last;
        DateTimeOffset startedAt;
        lock (_gate)
        {
            (last, startedAt) = (_value, clock.GetUtcNow());
            _mutationsSinceLoadStarted.Clear();
        }
        T? value = null;
        try
        {
            value = await load(last);
        }
        finally
        {
            Complete(number, value, startedAt);
        }
        return Value!;
    }

    /// <param name="value">Null if the load failed: the last value stays, as stale as it was.</param>
    private void Complete(int number, T? value, DateTimeOffset startedAt)
    {
        lock (_gate)
        {
            _part = null;
            if (number == _loads)
            {
                _load = null;
                _partShown?.TrySetResult();
                _partShown = null;
            }
            if (value is null)
            {
                _isStale |= _value is not null;
                return;
            }
            (_value, _loadedAt) = (value, startedAt);
            foreach (var mutation in _mutationsSinceLoadStarted)
                ApplyToValue(mutation);
        }
    }

    private void ApplyToValue(Func<T, (T Value, bool IsCertain)> mutation)
    {
        if (_value is null)
            return;
        (_value, var isCertain) = mutation(_value);
        _isStale |= !isCertain;
    }
}
