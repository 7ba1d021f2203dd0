namespace TasksWeb.Tasks.Transfer;

/// <summary>A task as a file has it, before its values are understood. Texts that the file lacks are empty.</summary>
internal sealed class SourceTask(Place place)
{
    public Place Place { get; } = place;
    public string Title { get; set; } = "";
    public IList<string> Notes { get; } = [];
    public string Due { get; set; } = "";
    public string Completed { get; set; } = "";

    /// <summary>Words such as <c>needsAction</c>, <c>Done</c> or <c>TRUE</c>.</summary>
    public IList<string> Statuses { get; } = [];
    public string Percent { get; set; } = "";

    /// <summary>True for a task that was deleted or archived.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The title of its list.</summary>
    public string List { get; set; } = "";

    /// <summary>The id of its list, in files that name lists elsewhere.</summary>
    public string ListId { get; set; } = "";
    public string Id { get; set; } = "";

    /// <summary>Ids or titles of which the first that is known is its parent.</summary>
    public IList<string> Parents { get; } = [];

    /// <summary>Ids of tasks below it, in files that name these and not the parent.</summary>
    public IList<string> Subtasks { get; } = [];

    /// <summary>Its parent, where the file shows it by position.</summary>
    public SourceTask? Parent { get; set; }

    /// <summary>The name of the time zone of its dates.</summary>
    public string Zone { get; set; } = "";

    /// <summary>Whether midnight in UTC is a time; most programs mean a date.</summary>
    public bool MidnightIsTime { get; init; }

    /// <summary>Whether the file says that midnight is a date.</summary>
    public bool IsAllDay { get; set; }

    /// <summary>Set by <see cref="ImportReading.Add(SourceTask)"/>.</summary>
    public string Key { get; set; } = "";
}

/// <summary>What the person chose in the preview.</summary>
/// <param name="Order">Null: inferred from the file.</param>
/// <param name="Columns">What each column of a table holds; null: by their names.</param>
/// <param name="HasHeader">Whether a table's first row names the columns; null: by its content.</param>
public sealed record ImportChoices(
    DayMonthOrder? Order = null, IReadOnlyList<TaskField>? Columns = null, bool? HasHeader = null);

/// <summary>The state of reading one file: what was chosen before, and what was found.</summary>
internal sealed class ImportReading(ImportChoices choices, ImportNotices notices, CancellationToken cancellationToken)
{
    private const int MaxOtherDates = 1000;

    private readonly Dictionary<string, Stack<(int Level, SourceTask Task)>> _levels = new(StringComparer.Ordinal);

    public ImportChoices Choices { get; } = choices;
    public ImportNotices Notices { get; } = notices;
    public CancellationToken CancellationToken { get; } = cancellationToken;
    public List<SourceTask> Tasks { get; } = [];

    /// <summary>Titles of lists by their ids.</summary>
    public Dictionary<string, string> ListTitles { get; } = new(StringComparer.Ordinal);

    /// <summary>Some values beside the tasks' own that may show how the file orders day and month.</summary>
    public HashSet<string> OtherDates { get; } = new(StringComparer.Ordinal);

    /// <summary>The columns of a table; empty for other files.</summary>
    public IReadOnlyList<ImportColumn> Columns { get; set; } = [];
    public bool HasHeader { get; set; }
    public bool NeedsMapping { get; set; }

    /// <summary>Whether 1 can be all of a task that is done by percent, as in tables of Outlook.</summary>
    public bool HasFractions { get; set; }

    public void AddOtherDate(string text)
    {
        if (OtherDates.Count < MaxOtherDates)
            OtherDates.Add(text);
    }

    /// <exception cref="TransferException"><c>TooManyTasks</c></exception>
    public void Add(SourceTask task)
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (Tasks.Count == ImportLimits.Tasks)
            throw new TransferException("TooManyTasks", line: null, $"{ImportLimits.Tasks:N0}");
        task.Key = $"{Tasks.Count}";
        Tasks.Add(task);
    }

    /// <summary>Adds a task whose parent is the last one of its list with a lower level.</summary>
    public void Add(SourceTask task, int level)
    {
        if (!_levels.TryGetValue(task.List, out var above))
            _levels.Add(task.List, above = []);
        while (above.TryPeek(out var last) && last.Level >= level)
            above.Pop();
        task.Parent = above.TryPeek(out var parent) ? parent.Task : null;
        above.Push((level, task));
        Add(task);
    }
}
