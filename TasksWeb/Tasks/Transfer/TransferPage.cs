using TasksWeb.Tasks.Layout;

namespace TasksWeb.Tasks.Transfer;

/// <summary>The page <c>/tasks/transfer</c>: export and import, the preview of a file, or the result of its import.</summary>
public sealed record TransferPage(TasksLayout Layout) : TasksLayoutPage(Layout)
{
    /// <summary>What is wrong with the file, in the reader's language.</summary>
    public string? Error { get; init; }

    /// <summary>The file to preview, or the one that was imported.</summary>
    public FileToImport? File { get; init; }

    public ImportReport? Report { get; init; }
}

/// <param name="Form">With the whole file. The preview sends it again: the server does not keep it.</param>
public sealed record FileToImport(ImportForm Form, TaskFile Source, IReadOnlyList<ListToImport> Lists)
{
    private IEnumerable<PortableTask> Tasks => Lists.SelectMany(list => list.Tasks);

    public int Count => Lists.Sum(list => list.Tasks.Count);

    /// <summary>The program that has written it; null if it cannot be told.</summary>
    public string? Program => SourceProgram.Of(Form.Format ?? "", Form.Text ?? "", Source.Columns);

    /// <summary>The name of its format, the same in every language.</summary>
    public string Kind => Form.Format switch
    {
        "ics" => "iCalendar",
        "md" => "Markdown",
        var other => other?.ToUpperInvariant() ?? "",
    };

    public int Completed => Tasks.Count(task => task.IsCompleted);

    public int TooLong => Tasks.Count(task => !task.FitsGoogle);

    /// <summary>The lists that the preview shows, each with its first tasks.</summary>
    public IEnumerable<(ListToImport List, IReadOnlyList<PortableTask> Shown)> Preview()
    {
        var room = ImportLimits.Shown;
        foreach (var list in Lists)
        {
            if (room == 0)
                yield break;
            var shown = list.Tasks.Take(room).ToList();
            room -= shown.Count;
            yield return (list, shown);
        }
    }
}

/// <summary>The form of the preview: a file as text, and what the person chose.</summary>
public sealed record ImportForm
{
    public string? Text { get; init; }
    public string? Format { get; init; }

    /// <summary>The id of the one list to import into; empty = the lists of the file.</summary>
    public string? Into { get; init; }
    public DayMonthOrder? Order { get; init; }

    /// <summary>What each column of a table holds; empty: by their names.</summary>
    public TaskField[] Columns { get; init; } = [];
    public bool? HasHeader { get; init; }

    public ImportChoices Choices => new(Order, Columns.Length == 0 ? null : Columns, HasHeader);
}
