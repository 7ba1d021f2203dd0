using System.Collections.Concurrent;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>The entries of this process, bounded: the ones without a flight go first when there are too many.</summary>
internal sealed class GrantCache(int capacity = 8_000)
{
    private readonly ConcurrentDictionary<GrantKey, CachedGrant> _entries = new();

    public CachedGrant this[GrantKey key] => _entries.TryGetValue(key, out var entry) ? entry : Add(key);

    public IEnumerable<CachedGrant> All => _entries.Values;

    /// <summary>Forgets an entry, unless something is under way on it.</summary>
    public void Release(CachedGrant entry)
    {
        if (entry.TryRetire())
            _entries.TryRemove(KeyValuePair.Create(entry.Key, entry));
    }

    private CachedGrant Add(GrantKey key)
    {
        if (_entries.Count >= capacity)
        {
            foreach (var idle in _entries.Where(entry => entry.Value.TryRetire()).Take(capacity / 10).ToList())
                _entries.TryRemove(idle);
        }
        return _entries.GetOrAdd(key, static k => new CachedGrant(k));
    }
}
