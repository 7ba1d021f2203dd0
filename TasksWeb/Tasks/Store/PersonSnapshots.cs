using System.Collections.Concurrent;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>What one person's open tabs share.</summary>
internal sealed class PersonSnapshots(TimeProvider clock)
{
    /// <summary>Lists read side by side; more would trip Google's limit per user.</summary>
    private const int SideBySide = 8;

    private readonly ConcurrentDictionary<string, SingleFlight<ListSnapshot>> _byList = new(StringComparer.Ordinal);

    public SingleFlight<IReadOnlyList<TaskList>> Lists { get; } = new(clock);

    /// <summary>Who reads tasks takes a turn.</summary>
    public SemaphoreSlim Turns { get; } = new(SideBySide);

    public SingleFlight<ListSnapshot> Of(string list) => _byList.GetOrAdd(list, static (_, clock) => new(clock), clock);

    public ListSnapshot? Known(string list) => _byList.GetValueOrDefault(list)?.Known;

    /// <summary>A write of our own in one list.</summary>
    public void Apply(string list, Func<ListSnapshot, AfterWrite> write)
    {
        // An alias may stand for any list.
        foreach (var (id, reading) in _byList)
        {
            if (id == list)
                reading.Apply(snapshot => write(snapshot) is var after ? (after.Snapshot, after.IsCertain) : default);
            else if (list == DefaultList || id == DefaultList)
                reading.Outdate();
        }
    }

    public void Remove(string list) => _byList.TryRemove(list, out _);

    /// <summary>Forgets the lists that are no longer there.</summary>
    public void Keep(IReadOnlyList<TaskList> lists)
    {
        var there = lists.Select(list => list.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var list in _byList.Keys.Where(list => list != DefaultList && !there.Contains(list)))
            Remove(list);
    }

    /// <summary>Tasks in the lists that have been read.</summary>
    public int TaskCount => _byList.Where(list => list.Key != DefaultList).Sum(list => list.Value.Known?.Tasks.Length ?? 0);

    /// <summary>Bytes it takes, roughly.</summary>
    public long Weight => 1000 + _byList.Values.Sum(reading => reading.Known?.Weight ?? 0);

    private const string DefaultList = "@default";
}
