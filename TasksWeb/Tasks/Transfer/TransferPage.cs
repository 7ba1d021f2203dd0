using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tasks.Transfer;

/// <summary>The page <c>/tasks/transfer</c>: export and import, the preview of a file, or the result of its import.</summary>
public sealed record TransferPage(TasksLayout Layout) : TasksLayoutPage(Layout)
{
    /// <summary>In bytes; about 20,000 tasks.</summary>
    public const int MaxFile = 4 * 1024 * 1024;

    /// <summary>The form of the preview contains the file, with its encoding.</summary>
    public const int MaxForm = 9 * 1024 * 1024;

    /// <summary>Tasks shown of each list in the preview.</summary>
    public const int MaxShown = 20;

    /// <summary>What is wrong with the file, in the reader's language.</summary>
    public string? Error { get; init; }

    /// <summary>The file to preview, or the one that was imported.</summary>
    public FileToImport? File { get; init; }

    public ImportReport? Report { get; init; }
}

/// <param name="Text">The whole file. The form of the preview sends it again: the server does not keep it.</param>
/// <param name="Into">The id of the one list to import into; empty = the lists of the file.</param>
public sealed record FileToImport(string Text, string Format, string Into, IReadOnlyList<ListToImport> Lists)
{
    private IEnumerable<PortableTask> Tasks => Lists.SelectMany(list => list.Tasks);

    public int Count => Lists.Sum(list => list.Tasks.Count);

    public int TooLong => Tasks.Count(task => !task.FitsGoogle);

    /// <summary>Google has one level of subtasks.</summary>
    public bool HasDeeperLevels => Tasks.Any(task => task.Level > 1);
}
