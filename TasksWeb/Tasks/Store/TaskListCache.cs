using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// Everybody's snapshots, in memory: bounded in size, put away when nobody looks at them for a while. The client tells it of
/// every write, wherever it was asked for.
/// </summary>
public sealed class TaskListCache(TimeProvider clock) : IUserCache, IDisposable
{
    private const long MaxBytes = 128L * 1024 * 1024;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _people = new(new MemoryCacheOptions { SizeLimit = MaxBytes, Clock = new CacheClock(clock) });
    private readonly Lock _gate = new();

    internal PersonSnapshots Of(GrantKey grant)
    {
        if (Find(grant) is { } there)
            return there;
        lock (_gate)
        {
            return Find(grant) ?? Put(grant, new PersonSnapshots(clock));
        }
    }

    internal PersonSnapshots? Find(GrantKey grant) => _people.Get<PersonSnapshots>(grant);

    /// <summary>Weighs again what has grown.</summary>
    internal void Weigh(GrantKey grant, PersonSnapshots person)
    {
        lock (_gate)
        {
            if (Find(grant) == person)
                Put(grant, person);
        }
    }

    /// <summary>Nothing of this user stays in memory.</summary>
    public void Forget(string user) => Forget(new GrantKey(GoogleTasksClient.Connector, user));

    internal void Forget(GrantKey grant)
    {
        lock (_gate)
        {
            _people.Remove(grant);
        }
    }

    internal void Placed(GrantKey grant, string list, TaskItem task, string? previous) =>
        Find(grant)?.Apply(list, snapshot => LocalMutations.Placed(snapshot, task, previous));

    internal void Changed(GrantKey grant, string list, TaskItem task) =>
        Find(grant)?.Apply(list, snapshot => LocalMutations.Changed(snapshot, task));

    internal void Removed(GrantKey grant, string list, string task) =>
        Find(grant)?.Apply(list, snapshot => LocalMutations.Removed(snapshot, task));

    internal void Cleared(GrantKey grant, string list) => Find(grant)?.Apply(list, LocalMutations.Cleared);

    /// <summary>A task went to another list, with what stands under it.</summary>
    internal void MovedOver(GrantKey grant, string from, string to, string task, TaskItem moved, string? previous)
    {
        var hasSubtasks = Find(grant)?.Known(from)?.HasSubtasks(task) != false;
        Removed(grant, from, task);
        Find(grant)?.Apply(to, snapshot => LocalMutations.Placed(snapshot, moved, previous) is var after && hasSubtasks
            ? new AfterWrite(after.Snapshot.Unsure(), IsCertain: false)
            : after);
    }

    internal void ListsChanged(GrantKey grant) => Find(grant)?.Lists.Outdate();

    internal void ListRemoved(GrantKey grant, string list)
    {
        Find(grant)?.Remove(list);
        ListsChanged(grant);
    }

    public void Dispose() => _people.Dispose();

    private PersonSnapshots Put(GrantKey grant, PersonSnapshots person) => _people.Set(
        grant, person, new MemoryCacheEntryOptions { Size = person.Weight, SlidingExpiration = Idle });

    private sealed class CacheClock(TimeProvider clock) : ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
}
