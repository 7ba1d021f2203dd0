using System.Collections.Concurrent;

namespace TasksWeb.Foundation;

/// <summary>
/// Keeps values in memory up to a total weight. When it is exceeded, the least recently used go until a tenth is free.
/// </summary>
/// <param name="capacity">The largest total weight of all values; without weights their number.</param>
/// <param name="idle">A value that is not used for this long goes at the next change; null: only when room is needed.</param>
public sealed class BoundedCache<TKey, TValue>(long capacity, TimeProvider clock, TimeSpan? idle = null)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _eviction = new();
    private long _weight;
    private long _sweptAt = clock.GetUtcNow().UtcTicks;

    private long Now => clock.GetUtcNow().UtcTicks;

    /// <summary>The value, which is marked as used; null when there is none.</summary>
    public TValue? Find(TKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return null;
        var now = Now;
        if (idle is { } limit && now - entry.UsedAt > limit.Ticks)
            return null;
        entry.UsedAt = now;
        return entry.Value;
    }

    public void Set(TKey key, TValue value, long weight = 1)
    {
        var entry = new Entry(value, weight) { UsedAt = Now };
        Entry? replaced = null;
        _entries.AddOrUpdate(
            key,
            _ =>
            {
                replaced = null;
                return entry;
            },
            (_, old) =>
            {
                replaced = old;
                return entry;
            });
        Grow(weight - (replaced?.Weight ?? 0));
    }

    public void Remove(TKey key)
    {
        if (_entries.TryRemove(key, out var entry))
            Interlocked.Add(ref _weight, -entry.Weight);
    }

    /// <summary>Removes every value whose key meets a condition; looks at all.</summary>
    public void RemoveAll(Predicate<TKey> condition)
    {
        foreach (var (key, _) in _entries)
        {
            if (condition(key))
                Remove(key);
        }
    }

    private void Grow(long weight)
    {
        var isFull = Interlocked.Add(ref _weight, weight) > capacity;
        if (!isFull && (idle is not { } limit || Now - Volatile.Read(ref _sweptAt) < limit.Ticks / 2))
            return;
        lock (_eviction)
        {
            Volatile.Write(ref _sweptAt, Now);
            var target = isFull ? capacity - (capacity / 10) : long.MaxValue;
            foreach (var (key, entry) in _entries.ToArray().OrderBy(pair => pair.Value.UsedAt))
            {
                if (Interlocked.Read(ref _weight) <= target && (idle is null || Now - entry.UsedAt <= idle.Value.Ticks))
                    return;
                Remove(key);
            }
        }
    }

    private sealed class Entry(TValue value, long weight)
    {
        private long _usedAt;

        public TValue Value { get; } = value;
        public long Weight { get; } = weight;

        /// <summary>In ticks of UTC.</summary>
        public long UsedAt { get => Volatile.Read(ref _usedAt); set => Volatile.Write(ref _usedAt, value); }
    }
}
