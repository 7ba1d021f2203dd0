using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Transfer;

/// <param name="Name">As the file writes it.</param>
/// <param name="Field">What it was read as.</param>
/// <param name="Sample">Its first value.</param>
public sealed record ImportColumn(string Name, TaskField Field, string Sample);

/// <summary>A file as it was understood.</summary>
public sealed record TaskFile(IReadOnlyList<PortableList> Lists, ImportNotices Notices)
{
    /// <summary>The columns of a table; empty for other files.</summary>
    public IReadOnlyList<ImportColumn> Columns { get; private init; } = [];
    public bool HasHeader { get; private init; }

    /// <summary>Whether no column of a table has a name that is known as the title's.</summary>
    public bool NeedsMapping { get; private init; }

    /// <summary>What the person has to decide about the dates; null if nothing.</summary>
    public DateQuestion? Question { get; private init; }

    /// <summary>Reads a file in time linear in its size.</summary>
    /// <param name="zone">The reader's.</param>
    /// <exception cref="TransferException">Nothing of the file can be read.</exception>
    public static TaskFile Read(
        TransferFormat format, string text, ImportChoices choices, TimeZoneInfo zone, ImportNotices notices,
        CancellationToken cancellationToken)
    {
        var reading = new ImportReading(choices, notices, cancellationToken);
        format.Read(text, reading);
        var hasFractions = reading.HasFractions && reading.Tasks.TrueForAll(
            task => task.Percent.Contains('%', StringComparison.Ordinal) || StatusWord.Percent(task.Percent) is null or <= 1);
        var states = reading.Tasks.ToDictionary(task => task, task => StateOf(task, hasFractions, notices));
        var kept = reading.Tasks.FindAll(task => states[task] != TaskState.Dropped);
        if (kept.Count < reading.Tasks.Count)
            notices.Count("Dropped", reading.Tasks.Count - kept.Count);
        var dates = new DateReader(
            kept.SelectMany(task => new[] { task.Due, task.Completed }).Concat(reading.OtherDates),
            choices.Order, IsEastAsian(text), zone, notices);
        ParentLinks.Resolve(reading, task => states[task] != TaskState.Dropped);
        return new TaskFile(ListsOf(reading, kept, states, dates), notices)
        {
            Columns = reading.Columns,
            HasHeader = reading.HasHeader,
            NeedsMapping = reading.NeedsMapping,
            Question = dates.Question,
        };
    }

    /// <summary>It has Kana, Han or Hangul characters.</summary>
    private static bool IsEastAsian(string text) =>
        text.AsSpan().ContainsAnyInRange('\u3040', '\u9FFF') || text.AsSpan().ContainsAnyInRange('\uAC00', '\uD7A3');

    /// <summary>A word for done decides; without one, a completion date or 100 % does.</summary>
    /// <param name="hasFractions">Whether 1 means 100 %.</param>
    private static TaskState StateOf(SourceTask task, bool hasFractions, ImportNotices notices)
    {
        if (task.IsDeleted)
            return TaskState.Dropped;
        if (StatusWord.Of(task.Completed) is { } flag)
        {
            task.Statuses.Add(flag == TaskState.Done ? "completed" : "open");
            task.Completed = "";
        }
        var isOpen = false;
        foreach (var word in task.Statuses.Where(word => !string.IsNullOrWhiteSpace(word)))
        {
            switch (StatusWord.Of(word))
            {
                case null:
                    notices.Add("Status", task.Place, word);
                    break;
                case TaskState.Open:
                    isOpen = true;
                    break;
                case var state:
                    return state.Value;
            }
        }
        if (isOpen)
            return TaskState.Open;
        if (!string.IsNullOrWhiteSpace(task.Completed))
        {
            if (WrittenDate.Read(task.Completed) is not null)
                return TaskState.Done;
            // Such as N/A: it is no reason to believe that the task is done.
            notices.Add("Status", task.Place, task.Completed);
            task.Completed = "";
        }
        var isWhole = StatusWord.Percent(task.Percent) is { } percent
            && (percent >= 100 || (percent == 1 && hasFractions && !task.Percent.Contains('%', StringComparison.Ordinal)));
        return isWhole ? TaskState.Done : TaskState.Open;
    }

    /// <summary>A subtask is in the list of the task it is below.</summary>
    private static List<PortableList> ListsOf(
        ImportReading reading, List<SourceTask> kept, Dictionary<SourceTask, TaskState> states, DateReader dates)
    {
        var lists = new OrderedDictionary<string, List<PortableTask>>(StringComparer.Ordinal);
        List<PortableTask> list = [];
        foreach (var (task, depth) in TaskTree.TopToBottom(kept, task => task.Key, task => task.Parent?.Key))
        {
            reading.CancellationToken.ThrowIfCancellationRequested();
            if (depth == 0)
            {
                var title = task.List.Length > 0 ? task.List : reading.ListTitles.GetValueOrDefault(task.ListId, "");
                if (!lists.TryGetValue(title, out list!))
                    lists.Add(title, list = []);
                if (task.Parent is not null && states[task.Parent] != TaskState.Dropped)
                    reading.Notices.Add("Circle", task.Place, task.Title);
            }
            else if (depth > PortableTask.MaxLevel)
            {
                reading.Notices.Count("Deeper");
            }
            TaskOf(task, states[task], dates).AddTo(list, depth);
        }
        return lists.Count <= ImportLimits.Lists
            ? [.. lists.Select(one => new PortableList(PortableTask.NormalizeLines(one.Key), one.Value))]
            : throw new TransferException("TooManyLists", line: null, $"{ImportLimits.Lists:N0}");
    }

    private static PortableTask TaskOf(SourceTask task, TaskState state, DateReader dates) =>
        new(PortableTask.NormalizeLines(task.Title))
        {
            Notes = PortableTask.NullIfEmpty(PortableTask.NormalizeLines(string.Join('\n', task.Notes))),
            Due = dates.Day(task),
            IsCompleted = state == TaskState.Done,
            Completed = dates.Moment(task),
        };
}
