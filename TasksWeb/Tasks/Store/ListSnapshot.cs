using System.Collections.Immutable;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// One list as it was read: every task that is not deleted, completed and hidden ones included, siblings in Google's order.
/// Immutable. Positions may lag behind the order, since Google counts siblings anew without telling: never sort by them again.
/// </summary>
public sealed class ListSnapshot
{
    private readonly Lazy<Dictionary<string, int>> _places;
    private TaskRows? _rows;
    private TaskList? _rowsOf;

    internal ListSnapshot(string list, ImmutableArray<TaskItem> tasks, DateTimeOffset readAt, DateTimeOffset wholeAt)
    {
        (List, Tasks, ReadAt, WholeAt) = (list, tasks, readAt, wholeAt);
        _places = new(() => Tasks.Select((task, place) => (task.Id, place))
            .DistinctBy(pair => pair.Id, StringComparer.Ordinal).ToDictionary(pair => pair.Id, pair => pair.place, StringComparer.Ordinal));
    }

    /// <summary>The list's id, as it was asked for.</summary>
    public string List { get; }

    public ImmutableArray<TaskItem> Tasks { get; }

    /// <summary>When Google was last asked what has changed, by Google's clock. The next question begins here.</summary>
    public DateTimeOffset ReadAt { get; }

    /// <summary>When it was last read from beginning to end; the beginning of time when it has to be.</summary>
    internal DateTimeOffset WholeAt { get; }

    /// <summary>The task of this id; null when it is not here.</summary>
    public TaskItem? Find(string id) => PlaceOf(id) is var place and >= 0 ? Tasks[place] : null;

    /// <summary>The rows that people see, made once for a snapshot.</summary>
    public TaskRows Rows(TaskList list)
    {
        lock (_places)
        {
            if (_rows is null || _rowsOf != list)
                (_rows, _rowsOf) = (TaskTree.Rows(list, Tasks), list);
            return _rows;
        }
    }

    internal int PlaceOf(string id) => _places.Value.TryGetValue(id, out var place) ? place : -1;

    internal bool HasSubtasks(string id) => Tasks.Any(task => task.Parent == id);

    internal ListSnapshot With(ImmutableArray<TaskItem> tasks) => new(List, tasks, ReadAt, WholeAt);

    internal ListSnapshot With(ImmutableArray<TaskItem> tasks, DateTimeOffset readAt) => new(List, tasks, readAt, WholeAt);

    /// <summary>The same, to be read from beginning to end before it is shown again.</summary>
    internal ListSnapshot Unsure() => new(List, Tasks, ReadAt, DateTimeOffset.MinValue);

    /// <summary>What nobody asks of a snapshot takes no room in it.</summary>
    internal static TaskItem Lean(TaskItem task) => task with { Kind = null, SelfLink = null };

    /// <summary>Bytes it takes, roughly.</summary>
    internal long Weight => 200 + Tasks.Sum(task => 500L + (2 * (task.Title.Length + (task.Notes?.Length ?? 0))));
}
