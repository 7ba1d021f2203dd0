using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace TasksWeb.Storage.Sqlite;

/// <summary>A copy of a database file that is in use, by SQLite's online backup (https://sqlite.org/backup.html).</summary>
internal static class SqliteBackup
{
    private const string Unfinished = ".unfinished";

    /// <summary>
    /// Copies the whole database as it is at one moment. The copy is written next to the target, checked, and then moved there.
    /// </summary>
    /// <returns>The SHA-256 of the copy, in hexadecimal.</returns>
    /// <exception cref="IOException">The target exists or cannot be written.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be read, or the copy is damaged.</exception>
    public static async Task<string> WriteAsync(string connectionString, string target, CancellationToken cancellationToken)
    {
        if (File.Exists(target))
            throw new IOException($"{target} exists.");
        var draft = $"{target}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            Copy(SqliteFile.Complete(connectionString), $"Data Source={draft};Pooling=False");
            var digest = await DigestAsync(draft, cancellationToken);
            File.Move(draft, target, overwrite: false);
            return digest;
        }
        catch (SqliteException e)
        {
            throw SqliteDocumentStore.Unavailable(e);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void Copy(string from, string to)
    {
        if (!File.Exists(SqliteFile.PathOf(from)))
            throw Nothing(from, "does not exist");
        SqliteFile.Protect(to);
        using var source = SqliteFile.Open(from);
        using var copy = new SqliteConnection(to);
        copy.Open();
        source.BackupDatabase(copy);
        // One file, without a journal beside it.
        copy.Execute("PRAGMA journal_mode = DELETE;");
        if (IsEmpty(copy))
            throw Nothing(from, "has nothing in it");
        using var check = copy.Prepare("PRAGMA quick_check(1)");
        if (check.ExecuteScalar() is not "ok")
            throw new StorageUnavailableException("The copy is damaged, and so is the database.");
    }

    private static bool IsEmpty(SqliteConnection copy)
    {
        using var table = copy.Prepare("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'documents')");
        if (table.ExecuteScalar() is 0L)
            return true;
        using var content = copy.Prepare("SELECT EXISTS (SELECT 1 FROM documents)");
        return content.ExecuteScalar() is 0L;
    }

    private static StorageUnavailableException Nothing(string from, string why) =>
        new($"{SqliteFile.PathOf(from)} {why}. Does Storage:ConnectionString name the app's database?");

    private static async Task<string> DigestAsync(string file, CancellationToken cancellationToken)
    {
        await using var bytes = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken));
    }
}
