using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tasks.Transfer;

/// <summary>What <c>/tasks/transfer</c> shows: the ways out and in, what a file would bring, and what came of it.</summary>
public sealed record TransferPage(Desk Desk) : TasksLayoutPage(Desk)
{
    /// <summary>Some 20,000 tasks.</summary>
    public const int MaxFile = 4 * 1024 * 1024;

    /// <summary>The same in a form, with what parts its fields.</summary>
    public const int MaxForm = 9 * 1024 * 1024;

    /// <summary>Of each list, in the preview.</summary>
    public const int MaxShown = 20;

    /// <summary>What is wrong with the file, in the reader's language.</summary>
    public string? Complaint { get; init; }

    /// <summary>A file that was read and waits for a yes.</summary>
    public FileToImport? File { get; init; }

    /// <summary>What came of an import.</summary>
    public ImportReport? Report { get; init; }
}

/// <summary>A file as the form of its preview holds it.</summary>
/// <param name="Text">As it came; the browser keeps it, the server does not.</param>
/// <param name="Into">The id of the one list everything goes into; empty = as the file says.</param>
public sealed record FileToImport(string Text, string Format, string Into, IReadOnlyList<ListToMake> Lists)
{
    public int Count => Lists.Sum(list => list.Tasks.Sum(task => task.WithSubtasks().Count()));

    public IReadOnlyList<PortableTask> TooLong =>
        [.. Lists.SelectMany(list => list.Tasks).SelectMany(task => task.WithSubtasks()).Where(task => !TaskFits.Google(task))];

    /// <summary>Google knows one level of subtasks.</summary>
    public bool HasDeeperLevels =>
        Lists.Any(list => list.Tasks.Any(task => task.Subtasks.Any(subtask => subtask.Subtasks.Count > 0)));
}
