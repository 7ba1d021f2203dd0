using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage.Configuration;
using TasksWeb.Storage.Sqlite;

namespace TasksWeb.Storage.Backup;

/// <summary>
/// <c>TasksWeb backup FILE</c>: a copy of the SQLite database, also while the app serves, and <c>FILE.sha256</c> with its digest
/// for <c>sha256sum --check</c>.
/// </summary>
internal sealed class BackupCommand(IOptions<StorageOptions> storage) : ICommand
{
    private const int Failed = 1;
    private const int Misused = 2;

    public static CommandUsage Usage { get; } = new("backup")
    {
        TakesFile = true,
        Purpose = "Copies the SQLite database while the app serves, with its SHA-256 in FILE.sha256.",
    };

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (storage.Value.IsMongo)
        {
            await output.WriteLineAsync(
                "The store is MongoDB, which has a command of its own: mongodump --uri \"$Storage__ConnectionString\" --gzip "
                + "--archive=FILE. Restore with: mongorestore --uri \"$Storage__ConnectionString\" --gzip --archive=FILE");
            return Misused;
        }
        if (arguments.File is not { Length: > 0 } file)
        {
            await output.WriteLineAsync("Name the file to write: TasksWeb backup FILE");
            return Misused;
        }
        try
        {
            var digestFile = $"{file}.sha256";
            if (Path.Exists(digestFile))
                throw new IOException($"{digestFile} exists.");
            var digest = await SqliteBackup.WriteAsync(
                storage.Value.ConnectionString, Path.GetFullPath(file), cancellationToken);
            await File.WriteAllTextAsync(digestFile, $"{digest}  {Path.GetFileName(file)}\n", cancellationToken);
            await output.WriteLineAsync(
                $"{file}: {new FileInfo(file).Length} bytes, SHA-256 {digest}. Keep Encryption:Keys elsewhere: they are not in "
                + "it, and nothing opens its tokens without them.");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageUnavailableException)
        {
            await output.WriteLineAsync($"No backup is written: {e.Message}");
            return Failed;
        }
    }
}
