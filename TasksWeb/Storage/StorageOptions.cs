namespace TasksWeb.Storage;

/// <summary><c>Storage:</c> which database holds the documents.</summary>
public sealed class StorageOptions
{
    /// <summary><c>Sqlite</c>: the embedded default, one file.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>For SQLite <c>Data Source=path</c>; a relative path starts at the working directory.</summary>
    public string ConnectionString { get; set; } = "Data Source=data/tasksweb.db";
}
