using System.Diagnostics.CodeAnalysis;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>What this process knows of one grant: the token it hands out, and the one flight that renews it.</summary>
internal sealed class CachedGrant(GrantKey key)
{
    private readonly Lock _gate = new();
    private Task<TokenResult>? _flight;
    private bool _flightIsAhead;
    private bool _retired;

    /// <summary>Rejections of tokens that had been exchanged to answer a rejection.</summary>
    private int _rejectionsInARow;

    public GrantKey Key { get; } = key;

    /// <summary>The token and when the store last confirmed it; replaced as one.</summary>
    public Known? Current { get; private set; }

    /// <summary>No exchange answers a rejection before this time.</summary>
    public DateTimeOffset RejectionsWaitUntil { get; private set; }

    /// <summary>Nothing of it would be lost if it were forgotten.</summary>
    public bool IsIdle => Flight.IsCompleted && PendingSave.IsCompleted;

    /// <summary>A save that the store has not taken yet; tokens that exist nowhere else are in it.</summary>
    public Task PendingSave { get; set; } = Task.CompletedTask;

    public Task Flight => _flight ?? Task.CompletedTask;

    /// <summary>The background job is renewing it: the token it has is as good as it was.</summary>
    public bool IsRenewedAhead => _flightIsAhead && !Flight.IsCompleted;

    /// <summary>Joins the flight under way, or starts one. It runs on its own: no caller's going away cancels it.</summary>
    /// <param name="start">Starts the flight when there is none.</param>
    /// <param name="ahead">In: a flight started here is the background job's. Out: so is the one that was joined.</param>
    /// <param name="flight">The flight.</param>
    /// <returns>False when the entry has been retired: ask the cache for its successor.</returns>
    public bool GetOrStartRefresh(Func<Task<TokenResult>> start, ref bool ahead, [NotNullWhen(true)] out Task<TokenResult>? flight)
    {
        lock (_gate)
        {
            if (!_retired && (_flight is null || _flight.IsCompleted))
                (_flight, _flightIsAhead) = (Task.Run(start), ahead);
            (flight, ahead) = (_retired ? null : _flight, _flightIsAhead);
            return flight is not null;
        }
    }

    /// <summary>True if it was idle; then nothing can start on it any more, so that a key never has two flights.</summary>
    public bool TryRetire()
    {
        lock (_gate)
            return _retired = IsIdle;
    }

    public void Accept(AccessToken token, DateTimeOffset now) => Current = new Known(token, now);

    public void Forget() => Current = null;

    /// <summary>The provider refused a token that had just been exchanged because its forerunner was refused.</summary>
    public void NoteRejected(AccessToken token, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (token.RejectionCounted)
                return;
            token.RejectionCounted = true;
            _rejectionsInARow++;
            RejectionsWaitUntil = now + BackOff.After(_rejectionsInARow);
        }
    }

    /// <summary>The provider took the token: what follows is a new story.</summary>
    public void NoteWorked(AccessToken token)
    {
        lock (_gate)
        {
            token.Worked = true;
            _rejectionsInARow = 0;
            RejectionsWaitUntil = default;
        }
    }

    internal sealed record Known(AccessToken Token, DateTimeOffset ConfirmedAt);
}
