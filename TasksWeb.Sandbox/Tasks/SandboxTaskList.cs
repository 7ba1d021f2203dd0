using System.Globalization;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>One list: its tasks in the order a person sees them. Guarded by its <see cref="TaskBook"/>.</summary>
internal sealed class SandboxTaskList(string id, string title, DateTimeOffset updated)
{
    // Completed tasks stand behind all open ones, the newest first: "09999998…" at Google too.
    private const long LastPosition = 999_999_999_999_999_999;

    private (int Revision, IReadOnlyList<(SandboxTask Task, string Position)> Tasks)? _read;

    public string Id => id;

    public string Title { get; set; } = title;

    public DateTimeOffset Updated { get; set; } = updated;

    /// <summary>Counts the changes of the list and of what is in it.</summary>
    public int Revision { get; private set; }

    /// <summary>Siblings stand in their order; parents need not stand before their children.</summary>
    public List<SandboxTask> Tasks { get; } = [];

    /// <summary>Tasks that count towards the limit of a list.</summary>
    public int VisibleCount => Tasks.Count(task => task is { Hidden: false, Deleted: false });

    /// <summary>
    /// Every task with its position among its siblings. The order of the answer is by id: Google promises none, and clients
    /// must sort by position. A tombstone takes no place.
    /// </summary>
    public IReadOnlyList<(SandboxTask Task, string Position)> WithPositions()
    {
        var next = new Dictionary<string, long>(StringComparer.Ordinal);
        var placed = new List<(SandboxTask Task, string Position)>(Tasks.Count);
        foreach (var task in Tasks)
        {
            if (task.Completed is { } completed)
            {
                placed.Add((task, Write(LastPosition - completed.ToUnixTimeMilliseconds())));
                continue;
            }

            next.TryGetValue(task.Parent ?? "", out var place);
            next[task.Parent ?? ""] = task.Deleted ? place : place + 1;
            placed.Add((task, Write(place)));
        }

        placed.Sort((one, other) => string.CompareOrdinal(one.Task.Id, other.Task.Id));
        return placed;
    }

    /// <summary>The same for a reader, who asks for page after page: computed once per change.</summary>
    public IReadOnlyList<(SandboxTask Task, string Position)> WithKnownPositions()
    {
        if (_read is { } read && read.Revision == Revision)
        {
            return read.Tasks;
        }

        var placed = WithPositions();
        _read = (Revision, placed);
        return placed;
    }

    public void Touch(DateTimeOffset now)
    {
        Updated = now;
        Revision++;
    }

    private static string Write(long position) => position.ToString("D20", CultureInfo.InvariantCulture);
}
