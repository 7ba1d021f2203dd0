using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>What one person granted one client.</summary>
public sealed class Grant
{
    private readonly HashSet<string> _scopes = new(StringComparer.Ordinal);
    private readonly List<RefreshFamily> _families = [];
    private int _generation;

    internal Grant(Account account, SandboxClient client)
    {
        Account = account;
        Client = client;
    }

    public Account Account { get; }

    public SandboxClient Client { get; }

    /// <summary>The scopes consented to so far; empty after a revocation.</summary>
    public IReadOnlyList<string> Scopes
    {
        get
        {
            lock (Gate)
            {
                return [.. _scopes];
            }
        }
    }

    /// <summary>Refresh tokens that still work.</summary>
    public int LiveRefreshTokens
    {
        get
        {
            lock (Gate)
            {
                return _families.Count(family => !family.IsRevoked);
            }
        }
    }

    internal Lock Gate { get; } = new();

    /// <summary>Access tokens of an earlier generation are dead.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    internal bool AllowsOffline { get; private set; }

    internal bool Covers(IEnumerable<string> scopes)
    {
        lock (Gate)
        {
            return _scopes.IsSupersetOf(scopes);
        }
    }

    internal void Allow(IEnumerable<string> scopes, bool offline)
    {
        lock (Gate)
        {
            _scopes.UnionWith(scopes);
            AllowsOffline |= offline;
        }
    }

    internal void Adopt(RefreshFamily family, int limit)
    {
        _families.RemoveAll(known => known.IsRevoked);
        _families.Add(family);
        if (_families.Count > limit)
        {
            _families[0].Revoke();
            _families.RemoveAt(0);
        }
    }

    internal void ExpireAccessTokens() => Interlocked.Increment(ref _generation);

    internal void Revoke()
    {
        lock (Gate)
        {
            Interlocked.Increment(ref _generation);
            _families.ForEach(family => family.Revoke());
            _families.Clear();
            _scopes.Clear();
            AllowsOffline = false;
        }
    }
}
