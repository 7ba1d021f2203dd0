using System.Globalization;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>The filters of tasks.list, with Google's defaults.</summary>
internal sealed class TaskQuery
{
    private readonly DateTimeOffset? _completedMin;
    private readonly DateTimeOffset? _completedMax;
    private readonly DateTimeOffset? _dueMin;
    private readonly DateTimeOffset? _dueMax;
    private readonly DateTimeOffset? _updatedMin;
    private readonly bool _showCompleted;
    private readonly bool _showDeleted;
    private readonly bool _showHidden;
    private readonly bool _showAssigned;

    /// <exception cref="FormatException">The message says which parameter.</exception>
    public TaskQuery(IQueryCollection query)
    {
        _completedMin = Time(query, "completedMin");
        _completedMax = Time(query, "completedMax");
        _dueMin = Time(query, "dueMin");
        _dueMax = Time(query, "dueMax");
        _updatedMin = Time(query, "updatedMin");
        _showCompleted = Flag(query, "showCompleted", usual: true);
        _showDeleted = Flag(query, "showDeleted", usual: false);
        _showHidden = Flag(query, "showHidden", usual: false);
        _showAssigned = Flag(query, "showAssigned", usual: false);
    }

    public bool Shows(SandboxTask task)
    {
        if ((task.Deleted && !_showDeleted) || (task.Hidden && !_showHidden) || (task.Completed is not null && !_showCompleted)
            || (task.IsAssigned && !_showAssigned))
        {
            return false;
        }

        DateTimeOffset? due = task.Due is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;
        return IsWithin(task.Completed, _completedMin, _completedMax)
            && IsWithin(due, _dueMin, _dueMax)
            && IsWithin(task.Updated, _updatedMin, max: null);
    }

    private static bool IsWithin(DateTimeOffset? value, DateTimeOffset? min, DateTimeOffset? max) =>
        (min is null || value >= min) && (max is null || value <= max);

    private static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException($"Invalid value for {name}: not an RFC 3339 timestamp.");
    }

    private static bool Flag(IQueryCollection query, string name, bool usual) => query[name].ToString() switch
    {
        "" => usual,
        "true" or "True" or "1" => true,
        "false" or "False" or "0" => false,
        _ => throw new FormatException($"Invalid value for {name}: not a boolean."),
    };
}
