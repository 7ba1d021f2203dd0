using TasksWeb.Storage.Mongo;
using TasksWeb.Storage.Sqlite;

namespace TasksWeb.Storage.Configuration;

/// <summary>Opens the store that a connection string names by its form.</summary>
internal static class StoreOpening
{
    public static bool IsMongo(string connectionString) =>
        connectionString.StartsWith("mongodb://", StringComparison.Ordinal)
            || connectionString.StartsWith("mongodb+srv://", StringComparison.Ordinal);

    /// <summary>What is wrong with a connection string; null when it can be opened.</summary>
    /// <param name="mustExist">A SQLite file that is not there is an error, not a new one.</param>
    public static string? ProblemOf(string? connectionString, bool mustExist)
    {
        if (string.IsNullOrEmpty(connectionString))
            return "a connection string is missing, for example \"Data Source=data/tasksweb.db\" or \"mongodb://host/tasksweb\".";
        if (IsMongo(connectionString))
            return MongoSettings.ProblemOf(connectionString);
        if (!SqliteFile.IsNamedBy(connectionString))
            return "it is a connection string of neither SQLite (Data Source=data/tasksweb.db) "
                + "nor MongoDB (mongodb://host/tasksweb).";
        return mustExist && !File.Exists(SqliteFile.PathOf(connectionString)) ? "there is no such file." : null;
    }

    /// <summary>Whether two valid connection strings name one store: the same file, or the same MongoDB address.</summary>
    public static bool AreSame(string one, string other) => IsMongo(one) || IsMongo(other)
        ? one == other
        : SqliteFile.PathOf(one) == SqliteFile.PathOf(other);

    public static IDocumentStore Open(string connectionString, ILoggerFactory logs) => IsMongo(connectionString)
        ? new MongoDocumentStore(connectionString, logs.CreateLogger<MongoDocumentStore>())
        : new SqliteDocumentStore(connectionString);
}
