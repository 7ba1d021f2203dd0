using System.Collections.Concurrent;

namespace TasksWeb.Tokens.Transport;

/// <summary>
/// The cancellation of one call: by its caller or its timeout. Unused sources are reused with their timers, because creating
/// both for every call is expensive.
/// </summary>
internal readonly struct Deadline : IDisposable
{
    private static readonly ConcurrentBag<CancellationTokenSource> Spare = [];

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    private Deadline(CancellationTokenSource source, CancellationTokenRegistration caller) =>
        (_source, _caller) = (source, caller);

    public CancellationToken Token => _source.Token;

    /// <param name="caller">Its cancellation ends the call at once.</param>
    public static Deadline Start(TimeSpan patience, CancellationToken caller)
    {
        var source = Spare.TryTake(out var spare) ? spare : new CancellationTokenSource();
        source.CancelAfter(patience);
        return new Deadline(source, caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source));
    }

    public void Dispose()
    {
        // Waits for a cancellation in progress; afterwards none can occur.
        _caller.Dispose();
        if (_source.TryReset())
            Spare.Add(_source);
        else
            _source.Dispose();
    }
}
