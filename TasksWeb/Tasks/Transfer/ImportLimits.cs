using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Transfer;

/// <summary>The bounds of an import.</summary>
public static class ImportLimits
{
    /// <summary>In bytes; about 20,000 tasks.</summary>
    public const int File = 4 * 1024 * 1024;

    /// <summary>In bytes, as UTF-8.</summary>
    public const int Text = 2 * File;

    /// <summary>The form of the preview contains the text.</summary>
    public const int Form = 9 * 1024 * 1024;

    /// <summary>Of one file; Google keeps no more per user.</summary>
    public const int Tasks = TaskLimits.Tasks;

    public const int Lists = TaskLimits.Lists;

    public const int Columns = 200;

    /// <summary>Tasks that the preview shows.</summary>
    public const int Shown = 300;

    /// <summary>Files that are read at the same time.</summary>
    public const int Readers = 2;

    /// <summary>Imports that run at the same time.</summary>
    public const int Runs = 16;
}
