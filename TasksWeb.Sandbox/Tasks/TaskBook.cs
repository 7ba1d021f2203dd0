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

    /// <summary>Renames a list; false when there is none of this id.</summary>
    public bool RenameList(string id, string title)
    {
        lock (_gate)
        {
            if (Find(id) is not { } list)
            {
                return false;
            }

            _allLists = null;
            (list.Title, list.Updated) = (title, _clock.GetUtcNow());
            return true;
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

    /// <summary>Adds a task behind its siblings; <paramref name="shape"/> sets what differs from an open task without a date.</summary>
    /// <exception cref="KeyNotFoundException">There is no such list.</exception>
    public SandboxTask AddTask(string listId, string title, Func<SandboxTask, SandboxTask>? shape = null)
    {
        lock (_gate)
        {
            var list = Find(listId) ?? throw new KeyNotFoundException("No such task list.");
            var task = new SandboxTask { Id = TaskId(_made++), Title = title, Updated = _clock.GetUtcNow() };
            task = shape is null ? task : shape(task);
            list.Tasks.Add(task);
            list.Updated = _clock.GetUtcNow();
            _allLists = null;
            return task;
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

            list.Tasks[at] = change(list.Tasks[at]) with { Updated = _clock.GetUtcNow() };
            list.Updated = _clock.GetUtcNow();
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
    internal T? ReadList<T>(string? id, Func<SandboxTaskList, T> reader)
        where T : class
    {
        lock (_gate)
        {
            return Find(id) is { } list ? reader(list) : null;
        }
    }

    private SandboxTaskList? Find(string? id) =>
        id == "@default" ? _lists.FirstOrDefault() : _lists.Find(list => list.Id == id);

    private string TaskId(int number) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_owner}/{number}"))).AsSpan(0, 12));
}
