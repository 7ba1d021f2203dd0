using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// The memory budget for notes while one list is read. All lists of a person share it: when it is used up, only the beginning of
/// long notes is kept, and <see cref="TaskStore.WithNotesAsync"/> reads the rest when somebody opens the task.
/// </summary>
internal sealed class NotesRoom(UserSnapshots user, string list) : IDisposable
{
    /// <summary>Characters of long notes in memory for one person.</summary>
    private const long Capacity = 8 * 1024 * 1024;

    /// <summary>Notes of this length are always kept whole. A row shows 140 characters.</summary>
    private const int BeginningLength = 150;

    /// <summary>Characters in the snapshot that the one being read replaces.</summary>
    private readonly long _replaced = user.LongNotesOf(list);
    private long _taken;

    public TaskItem Keep(TaskItem task)
    {
        task = ListSnapshot.Slim(task);
        if (task.Notes is not { Length: > BeginningLength } notes)
            return task;
        if (user.AddLongNotes(notes.Length) - _replaced <= Capacity)
        {
            _taken += notes.Length;
            return task;
        }
        user.AddLongNotes(-notes.Length);
        return Cut(task);
    }

    /// <summary>The task with the beginning of its notes.</summary>
    public static TaskItem Cut(TaskItem task) => task.Notes is { Length: > BeginningLength } notes
        ? task with { Notes = Beginning(notes), AreNotesCut = true }
        : task;

    /// <summary>What is kept of long notes; never half a character.</summary>
    public static string Beginning(string notes) => notes.Length <= BeginningLength
        ? notes
        : notes[..(char.IsHighSurrogate(notes[BeginningLength - 1]) ? BeginningLength - 1 : BeginningLength)];

    /// <summary>Counts what the snapshot holds instead of what was read for it.</summary>
    public ListSnapshot Settle(ListSnapshot snapshot)
    {
        var length = snapshot.Tasks.Sum(task => task.Notes is { Length: > BeginningLength } notes ? notes.Length : 0L);
        user.SetLongNotes(list, length, _taken);
        _taken = 0;
        return snapshot;
    }

    /// <summary>What was read so far is not kept.</summary>
    public void Clear()
    {
        user.AddLongNotes(-_taken);
        _taken = 0;
    }

    public void Dispose() => Clear();
}
