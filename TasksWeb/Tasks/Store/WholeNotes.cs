using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// Puts whole notes to tasks of which only the beginning is in memory. Google sends a list in any order: notes that arrive before
/// their turn are held up to a bound, and what exceeds it is read once more. Where they come in turn, the list is read once.
/// </summary>
internal static class WholeNotes
{
    /// <summary>Bytes of packed notes that are held for one reader.</summary>
    private const long Capacity = 32 * 1024 * 1024;

    /// <param name="read">Reads the list page by page; its argument is what is kept of each task.</param>
    /// <returns>The tasks in their order. One that is gone at Google is left out.</returns>
    public static async IAsyncEnumerable<TaskItem> ReadAsync(
        IReadOnlyList<TaskItem> tasks, Func<Func<TaskItem, TaskItem>, IAsyncEnumerable<TaskPart>> read,
        long capacity = Capacity)
    {
        var turns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (turn, task) in tasks.Index())
        {
            if (task.AreNotesCut)
                turns.TryAdd(task.Id, turn);
        }
        var next = 0;
        for (; next < tasks.Count && !tasks[next].AreNotesCut; next++)
            yield return tasks[next];
        while (next < tasks.Count)
        {
            var early = new EarlyNotes(capacity);
            await foreach (var part in read(Keep))
            {
                for (; next < tasks.Count; next++)
                {
                    var task = tasks[next];
                    if (!task.AreNotesCut)
                        yield return task;
                    else if (early.Take(next) is { } notes)
                        yield return task with { Notes = notes, AreNotesCut = false };
                    else if (!part.IsLast || next >= early.FirstDropped)
                        break;
                }
                if (next == tasks.Count)
                    yield break;
            }

            TaskItem Keep(TaskItem task)
            {
                if (turns.TryGetValue(task.Id, out var turn) && turn >= next)
                    early.Add(turn, task.Notes ?? "");
                return task with { Notes = null };
            }
        }
    }
}
