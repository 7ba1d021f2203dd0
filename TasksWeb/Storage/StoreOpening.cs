using TasksWeb.Storage.Mongo;

namespace TasksWeb.Storage;

/// <summary>Opens the store that a connection string names by its form.</summary>
internal static class StoreOpening
{
    public static bool IsMongo(string connectionString) =>
        connectionString.StartsWith("mongodb://", StringComparison.Ordinal)
            || connectionString.StartsWith("mongodb+srv://", StringComparison.Ordinal);

    /// <summary>What is wrong with it; null when it can be opened.</summary>
    /// <param name="mustExist">A SQLite file that is not there is an error, not a new one.</param>
    public static string? ProblemOf(string? connectionString, bool mustExist)
    {
        if (string.IsNullOrEmpty(connectionString))
            return "a connection string is missing, for example \"Data Source=data/tasksweb.db\" or \"mongodb://host/tasksweb\".";
        if (IsMongo(connectionString))
            return MongoSettings.ProblemOf(connectionString);
        if (!SqliteFile.IsNamedBy(connectionString))
            return "neither a connection string of SQLite's (Data Source=data/tasksweb.db) nor of MongoDB's (mongodb://host/tasksweb).";
        return mustExist && !File.Exists(SqliteFile.PathOf(connectionString)) ? "there is no such file." : null;
    }

    /// <summary>Whether two connection strings without a problem name one store: one file, or one deployment in the same words.</summary>
    public static bool AreOne(string one, string other) => IsMongo(one) || IsMongo(other)
        ? one == other
        : SqliteFile.PathOf(one) == SqliteFile.PathOf(other);

    public static IDocumentStore Open(string connectionString, ILoggerFactory logs) => IsMongo(connectionString)
        ? new MongoDocumentStore(connectionString, logs.CreateLogger<MongoDocumentStore>())
        : new SqliteDocumentStore(connectionString);
}
