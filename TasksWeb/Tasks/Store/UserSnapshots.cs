using System.Collections.Concurrent;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>The cached task lists of one user, shared by all open tabs.</summary>
internal sealed class UserSnapshots(TimeProvider clock)
{
    private const string DefaultList = "@default";

    /// <summary>More would exceed Google's rate limit per user, and each has a page in memory.</summary>
    private const int MaxConcurrentLoads = 8;

    private readonly ConcurrentDictionary<string, CachedReading<ListSnapshot>> _byList = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, long> _longNotesOf = new(StringComparer.Ordinal);
    private long _longNotes;

    public CachedReading<IReadOnlyList<TaskList>> Lists { get; } = new(clock);

    public SemaphoreSlim LoadSlots { get; } = new(MaxConcurrentLoads);

    /// <summary>Tasks in the cached lists.</summary>
    public int TaskCount => _byList.Where(list => list.Key != DefaultList).Sum(list => list.Value.Value?.Tasks.Length ?? 0);

    /// <summary>Approximate size in bytes.</summary>
    public long Size => 1000 + _byList.Values.Sum(reading => reading.Value?.Size ?? 0);

    /// <summary>Characters of long notes in the snapshot of a list.</summary>
    public long LongNotesOf(string list) => _longNotesOf.GetValueOrDefault(list);

    /// <summary>Counts characters of long notes that a load holds.</summary>
    /// <returns>Those of all lists and loads together.</returns>
    public long AddLongNotes(long length) => Interlocked.Add(ref _longNotes, length);

    /// <param name="taken">What a load has counted for it already.</param>
    public void SetLongNotes(string list, long length, long taken)
    {
        AddLongNotes(length - LongNotesOf(list) - taken);
        _longNotesOf[list] = length;
    }

    public CachedReading<ListSnapshot> Of(string list) => _byList.GetOrAdd(list, static (_, clock) => new(clock), clock);

    public ListSnapshot? Find(string list) => _byList.GetValueOrDefault(list)?.Value;

    public ListSnapshot? FindPart(string list) => _byList.GetValueOrDefault(list)?.Part;

    public Task WaitForPartAsync(string list) => _byList.GetValueOrDefault(list)?.WaitForPartAsync() ?? Task.CompletedTask;

    public void Apply(string list, Func<ListSnapshot, (ListSnapshot Snapshot, bool IsCertain)> mutation)
    {
        foreach (var (id, reading) in _byList)
        {
            if (id == list)
                reading.Apply(mutation);
            // The alias may stand for any list.
            else if (list == DefaultList || id == DefaultList)
                reading.Invalidate();
        }
    }

    public void Remove(string list)
    {
        _byList.TryRemove(list, out _);
        SetLongNotes(list, length: 0, taken: 0);
    }

    public void RemoveAllExcept(IReadOnlyList<TaskList> lists)
    {
        var ids = lists.Select(list => list.Id).Append(DefaultList).ToHashSet(StringComparer.Ordinal);
        foreach (var list in _byList.Keys.Where(list => !ids.Contains(list)))
            Remove(list);
    }
}
