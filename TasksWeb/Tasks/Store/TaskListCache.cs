using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

/// <summary>The snapshots of all users, in memory: bounded in size, evicted when nobody reads them for ten minutes.</summary>
public sealed class TaskListCache(TimeProvider clock) : IUserCache
{
    private const long MaxBytes = 128L * 1024 * 1024;
    private const int MaxLongLists = 4;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(10);

    private readonly BoundedCache<GrantKey, UserSnapshots> _users = new(MaxBytes, clock, IdleTimeout);
    private readonly Lock _gate = new();

    /// <summary>Long lists that are read at a time, of all people: what a load holds is not in the cache yet.</summary>
    internal SemaphoreSlim LongListSlots { get; } = new(MaxLongLists);

    internal UserSnapshots GetOrAdd(GrantKey grant)
    {
        if (Find(grant) is { } cached)
            return cached;
        lock (_gate)
        {
            return Find(grant) ?? Set(grant, new UserSnapshots(clock));
        }
    }

    internal UserSnapshots? Find(GrantKey grant) => _users.Find(grant);

    /// <summary>Accounts for snapshots that have grown.</summary>
    internal void UpdateSize(GrantKey grant, UserSnapshots user)
    {
        lock (_gate)
        {
            if (Find(grant) == user)
                Set(grant, user);
        }
    }

    /// <summary>Of all of a person's accounts.</summary>
    public void Forget(string user)
    {
        lock (_gate)
        {
            _users.RemoveAll(grant => grant.User == user);
        }
    }

    internal void Forget(GrantKey grant)
    {
        lock (_gate)
        {
            _users.Remove(grant);
        }
    }

    private UserSnapshots Set(GrantKey grant, UserSnapshots user)
    {
        _users.Set(grant, user, user.Size);
        return user;
    }
}
