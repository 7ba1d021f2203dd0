using System.Security.Cryptography;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Benchmarks.App;

/// <summary>Where the app keeps its documents, all its own: a SQLite file in a fresh folder, or MongoDB.</summary>
/// <param name="mongo">A connection string that names a fresh database; null: SQLite.</param>
internal sealed class Workplace(string? mongo = null) : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tasksweb-benchmarks-").FullName;

    /// <summary>Over the settings for SQLite.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; } = mongo is null
        ? new Dictionary<string, string?>(StringComparer.Ordinal)
        : new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:Provider"] = "MongoDB",
            ["Storage:ConnectionString"] = mongo,
            // No key file lies beside MongoDB: whoever seeds it and the app that reads it are told the same.
            ["Encryption:Keys:0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionOptions.KeyBytes)),
        };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
