using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>All task lists of one person. Safe for concurrent use; ids are the same in every run.</summary>
public sealed class TaskBook
{
    private readonly Lock _gate = new();
    private readonly List<SandboxTaskList> _lists = [];
    private readonly string _owner;
    private readonly TimeProvider _clock;
    private int _made;
    private TaskListsAnswer? _allLists;

    internal TaskBook(string owner, TimeProvider clock)
    {
        _owner = owner;
        _clock = clock;
    }

    /// <summary>Ids and titles in order.</summary>
    public IReadOnlyList<(string Id, string Title)> Lists
    {
        get
        {
            lock (_gate)
            {
                return [.. _lists.Select(list => (list.Id, list.Title))];
            }
        }
    }

    /// <summary>Adds a list at the end; returns its id.</summary>
    public string AddList(string title)
    {
        lock (_gate)
        {
            _allLists = null;
            var id = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{_owner[^8..]}:{_made++:D4}:0")));
            _lists.Add(new SandboxTaskList(id, title, _clock.GetUtcNow()));
            return id;
        }
    }

    /// <summary>Removes a list with its tasks; false when there is none of this id.</summary>
    public bool RemoveList(string id)
    {
        lock (_gate)
        {
            _allLists = null;
            return Find(id) is { } list && _lists.Remove(list);
        }
    }

    /// <summary>
    /// Adds a task behind its siblings; <paramref name="shape"/> sets what differs from an open task without a date.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such list.</exception>
    public SandboxTask AddTask(string listId, string title, Func<SandboxTask, SandboxTask>? shape = null)
    {
        lock (_gate)
        {
            var list = Find(listId) ?? throw new KeyNotFoundException("No such task list.");
            var task = new SandboxTask { Id = TaskId(_made++), Title = title, Updated = _clock.GetUtcNow() };
            task = shape is null ? task : shape(task);
            list.Tasks.Add(task);
            list.Touch(_clock.GetUtcNow());
            _allLists = null;
            return task;
        }
    }

    /// <summary>The tasks of a list, deleted ones included; none when there is no such list.</summary>
    public IReadOnlyList<SandboxTask> TasksIn(string listId)
    {
        lock (_gate)
        {
            return [.. Find(listId)?.Tasks ?? []];
        }
    }

    /// <summary>Changes a task; false when it is not there.</summary>
    public bool Change(string listId, string taskId, Func<SandboxTask, SandboxTask> change)
    {
        lock (_gate)
        {
            if (Find(listId) is not { } list || list.Tasks.FindIndex(task => task.Id == taskId) is var at && at < 0)
            {
                return false;
            }

            list.Tasks[at] = TaskMoves.Touched(change(list.Tasks[at]), _clock.GetUtcNow());
            list.Touch(_clock.GetUtcNow());
            _allLists = null;
            return true;
        }
    }

    /// <summary>The whole list of lists, serialized once per change.</summary>
    internal TaskListsAnswer AllLists(TaskJson json)
    {
        if (Volatile.Read(ref _allLists) is { } known)
        {
            return known;
        }

        lock (_gate)
        {
            return _allLists ??= json.Lists(_lists, nextPageToken: null);
        }
    }

    /// <summary>Runs a reader under the lock; what it returns must not keep the lists.</summary>
    internal T Read<T>(Func<IReadOnlyList<SandboxTaskList>, T> reader)
    {
        lock (_gate)
        {
            return reader(_lists);
        }
    }

    /// <summary>Runs a reader on one list (<c>@default</c> is the first); default when it is not there.</summary>
    internal T? ReadList<T>(string? id, Func<SandboxTaskList, T?> reader)
        where T : class
    {
        lock (_gate)
        {
            return Find(id) is { } list ? reader(list) : null;
        }
    }

    /// <summary>Runs a writer on one list (<c>@default</c> is the first) under the lock.</summary>
    /// <exception cref="TaskRefusal">There is no such list, or the writer refuses.</exception>
    internal T Write<T>(string? id, Func<SandboxTaskList, T> writer)
    {
        lock (_gate)
        {
            var list = Find(id) ?? throw TaskRefusal.NotFound;
            var answer = writer(list);
            list.Touch(_clock.GetUtcNow());
            _allLists = null;
            return answer;
        }
    }

    /// <summary>tasks.insert: a new task where it shall stand.</summary>
    /// <exception cref="TaskRefusal">It may not stand there, or there is no room.</exception>
    internal SandboxTask Insert(SandboxTaskList list, Func<SandboxTask, SandboxTask> shape, string? parent, string? previous)
    {
        TaskLimits.Room(list.VisibleCount, TaskLimits.TasksPerList, "tasks in the list");
        TaskLimits.Room(_lists.Sum(each => each.Tasks.Count), TaskLimits.Tasks, "tasks");
        var task = shape(new SandboxTask { Id = TaskId(_made), Title = "", Updated = _clock.GetUtcNow() });
        TaskMoves.Place(list, task, parent, previous);
        _made++;
        return task;
    }

    /// <summary>tasks.move, within the list or into another one.</summary>
    /// <exception cref="TaskRefusal">It may not go there.</exception>
    internal (SandboxTaskList List, SandboxTask Task) Move(
        SandboxTaskList from, SandboxTask task, string? destination, string? parent, string? previous)
    {
        var to = destination is null ? from : Find(destination) ?? throw TaskRefusal.NotFound;
        var moved = TaskMoves.Move(from, to, task, parent, previous, _clock.GetUtcNow());
        to.Touch(_clock.GetUtcNow());
        return (to, moved);
    }

    /// <summary>tasklists.insert.</summary>
    /// <exception cref="TaskRefusal">There are too many.</exception>
    internal SandboxTaskList Insert(string title)
    {
        lock (_gate)
        {
            TaskLimits.Room(_lists.Count, TaskLimits.Lists, "task lists");
            return Find(AddList(title))!;
        }
    }

    /// <summary>tasklists.delete. The default list stays.</summary>
    /// <exception cref="TaskRefusal">It is the default one.</exception>
    internal void Remove(SandboxTaskList list)
    {
        if (list == _lists[0])
        {
            throw TaskRefusal.Invalid("The default task list cannot be deleted.");
        }

        _lists.Remove(list);
    }

    private SandboxTaskList? Find(string? id) =>
        id == "@default" ? _lists.FirstOrDefault() : _lists.Find(list => list.Id == id);

    private string TaskId(int number) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_owner}/{number}"))).AsSpan(0, 12));
}
