using System.Collections.Immutable;

namespace TasksWeb.Sandbox.Faults;

/// <summary>A fault that was set.</summary>
/// <param name="Hits">Requests it has met so far.</param>
public sealed record FaultState(int Id, Fault Fault, long Hits);

/// <summary>The faults that are set. They apply in the order they were added.</summary>
public sealed class FaultBoard
{
    private readonly Lock _gate = new();
    private readonly List<ArmedFault> _all = [];
    private ImmutableArray<ArmedFault> _armed = [];
    private int _lastId;

    internal FaultBoard()
    {
    }

    /// <summary>Every fault since the last <see cref="Clear()"/>, used-up ones included.</summary>
    public IReadOnlyList<FaultState> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all.Select(armed => new FaultState(armed.Id, armed.Fault, armed.Hits))];
            }
        }
    }

    internal ImmutableArray<ArmedFault> Armed => _armed;

    /// <summary>Sets a fault; returns its id.</summary>
    /// <exception cref="ArgumentException">The description is not usable; the message says which member.</exception>
    public int Add(Fault fault)
    {
        if (fault.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(fault));
        }

        lock (_gate)
        {
            var armed = new ArmedFault(++_lastId, fault);
            _all.Add(armed);
            _armed = _armed.Add(armed);
            return armed.Id;
        }
    }

    /// <summary>Removes one fault; requests that hang on it continue.</summary>
    public bool Clear(int id)
    {
        lock (_gate)
        {
            if (_all.Find(armed => armed.Id == id) is not { } found)
            {
                return false;
            }

            _all.Remove(found);
            _armed = _armed.Remove(found);
            found.Release();
            return true;
        }
    }

    /// <summary>Removes all faults; hanging requests continue.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _armed = [];
            _all.ForEach(armed => armed.Release());
            _all.Clear();
        }
    }

    internal void Disarm(ArmedFault used)
    {
        lock (_gate)
        {
            _armed = _armed.Remove(used);
        }
    }
}
