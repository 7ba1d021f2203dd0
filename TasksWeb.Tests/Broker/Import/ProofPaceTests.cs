using Microsoft.Extensions.Time.Testing;
using TasksWeb.Broker.Import;

namespace TasksWeb.Tests.Broker.Import;

/// <summary>No more tokens are sent in a second than the operator allows.</summary>
public sealed class ProofPaceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Proofs_begin_at_equal_intervals_however_many_wait()
    {
        var pace = new ProofPace(perSecond: 4, _clock);
        var turns = Enumerable.Range(0, 8).Select(_ => pace.WaitAsync(default)).ToList();

        for (var begun = 1; begun <= turns.Count; begun++)
        {
            Assert.Equal(begun, turns.Count(turn => turn.IsCompleted));
            _clock.Advance(TimeSpan.FromMilliseconds(249));
            Assert.Equal(begun, turns.Count(turn => turn.IsCompleted));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public void Time_that_nobody_used_lets_no_more_begin_at_once()
    {
        var pace = new ProofPace(perSecond: 4, _clock);
        _clock.Advance(TimeSpan.FromMinutes(1));

        var turns = Enumerable.Range(0, 3).Select(_ => pace.WaitAsync(default)).ToList();

        Assert.Equal([true, false, false], turns.Select(turn => turn.IsCompleted));
    }
}
