using System.Collections.Concurrent;

namespace TasksWeb.Tokens;

/// <summary>The entries of this process, bounded: the ones without a flight go first when there are too many.</summary>
internal sealed class GrantCache(int capacity = 8_000)
{
    private readonly ConcurrentDictionary<GrantKey, GrantEntry> _entries = new();

    public GrantEntry this[GrantKey key] => _entries.TryGetValue(key, out var entry) ? entry : Add(key);

    public IEnumerable<GrantEntry> All => _entries.Values;

    /// <summary>Forgets an entry, unless something is under way on it.</summary>
    public void Release(GrantEntry entry)
    {
        if (entry.TryRetire())
            _entries.TryRemove(KeyValuePair.Create(entry.Key, entry));
    }

    private GrantEntry Add(GrantKey key)
    {
        if (_entries.Count >= capacity)
        {
            foreach (var idle in _entries.Where(entry => entry.Value.TryRetire()).Take(capacity / 10).ToList())
                _entries.TryRemove(idle);
        }
        return _entries.GetOrAdd(key, static k => new GrantEntry(k));
    }
}
