using System.Collections.Concurrent;

namespace TasksWeb.Tokens.Transport;

/// <summary>
/// What ends one call: its caller, or its time. Sources that nothing has ended are used again with their timers, because making
/// both anew for every call is dear.
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
        // Waits for a cancellation under way; after it none can come.
        _caller.Dispose();
        if (_source.TryReset())
            Spare.Add(_source);
        else
            _source.Dispose();
    }
}
