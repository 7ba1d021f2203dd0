using System.Security.Cryptography;
using TasksWeb.Storage.Configuration;
using TasksWeb.Storage.Sqlite;

namespace TasksWeb.Storage.Encryption;

/// <summary>The key of a development installation: created once, in the data folder, readable by its owner only.</summary>
internal static class DevelopmentKeyFile
{
    private const string Name = "development.key";

    public static string ReadOrMake(StorageOptions storage)
    {
        var folder = storage.IsSqlite
            ? SqliteFile.CreateFolder(storage.ConnectionString)
            : Directory.CreateDirectory("data").FullName;
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            Make(path);
        return File.ReadAllText(path).Trim();
    }

    /// <summary>
    /// Written to a temporary file and moved, so that an interrupted start leaves no partial file; the first of two starts wins.
    /// </summary>
    private static void Make(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(new FileStream(draft, options)))
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionOptions.KeyBytes)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
