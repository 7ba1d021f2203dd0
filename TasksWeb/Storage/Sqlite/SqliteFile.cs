using Microsoft.Data.Sqlite;

namespace TasksWeb.Storage.Sqlite;

/// <summary>Where the database file is, how it is opened, and its schema.</summary>
internal static class SqliteFile
{
    /// <summary>Longest wait for another process's lock before a call fails, in seconds.</summary>
    private const int BusySeconds = 3;

    /// <summary>The page cache of a connection, in KB; the operating system caches the file for all of them.</summary>
    private const int CacheKilobytes = 512;

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS documents (
            collection TEXT NOT NULL,
            id         TEXT NOT NULL,
            version    INTEGER NOT NULL,
            owner      TEXT,
            due        INTEGER,
            body       TEXT NOT NULL,
            grp        TEXT,
            PRIMARY KEY (collection, id));
        CREATE INDEX IF NOT EXISTS documents_due ON documents (collection, due, id) WHERE due IS NOT NULL;
        CREATE INDEX IF NOT EXISTS documents_owner ON documents (collection, owner, id) WHERE owner IS NOT NULL;
        """;

    private const string Groups =
        "CREATE INDEX IF NOT EXISTS documents_group ON documents (collection, grp, id) WHERE grp IS NOT NULL;";

    /// <summary>Whether a connection string can be read and names a file.</summary>
    public static bool IsNamedBy(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString).DataSource.Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The connection string with the settings this adapter relies on.</summary>
    public static string Complete(string connectionString) => new SqliteConnectionStringBuilder(connectionString)
    {
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = BusySeconds,
    }.ToString();

    public static string PathOf(string connectionString) =>
        Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);

    /// <summary>The folder of the file, readable by its owner only.</summary>
    public static string CreateFolder(string connectionString)
    {
        var folder = Path.GetDirectoryName(PathOf(connectionString))!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>
    /// Creates the file, readable by its owner only; SQLite gives its journals the same mode. An existing one is not opened:
    /// closing it would end SQLite's locks on it in this process (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks).
    /// </summary>
    public static void Protect(string connectionString)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = PathOf(connectionString);
        try
        {
            if (!File.Exists(path))
            {
                new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = OwnerOnly,
                }).Dispose();
            }
            foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
                File.SetUnixFileMode(file, OwnerOnly);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // It belongs to another user, or another process has just created it: opening it reports what is wrong, if anything.
        }
    }

    public static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute(
                $"PRAGMA busy_timeout = {BusySeconds}000; PRAGMA synchronous = FULL; PRAGMA cache_size = -{CacheKilobytes};");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void CreateSchema(SqliteConnection connection)
    {
        connection.Execute(Schema);
        // Files of versions before 1.1 have no groups.
        using var column = connection.Prepare("SELECT COUNT(*) FROM pragma_table_info('documents') WHERE name = 'grp'");
        if (column.ExecuteScalar() is 0L)
            connection.Execute("ALTER TABLE documents ADD COLUMN grp TEXT");
        connection.Execute(Groups);
    }

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static SqliteCommand Prepare(this SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }
}
