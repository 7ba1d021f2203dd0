using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace TasksWeb.Storage;

/// <summary>The key of a development installation: made once, in the data folder, readable by its owner alone.</summary>
internal static class DevelopmentKeyFile
{
    private const string Name = "development.key";

    public static string ReadOrMake(StorageOptions storage)
    {
        var folder = storage.Provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase)
            ? SqliteFile.CreateFolder(storage.ConnectionString)
            : Directory.CreateDirectory("data").FullName;
        var path = Path.Combine(folder, Name);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            using var writer = new StreamWriter(file);
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionOptions.KeyBytes)));
        }
        catch (IOException) when (File.Exists(path))
        {
            // Made by an earlier start.
        }
        return File.ReadAllText(path).Trim();
    }
}
