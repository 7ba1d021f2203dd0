namespace TasksWeb.Tasks.Transfer;

/// <summary>Tells by the content which program has written a file, so that people see that theirs is understood.</summary>
internal static class SourceProgram
{
    /// <summary>In characters: how much of the file is examined.</summary>
    private const int MaxBeginning = 64 * 1024;

    public const string Todoist = "Todoist";

    /// <summary>Names of columns, all of which only this program writes.</summary>
    private static readonly (string Program, string[] Columns)[] Tables =
    [
        ("TasksWeb", ["List", "Level", "Title", "Notes", "Due", "Status", "Completed"]),
        (Todoist, ["TYPE", "CONTENT", "INDENT"]),
        ("TickTick", ["Folder Name", "List Name", "Title"]),
        ("Asana", ["Task ID", "Section/Column"]),
        ("Trello", ["Card ID", "Card Name"]),
        ("Google Tasks Backup", ["tasklist_name", "title", "depth"]),
        ("Outlook", ["Subject", "Due Date", "% Complete"]),
    ];

    /// <summary>Names of properties, all of which only this program writes. The first that fits counts.</summary>
    private static readonly (string Program, string[] Properties)[] Objects =
    [
        ("TasksWeb", ["tasks#task", "exported"]),
        ("Google Tasks", ["tasks#task"]),
        ("Trello", ["cards", "idList"]),
        (Todoist, ["content", "project_id"]),
        ("Microsoft To Do", ["displayName", "importance"]),
        ("Taskwarrior", ["urgency", "uuid"]),
        ("Asana", ["gid", "resource_type"]),
    ];

    /// <summary>Words of the product's id (RFC 5545, section 3.7.3).</summary>
    private static readonly (string Program, string Word)[] Products =
    [
        ("TasksWeb", "TasksWeb"), ("Nextcloud", "Nextcloud"), ("OpenTasks", "dmfs"), ("Tasks.org", "tasks.org"),
        ("Thunderbird", "Mozilla"), ("Apple Reminders", "Apple"), ("Outlook", "Microsoft"),
    ];

    /// <param name="format">The format's <see cref="TransferFormat.Name"/>.</param>
    /// <param name="columns">Those of a table, with the names that the file has.</param>
    /// <returns>The program's name; null if it cannot be told.</returns>
    public static string? Of(string format, string text, IReadOnlyList<ImportColumn> columns)
    {
        var beginning = text.AsSpan(0, Math.Min(text.Length, MaxBeginning)).ToString();
        return format switch
        {
            "csv" => Tables.FirstOrDefault(table => table.Columns.All(name => columns.Any(column =>
                string.Equals(column.Name.Trim(), name, StringComparison.OrdinalIgnoreCase)))).Program,
            "json" => Objects.FirstOrDefault(known => known.Properties.All(
                name => beginning.Contains($"\"{name}", StringComparison.Ordinal))).Program,
            "ics" => Products.FirstOrDefault(
                product => ProductId(beginning).Contains(product.Word, StringComparison.OrdinalIgnoreCase)).Program,
            _ => null,
        };
    }

    private static string ProductId(string text)
    {
        var start = text.IndexOf("PRODID", StringComparison.OrdinalIgnoreCase);
        return start < 0 ? "" : text[start..].Split(['\r', '\n'], 2)[0];
    }
}
